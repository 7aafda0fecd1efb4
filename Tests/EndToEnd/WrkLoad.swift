import ClusterTestSupport
import FoundationEssentials
import Subprocess
import TestSupport

/// `wrk` at work from inside the cluster's network: each connection asks again as soon as it has been answered.
struct WrkLoad: Sendable {
    private let log: String

    /// - Parameters:
    ///   - url: of the endpoint.
    ///   - body: of each request, which contains no `]=]`.
    static func run(
        _ url: String,
        key: String,
        body: String,
        connections: Int,
        during work: (WrkLoad) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let script = try folder.write("load.lua", script(key: key, body: body))
        let load = WrkLoad(log: "\(folder.path)/log")
        let limits = ["-t", "1", "-c", "\(connections)", "-d", "900s", "--timeout", "20s"]
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", #"exec wrk "$@" > "$0" 2>&1"#, load.log] + limits + ["-s", script, url]),
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await work(load))
            } catch {
                outcome = .failure(error)
            }
            await execution.teardown(using: [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(30))])
            return outcome
        }
        try result.closureResult.get()
        guard let summary = load.lines.last(where: { $0.hasPrefix("answered ") }) else {
            throw CommandFailed(command: "wrk", output: load.lines.joined(separator: "\n"))
        }
        print("wrk: \(summary)")
        // Where an answer says that its connection ends, wrk opens another one and counts no error. What it sends at the very
        // moment in which a gateway that ends closes the connection may be lost, as HTTP/1.1 has it: one, in every second run.
        let losses = (0...connections).map { ", broken at connect 0 read \($0) write 0, late 0" }
        guard losses.contains(where: summary.hasSuffix) else {
            throw CommandFailed(command: "wrk", output: summary)
        }
    }

    /// Status, time and text of every answer so far that was no 200.
    var refusals: [String] { lines.filter { $0.hasPrefix("status ") } }

    private var lines: [String] {
        let bytes = FileManager.default.contents(atPath: log) ?? Data()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func script(key: String, body: String) -> String {
        """
        wrk.method = "POST"
        wrk.headers["Authorization"] = "Bearer \(key)"
        wrk.headers["Content-Type"] = "application/json"
        wrk.body = [=[\(body)]=]
        function response(status, headers, body)
          if status ~= 200 then
            io.stderr:write("status ", status, " ", os.date("!%H:%M:%S "), body:gsub("\\n", " "), "\\n")
          end
        end
        function done(summary, latency)
          local errors = summary.errors
          io.stderr:write("answered ", summary.requests, " p50 ", latency:percentile(50) / 1000, " ms p99 ",
            latency:percentile(99) / 1000, " ms, broken at connect ", errors.connect, " read ", errors.read, " write ",
            errors.write, ", late ", errors.timeout, "\\n")
        end

        """
    }
}
