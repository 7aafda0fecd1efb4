@testable import KubernetesClient

extension FileReader {
    /// Files in memory by their paths; nil stands for one that may not be read.
    static func memory(_ files: [String: String?]) -> FileReader {
        FileReader { path throws(Failure) in
            guard let file = files[path] else { return nil }
            guard let text = file else { throw Failure("Permission denied") }
            return Array(text.utf8)
        }
    }
}
