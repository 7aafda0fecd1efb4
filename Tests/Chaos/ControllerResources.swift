import FoundationEssentials
import Glibc

/// What a process holds at one moment, as Linux counts it.
struct ControllerResources: Sendable {
    let identifier: pid_t
    /// VmRSS.
    let kibibytes: Int
    /// VmHWM: the most that it has been so far, in KiB.
    let peak: Int
    let threads: Int
    let descriptors: Int

    /// nil when there is no such process any more.
    init?(of identifier: pid_t) {
        guard let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
            let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd")
        else { return nil }
        let figures = status.split(separator: "\n").reduce(into: [Substring: Int]()) { figures, line in
            let words = line.split { $0 == ":" || $0.isWhitespace }
            if words.count > 1 { figures[words[0]] = Int(words[1]) }
        }
        guard let kibibytes = figures["VmRSS"], let peak = figures["VmHWM"], let threads = figures["Threads"] else {
            return nil
        }
        self.identifier = identifier
        self.kibibytes = kibibytes
        self.peak = peak
        self.threads = threads
        self.descriptors = descriptors.count
    }
}

extension ControllerResources: CustomStringConvertible {
    var description: String { "\(kibibytes) KiB resident, \(descriptors) file descriptors, \(threads) threads" }
}
