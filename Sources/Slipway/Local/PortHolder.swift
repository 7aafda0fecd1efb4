import FoundationEssentials

/// The process that listens at a TCP port, as far as `/proc` tells.
struct PortHolder: CustomStringConvertible {
    let pid: Int32
    /// Its program's name.
    let program: String

    var description: String { "\(program) (process \(pid))" }

    /// - Returns: nil when nobody listens there, or whoever does cannot be looked into.
    init?(of port: Int) {
        let sockets = Set(["tcp", "tcp6"].flatMap { Self.listeners(at: port, in: "/proc/net/\($0)") })
        guard !sockets.isEmpty else { return nil }
        let manager = FileManager.default
        for pid in ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap({ Int32($0) }) {
            let folder = "/proc/\(pid)/fd"
            for descriptor in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
                guard let target = try? manager.destinationOfSymbolicLink(atPath: "\(folder)/\(descriptor)"),
                    sockets.contains(target), let name = manager.contents(atPath: "/proc/\(pid)/comm")
                else { continue }
                (self.pid, program) = (pid, String(decoding: name, as: UTF8.self).filter { !$0.isNewline })
                return
            }
        }
        return nil
    }

    /// As links below `/proc/PID/fd` name them. The table is in proc(5): its second column is the address and port in
    /// hexadecimal digits, the fourth the state, where 0A is to listen, the tenth the inode.
    private static func listeners(at port: Int, in table: String) -> [String] {
        let text = String(decoding: FileManager.default.contents(atPath: table) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A",
                fields[1].split(separator: ":").last.flatMap({ Int($0, radix: 16) }) == port
            else { return nil }
            return "socket:[\(fields[9])]"
        }
    }
}
