package import KubernetesCore

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

    package enum CondaFile: Sendable {
        case environment(JSONValue)
        case missing
        /// What is wrong with it, in words that follow its path.
        case unreadable(String)

        /// - Parameter parse: gives the first document of a YAML file, nil where there is none.
        package init(_ file: FoundFile, parse: ([UInt8]) throws -> JSONValue?) {
            switch file {
            case .content(let bytes):
                do {
                    let environment = try parse(bytes)
                    self =
                        if let environment, environment.object != nil { .environment(environment) } else {
                            .unreadable("describes no environment")
                        }
                } catch {
                    self = .unreadable("cannot be read: \(error)")
                }
            case .missing: self = .missing
            case .folder: self = .unreadable("is a folder")
            case .tooLarge(let bytes): self = .unreadable("has \(bytes) bytes, which is too much")
            case .unreadable, .configuration: self = .unreadable("cannot be read")
            }
        }

        var environment: JSONValue? { if case .environment(let value) = self { value } else { nil } }
    }

    /// The entry script or what its folder holds, without sub-folders' content; nil where there is no such folder.
    package var code: [CodeFile]?
    package var condaFile = CondaFile.missing
    package var certificate = FoundFile.missing
    package var privateKey = FoundFile.missing
    /// By their paths.
    package var models: [String: FoundFile] = [:]

    package init() {}
}
