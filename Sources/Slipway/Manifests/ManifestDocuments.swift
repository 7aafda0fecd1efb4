import YAML

/// The documents of all files, as far as they can be read.
struct ManifestDocuments {
    /// A document with the file that it comes from.
    struct Document {
        let yaml: YAMLDocument
        let file: ManifestFile
    }

    private(set) var documents: [Document] = []
    /// Files without any document.
    private(set) var emptyFiles: [ManifestFile] = []
    /// What is wrong with files and their YAML. One broken file does not hide the others.
    private(set) var problems: [LocatedFinding]

    init(_ files: ManifestFiles, limits: YAMLLimits = .default) {
        problems = files.problems.map { LocatedFinding($0) }
        for file in files.files {
            do {
                let content = try file.contents(limit: limits.maximumBytes)
                let parsed = try YAMLDocument.parse(content, file: file.name, limits: limits)
                documents += parsed.map { Document(yaml: $0, file: file) }
                if parsed.isEmpty { emptyFiles.append(file) }
            } catch let error as ManifestFileError {
                problems.append(LocatedFinding(error))
            } catch let error as YAMLError {
                problems.append(LocatedFinding(error))
            } catch {
                problems.append(LocatedFinding(ManifestFileError(path: file.name, problem: "\(error)")))
            }
        }
    }
}
