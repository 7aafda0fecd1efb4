/// What there is at the path of a file.
package enum FoundFile: Hashable, Sendable {
    case content([UInt8])
    case missing
    case folder
    /// Neither a file nor a folder, or it may not be read.
    case unreadable
    /// More than is carried over, so that it was not read.
    case tooLarge(bytes: Int)
    /// A file that the import takes values from or writes to, perhaps secret ones.
    case configuration

    package var content: [UInt8]? {
        if case .content(let bytes) = self { bytes } else { nil }
    }
}

/// How much a ConfigMap is given at the most, in bytes. Kubernetes takes 1 MiB for the content, 1.5 MiB for the request
/// with its base64.
package enum ImportLimits {
    package static let model = 700 << 10
    package static let code = 900 << 10
}
