// Its header is where Swift finds stat, once it is imported anywhere in the module.
import CArchive
import Glibc
import ServingCore

/// Makes files below a folder, never through a link and so never outside of it.
final class FolderWriter {
    private let root: Descriptor

    init(_ path: String) throws(PullError) {
        guard let root = Descriptor(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) else {
            throw Folders.failure(path, errno)
        }
        self.root = root
    }

    var freeSpace: Int { root.freeSpace }

    /// Removes a file that may be there.
    func removeFile(_ components: [String]) {
        guard let (parent, name) = try? parentAndName(components) else { return }
        unlinkat(parent.number, name, 0)
    }

    func makeFolder(_ components: [String]) throws(PullError) {
        _ = try folder(components[...])
    }

    /// An empty file. What has had the name before is gone, unless it is a folder.
    func makeFile(_ components: [String], isExecutable: Bool = false) throws(PullError) -> Descriptor {
        let (parent, name) = try parentAndName(components)
        let path = components.joined(separator: "/")
        try makeRoom(parent, name, path)
        let mode: mode_t = isExecutable ? 0o755 : 0o644
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        guard let file = Descriptor(openat(parent.number, name, flags, mode)) else {
            throw Folders.failure(path, errno)
        }
        fchmod(file.number, mode)
        return file
    }

    func makeLink(_ components: [String], to target: String) throws(PullError) {
        let (parent, name) = try parentAndName(components)
        let path = components.joined(separator: "/")
        try makeRoom(parent, name, path)
        guard symlinkat(target, parent.number, name) == 0 else { throw Folders.failure(path, errno) }
    }

    /// A second name for a file that is there. Not for a link: it would lead elsewhere from another folder.
    func makeHardLink(_ components: [String], to target: [String]) throws(PullError) {
        let path = components.joined(separator: "/")
        guard components != target else { return }
        let (from, oldName) = try parentAndName(target)
        var information = stat()
        guard fstatat(from.number, oldName, &information, AT_SYMLINK_NOFOLLOW) == 0,
            information.st_mode & S_IFMT == S_IFREG
        else { throw ArchiveEntry.unsafe(path, "is a hard link to what is no file of the archive") }
        let (parent, name) = try parentAndName(components)
        try makeRoom(parent, name, path)
        guard linkat(from.number, oldName, parent.number, name, 0) == 0 else { throw Folders.failure(path, errno) }
    }

    private func makeRoom(_ parent: Descriptor, _ name: String, _ path: String) throws(PullError) {
        guard unlinkat(parent.number, name, 0) != 0, errno != ENOENT else { return }
        guard errno == EISDIR || errno == EPERM else { throw Folders.failure(path, errno) }
        throw PullError(.invalidArchive, "\(ArchiveEntry.shown(path)) is both a folder and a file; pack it anew")
    }

    private func parentAndName(_ components: [String]) throws(PullError) -> (Descriptor, String) {
        guard let name = components.last else {
            throw PullError(.invalidArchive, "an entry that is no folder has no name; pack it anew")
        }
        return (try folder(components.dropLast()), name)
    }

    /// Opens a folder, and makes what is missing of it.
    private func folder(_ components: ArraySlice<String>) throws(PullError) -> Descriptor {
        var current = root
        for (index, name) in components.enumerated() {
            let path = components.prefix(index + 1).joined(separator: "/")
            if mkdirat(current.number, name, 0o755) == 0 {
                fchmodat(current.number, name, 0o755, 0)
            } else if errno != EEXIST {
                throw Folders.failure(path, errno)
            }
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            guard let next = Descriptor(openat(current.number, name, flags)) else {
                guard errno == ELOOP || errno == ENOTDIR else { throw Folders.failure(path, errno) }
                throw ArchiveEntry.unsafe(
                    components.joined(separator: "/"),
                    "goes through \(ArchiveEntry.shown(path)), which is no folder"
                )
            }
            current = next
        }
        return current
    }
}
