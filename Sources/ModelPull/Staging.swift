import Glibc
package import ServingCore

/// Where files are until all of them are verified.
///
/// A folder that is not there yet appears by one rename, complete. One that is there (a volume's, or a person's) gets
/// what was pulled name by name, each by a rename; a process that is killed meanwhile leaves the rest in a folder with
/// another name, and the next one goes on from there.
package struct Staging: Sendable {
    private static let name = ".slipway-pull"

    private let target: String
    private let root: String
    private let isWhole: Bool

    /// What will be in the target folder.
    var content: String { "\(root)/content" }
    /// What is needed on the way only.
    var downloads: String { "\(root)/downloads" }
    private var complete: String { "\(root)/complete" }

    /// Clears away what a process before has left.
    package init(for folder: String) throws(PullError) {
        var path = folder
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        target = path
        // A pod's processes are of one user, and what they read of each other must not depend on the image's mask.
        umask(0o022)
        isWhole = !Folders.exists(path)
        if isWhole {
            let slash = path.lastIndex(of: "/")
            let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            let last = slash.map { String(path[path.index(after: $0)...]) } ?? path
            try Folders.make(parent)
            root = "\(parent)/.\(last)\(Self.name)"
        } else {
            guard Folders.isFolder(path) || opendirWorks(path) else {
                throw PullError(.invalidSource, "\(path) is no folder; give another one with --to")
            }
            root = "\(path)/\(Self.name)"
            if Folders.exists("\(root)/complete") { try moveEntries() }
        }
        Folders.remove(root)
        for folder in [root, content, downloads] { try Folders.make(folder) }
    }

    /// Makes it all appear.
    func publish() throws(PullError) {
        if isWhole {
            guard rename(content, target) == 0 else { throw Folders.failure(target, errno) }
        } else {
            guard rename(content, complete) == 0 else { throw Folders.failure(target, errno) }
            try moveEntries()
        }
        Folders.remove(root)
    }

    /// Removes all of it. Safe at any time.
    package func remove() {
        Folders.remove(root)
    }

    private func moveEntries() throws(PullError) {
        for name in Folders.names(in: complete) {
            let destination = "\(target)/\(name)"
            if rename("\(complete)/\(name)", destination) == 0 { continue }
            // A folder, or what was a file and is a folder now.
            Folders.remove(destination)
            guard rename("\(complete)/\(name)", destination) == 0 else { throw Folders.failure(destination, errno) }
        }
    }
}

private func opendirWorks(_ path: String) -> Bool {
    guard let folder = opendir(path) else { return false }
    closedir(folder)
    return true
}
