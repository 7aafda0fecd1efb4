import FoundationEssentials
import KubernetesCore
import ServingCore
import YAML

/// A JSON file with the place of each of its values. As in Azure ML's own examples it may have commas at the end of
/// lists, and comments, since YAML has them.
struct ConfigFile {
    struct Failure: Error {
        /// Starts with the file's name.
        let message: String
    }

    let value: JSONValue
    private let path: String
    private let document: YAMLDocument?

    init(reading path: String) throws(Failure) {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw Failure(message: "\(path): there is no such file that can be read; correct the path")
        }
        let documents: [YAMLDocument]
        do throws(YAMLError) {
            documents = try YAMLDocument.parse(content, file: path)
        } catch {
            throw Failure(message: "\(error); the file must be JSON")
        }
        guard documents.count <= 1 else {
            throw Failure(message: "\(path): there are \(documents.count) documents in it; the file must be JSON")
        }
        self.path = path
        document = documents.first
        value = document?.value ?? .null
    }

    /// Where a key stands, or its nearest parent that is there.
    func position(of field: FieldPath) -> ImportOutcome.Position {
        let mark = document?.mark(ofKeyAt: field) ?? .start
        return ImportOutcome.Position(file: path, line: Int(mark.line), column: Int(mark.column))
    }
}
