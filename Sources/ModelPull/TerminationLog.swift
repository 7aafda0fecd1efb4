import Glibc

/// The file by which a container tells Kubernetes what ended it.
package enum TerminationLog {
    /// What the kubelet reads of it, in bytes.
    private static let limit = 4096

    /// Writes the message where there is such a file; outside of a container there is none.
    package static func write(_ message: String, to path: String) {
        guard let file = Descriptor(open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)) else { return }
        let bytes = Array(message.utf8.prefix(limit))
        _ = bytes.withUnsafeBytes { file.write($0, at: 0) }
    }
}
