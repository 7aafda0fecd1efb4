import FoundationEssentials
import Glibc

/// Finds programs.
enum Programs {
    /// - Parameter name: a name to look up in `PATH` and where Debian puts daemons, or a path.
    /// - Returns: its path; nil where there is no such program.
    static func path(of name: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/local/sbin", "/usr/sbin"]).map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
