/// Where an entry of an archive may go. Every refusal names the entry.
package enum ArchiveEntry {
    /// PATH_MAX and NAME_MAX of Linux.
    private static let longestPath = 4095
    private static let longestName = 255

    /// The parts of the path below the folder; none for the folder itself.
    package static func components(of path: String) throws(PullError) -> [String] {
        guard !path.hasPrefix("/") else { throw unsafe(path, "is an absolute path") }
        let parts = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard !parts.contains("..") else { throw unsafe(path, "leaves the folder by ..") }
        guard path.utf8.count <= longestPath, parts.allSatisfy({ $0.utf8.count <= longestName }) else {
            throw PullError(.invalidArchive, "an entry's name is too long: \(shown(path)); pack it under a shorter one")
        }
        guard !path.utf8.contains(0) else { throw PullError(.invalidArchive, "an entry's name holds a NUL") }
        return parts
    }

    /// Checks where a symbolic link leads.
    ///
    /// `..` may only come first: after a name it would count from where that name leads, which may be a link, too.
    /// Entries are never written through links, so that the folder of a link is as deep as it looks.
    package static func checkLink(_ components: [String], to target: String) throws(PullError) {
        let path = components.joined(separator: "/")
        guard !target.isEmpty, !target.hasPrefix("/") else { throw unsafe(path, "is a link to an absolute path") }
        let parts = target.split(separator: "/").filter { $0 != "." }
        let ups = parts.prefix { $0 == ".." }.count
        guard ups < components.count, !parts.dropFirst(ups).contains("..") else {
            throw unsafe(path, "is a link that leaves the folder")
        }
    }

    package static func unsafe(_ path: String, _ what: String) -> PullError {
        PullError(
            .unsafeArchive,
            "the archive's entry \(shown(path)) \(what); nothing was unpacked, pack it without that entry"
        )
    }

    /// A name for a message: printable, and not too long for a termination message.
    package static func shown(_ path: String) -> String {
        let printable = path.unicodeScalars.prefix(200).map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f ? "?" : String(scalar)
        }
        return "\"" + printable.joined() + (path.unicodeScalars.count > 200 ? "…" : "") + "\""
    }
}
