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

    /// The entry script or what its folder holds, without sub-folders' content; nil where there is no such folder.
    package var code: [CodeFile]?
    package var condaFile: JSONValue?
    package var certificate = FoundFile.missing
    package var privateKey = FoundFile.missing
    /// By their paths.
    package var models: [String: FoundFile] = [:]

    package init() {}
}
