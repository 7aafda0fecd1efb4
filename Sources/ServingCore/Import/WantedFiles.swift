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
