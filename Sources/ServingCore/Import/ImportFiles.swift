package import KubernetesCore

/// The files that an import needs to see, by the paths that are written for them.
package struct WantedFiles: Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// All files of a folder.
        case folder(String)
        case script(String)
    }

    /// Relative to the folder of the inference configuration, as is ``condaFile``.
    package let code: Code?
    package let condaFile: String?
    /// PEM, relative to the folder of the deployment configuration, as is ``privateKey``.
    package let certificate: String?
    package let privateKey: String?
    package let models: [String]
}

/// What there is of ``WantedFiles``.
package struct ImportFiles: Sendable {
    package struct CodeFile: Sendable {
        package let name: String
        package let file: FoundFile

        package init(name: String, file: FoundFile) {
            self.name = name
            self.file = file
        }
    }

    /// The entry script or what its folder holds, without sub-folders' content; nil where there is no such folder.
    package var code: [CodeFile]?
    package var condaFile: JSONValue?
    package var certificate = FoundFile.missing
    package var privateKey = FoundFile.missing
    /// By their paths.
    package var models: [String: FoundFile] = [:]

    package init() {}
}

/// What there is at the path of a file.
package enum FoundFile: Hashable, Sendable {
    case content([UInt8])
    case missing
    case folder
    /// Neither a file nor a folder, or it may not be read.
    case unreadable
    /// More than is carried over, so that it was not read.
    case tooLarge(bytes: Int)
    /// A file that the import takes values from, perhaps secret ones.
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
