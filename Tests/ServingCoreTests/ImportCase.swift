import FoundationEssentials
import KubernetesCore
import ServingCore
import TestSupport
import YAML

/// A folder with `inferenceconfig.json`, `deploymentconfig.json` and `command.yaml`: the options of the command line, and
/// what is on the machine.
struct ImportCase {
    let inference: YAMLDocument
    let deployment: YAMLDocument
    let options: ImportOptions
    private let machine: JSONValue

    /// - Throws: `YAMLError` for a file that cannot be read.
    init(_ golden: GoldenCase) throws {
        let command = try golden.documents("command.yaml").first ?? [:]
        let models = (command["models"]?.array ?? []).compactMap(\.string)
        var options = ImportOptions(serviceName: command["name"]?.string ?? "", models: models)
        options.image = command["image"]?.string
        options.computeTarget = command["computeTarget"]?.string
        options.namespace = command["namespace"]?.string
        self.options = options
        machine = command["files"] ?? [:]
        inference = try Self.document("inferenceconfig.json", of: golden)
        deployment = try Self.document("deploymentconfig.json", of: golden)
    }

    private static func document(_ name: String, of golden: GoldenCase) throws -> YAMLDocument {
        let documents = try YAMLDocument.parse(golden.content(name), file: name)
        guard let document = documents.first else { throw EmptyFile(name: name) }
        return document
    }

    struct EmptyFile: Error {
        let name: String
    }

    func outcome(inference: JSONValue? = nil, deployment: JSONValue? = nil) -> ImportOutcome {
        let importer = AzureMLImport(
            options,
            inferenceConfig: inference ?? self.inference.value,
            deploymentConfig: deployment ?? self.deployment.value
        )
        return importer.outcome(with: files(importer.wantedFiles))
    }

    func report(_ outcome: ImportOutcome) -> String {
        outcome.report { place in
            switch place {
            case .inferenceConfig(let path): position(of: path, in: inference)
            case .deploymentConfig(let path): position(of: path, in: deployment)
            case .option: nil
            }
        }
    }

    private func position(of path: FieldPath, in document: YAMLDocument) -> ImportOutcome.Position {
        let mark = document.mark(ofKeyAt: path)
        return .init(file: document.file ?? "", line: Int(mark.line), column: Int(mark.column))
    }

    private func files(_ wanted: WantedFiles) -> ImportFiles {
        var files = ImportFiles()
        switch wanted.code {
        case .folder(let folder): files.code = self.files(in: folder)
        case .script(let script):
            let name = script.split(separator: "/").last.map(String.init) ?? script
            files.code = machine[script].map { _ in [.init(name: name, file: file(script))] }
        case nil: break
        }
        if let path = wanted.condaFile {
            files.condaFile = ImportFiles.CondaFile(file(path)) { bytes in
                try YAMLDocument.parse(bytes, file: path).first?.value
            }
        }
        files.certificate = wanted.certificate.map(file) ?? .missing
        files.privateKey = wanted.privateKey.map(file) ?? .missing
        for path in wanted.models { files.models[path] = file(path) }
        return files
    }

    private func files(in folder: String) -> [ImportFiles.CodeFile]? {
        let paths = (machine.object ?? [:]).keys.filter { $0.hasPrefix(folder + "/") }
        var found: [String: FoundFile] = [:]
        for path in paths {
            let steps = path.dropFirst(folder.count + 1).split(separator: "/")
            if let name = steps.first { found[String(name)] = steps.count > 1 ? .folder : file(path) }
        }
        return paths.isEmpty ? nil : found.map { .init(name: $0.key, file: $0.value) }
    }

    /// A file is its text, its base64, its size, or what is wrong with it.
    private func file(_ path: String) -> FoundFile {
        switch machine[path] {
        case .string(let text): .content(Array(text.utf8))
        case .integer(let size): .tooLarge(bytes: Int(size))
        case .object(let object) where object["base64"] != nil:
            .content(object["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? [])
        case .object(let object) where object["is"] == "folder": .folder
        case .object(let object) where object["is"] == "configuration": .configuration
        case .object: .unreadable
        default: .missing
        }
    }
}
