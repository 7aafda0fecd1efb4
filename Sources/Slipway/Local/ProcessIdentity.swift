import FoundationEssentials
import Glibc

/// A process, told apart from a later one that has been given its number.
struct ProcessIdentity: Hashable, Codable, Sendable {
    let pid: pid_t
    /// When it started, in clock ticks since the machine did.
    let start: UInt64

    /// - Returns: nil when there is no such process, or only its exit status is left.
    init?(_ pid: pid_t) {
        guard
            let text = FileManager.default.contents(atPath: "/proc/\(pid)/stat").map({
                String(decoding: $0, as: UTF8.self)
            }),
            // The program's name stands in parentheses and may hold any character.
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        // Fields 3 and 22 of proc(5).
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let start = UInt64(fields[19]) else { return nil }
        (self.pid, self.start) = (pid, start)
    }

    static var own: ProcessIdentity? { ProcessIdentity(getpid()) }

    var isThere: Bool { ProcessIdentity(pid) == self }

    /// Changes with each start of the machine.
    static var bootID: String {
        String(
            decoding: FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data(),
            as: UTF8.self
        )
    }
}
