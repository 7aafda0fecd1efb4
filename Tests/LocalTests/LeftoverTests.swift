import ClusterTestSupport
import FoundationEssentials
import Glibc
import KubernetesCore
import Synchronization
import TestSupport
import Testing

extension LocalTests {
    @Test("a run ends what a killed one has left behind, and nobody else's process")
    func leftovers() async throws {
        let port = Mutex(0)
        let bystander = Mutex<pid_t>(0)
        await #expect(throws: (any Error).self) {
            try await LocalRun.run(["-f", Self.example]) { run in
                port.withLock { $0 = run.port }
                // A process that has been given the number of one of the run's, as its start time shows.
                let other = try Self.spawnSleep()
                bystander.withLock { $0 = other }
                try Self.record(inRunOf: run.port, other)
                kill(run.pid, SIGKILL)
                throw CancellationError()
            }
        }
        let (left, other) = (port.withLock { $0 }, bystander.withLock { $0 })
        defer {
            kill(other, SIGKILL)
            waitpid(other, nil, 0)
        }
        #expect(LocalRun.processes(ofPort: left).count >= 4)
        let folder = try TemporaryFolder()
        let data = try folder.write("data.json", Self.data)
        let next = try LocalRun.freePort()
        let end = try await LocalRun.end(of: ["test", "-f", Self.example, "--data", data, "--port", "\(next)"])
        #expect(end.isSuccess, "\(end.error)")
        #expect(end.error.contains("that an earlier run has left behind"))
        try await eventually("they are gone") { LocalRun.processes(ofPort: left).isEmpty ? true : nil }
        #expect(kill(other, 0) == 0)
        #expect(!FileManager.default.fileExists(atPath: "/tmp/slipway-\(geteuid())/\(left)"))
    }

    @Test("an installation that is interrupted ends, too", arguments: [SIGINT, SIGKILL])
    func installation(_ signal: Int32) async throws {
        let folder = try TemporaryFolder()
        // Found by the name that its child is given.
        let child = "\(folder.path)/child"
        try folder.link("child", to: "/bin/sleep")
        let python = try folder.write(
            "python",
            "#!/bin/sh\n[ $1 = -VV ] && echo Python $$ && exit\n\(child) 300\nexit 1\n"
        )
        chmod(python, 0o700)
        _ = try? await LocalRun.run(["-f", Self.example, "--python", python], until: "installing the packages") { run in
            try await eventually("the installation is on its way") {
                LocalRun.processes(naming: child).isEmpty ? nil : true
            }
            kill(run.pid, signal)
        }
        if signal == SIGKILL {
            #expect(LocalRun.processes(naming: python).count == 1)
            let port = try LocalRun.freePort()
            let data = try folder.write("data.json", Self.data)
            let end = try await LocalRun.end(of: ["test", "-f", Self.example, "--data", data, "--port", "\(port)"])
            #expect(end.error.contains("ended 1 process that an earlier run has left behind"))
        }
        #expect(LocalRun.processes(naming: python) == [])
        #expect(LocalRun.processes(naming: child) == [])
    }

    private static func spawnSleep() throws -> pid_t {
        var process = pid_t()
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("300"), nil]
        defer { arguments.forEach { free($0) } }
        try #require(posix_spawnp(&process, "sleep", nil, nil, arguments, environ) == 0)
        return process
    }

    /// Adds a process that is not the run's to its record, with a start time that it does not have.
    private static func record(inRunOf port: Int, _ other: pid_t) throws {
        let path = "/tmp/slipway-\(geteuid())/\(port)/run.json"
        let data = try #require(FileManager.default.contents(atPath: path))
        var record = try JSONValue(parsing: data)
        let children = record["children"]?.array ?? []
        record["children"] = .array(children + [["pid": .integer(Int64(other)), "start": 1]])
        try Data(record.jsonText.utf8).write(to: URL(filePath: path))
    }
}
