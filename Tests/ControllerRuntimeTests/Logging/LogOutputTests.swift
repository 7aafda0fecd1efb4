import Glibc
import KubernetesCore
import Logging
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct LogOutputTests {
    /// Both ends of a new pipe.
    private func pipe() -> (read: CInt, write: CInt) {
        var ends: [CInt] = [0, 0]
        #expect(Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    /// What waits in a pipe.
    private func contents(of pipe: CInt) -> String {
        _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(pipe, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer.prefix(count)
        }
    }

    private func logger(_ descriptor: CInt) -> Logger {
        let output = LogOutput(descriptor)
        return Logger(label: "test") { _ in LineLogHandler(format: .json, output: output) }
    }

    @Test func `a full disk does no harm`() {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let logger = logger(full)
        for number in 0..<100 { logger.error("a message", metadata: ["number": "\(number)"]) }
    }

    @Test func `a descriptor that is none does no harm`() {
        logger(-1).error("a message")
    }

    @Test func `a pipe without a reader neither ends the process nor blocks it`() {
        let (read, write) = pipe()
        defer { close(write) }
        let logger = logger(write)
        close(read)
        for _ in 0..<100 { logger.error("a message") }
    }

    @Test func `a pipe that nobody reads does not block, and says later what was lost`() throws {
        let (read, write) = pipe()
        defer { for end in [read, write] { close(end) } }
        let logger = logger(write)
        let long = String(repeating: "x", count: 10_000)
        for number in 0..<100 { logger.info("message", metadata: ["number": "\(number)", "long": "\(long)"]) }
        let first = contents(of: read)
        logger.info("the last")
        let lines = (first + contents(of: read)).split(separator: "\n")
        let values = try lines.map { try JSONValue(parsing: $0.utf8) }
        let written = values.count { $0["msg"] == "message" }
        #expect(written > 0 && written < 100)
        #expect(values.dropLast().last?["lines"] == .string("\(100 - written)"))
        #expect(values.last?["msg"] == "the last")
    }

    @Test func `the pipe's other users may still wait`() {
        let (read, write) = pipe()
        defer { for end in [read, write] { close(end) } }
        _ = LogOutput(write)
        #expect(fcntl(write, F_GETFL) & O_NONBLOCK == 0)
    }

    @Test func `lines of many threads never mix`() async throws {
        let folder = try TemporaryFolder()
        let file = open("\(folder.path)/log", O_RDWR | O_CREAT, 0o600)
        defer { close(file) }
        let logger = logger(file)
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<200 {
                        logger.info("message", metadata: ["task": "\(task)", "number": "\(number)"])
                    }
                }
            }
        }
        lseek(file, 0, SEEK_SET)
        let lines = contents(of: file).split(separator: "\n")
        #expect(lines.count == 1_600)
        for line in lines { #expect(try JSONValue(parsing: line.utf8)["msg"] == "message") }
    }
}
