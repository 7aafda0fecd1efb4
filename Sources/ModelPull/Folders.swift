// Its header is where Swift finds stat, once it is imported anywhere in the module.
import CArchive
import Glibc
import ServingCore

/// Folders of the file system, by path.
enum Folders {
    /// Makes the folder and those that it is in, readable by everybody.
    static func make(_ path: String) throws(PullError) {
        var code = makeOne(path)
        if code == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try make(String(path[..<slash]))
            // Once: /proc says for ever that there is no such folder.
            code = makeOne(path)
        }
        guard code == 0 || code == EEXIST && isFolder(path) else { throw failure(path, code) }
    }

    /// - Returns: 0, or why it was not made.
    private static func makeOne(_ path: String) -> CInt {
        guard mkdir(path, 0o755) == 0 else { return errno }
        chmod(path, 0o755)
        return 0
    }

    /// Not through a link.
    static func isFolder(_ path: String) -> Bool { mode(path) & S_IFMT == S_IFDIR }

    static func exists(_ path: String) -> Bool { mode(path) != 0 }

    /// Names in the folder, without `.` and `..`.
    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes what is there with all that it holds; what links point to stays.
    static func remove(_ path: String) {
        guard unlink(path) != 0, errno == EISDIR || errno == EPERM else { return }
        for name in names(in: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    static func failure(_ path: String, _ code: CInt) -> PullError {
        if code == ENOSPC || code == EDQUOT {
            return PullError(.diskFull, "\(path) cannot be made: \(systemMessage(code)); give the volume more room")
        }
        return PullError(.diskFull, "\(path) cannot be written: \(systemMessage(code)); check the volume and its owner")
    }

    private static func mode(_ path: String) -> mode_t {
        var information = stat()
        return lstat(path, &information) == 0 ? information.st_mode : 0
    }
}
