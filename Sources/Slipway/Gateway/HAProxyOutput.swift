import ControllerRuntime
import Glibc
import Logging
import ServingCore

/// Takes what HAProxy says: lines about requests are counted and passed on to standard output as they are, the rest is
/// logged.
struct HAProxyOutput: Sendable {
    private let requests: RequestMetrics
    private let output: LogOutput
    private let logger: Logger

    init(requests: RequestMetrics, logger: Logger) {
        self.requests = requests
        self.logger = logger
        output = LogOutput(STDOUT_FILENO)
    }

    func take(_ line: ArraySlice<UInt8>) {
        guard let entry = AccessLogEntry(line) else {
            let words = String(decoding: line, as: UTF8.self)
            // Its other levels are no worse than what is said here: that a worker ends after a reload is a warning to it.
            let level: Logger.Level = words.hasPrefix("[ALERT]") ? .error : .info
            logger.log(level: level, "HAProxy says", metadata: ["words": "\(words)"])
            return
        }
        requests.count(entry)
        output.write(line + [UInt8(ascii: "\n")]) { Array("{\"lost\":\($0)}\n".utf8) }
    }
}
