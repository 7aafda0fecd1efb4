import FoundationEssentials
import KubernetesCore
import ServingCore
import YAML

/// The file that lists a deployment's packages.
enum RequirementsFile {
    /// - Parameters:
    ///   - given: the file that the user names.
    ///   - folders: where else to look, the first one first.
    static func read(
        _ given: String?,
        in folders: [String],
        for server: LocalServer,
        console: Console
    ) throws -> PythonRequirements {
        let candidates = folders.flatMap { folder in PythonRequirements.fileNames.map { "\(folder)/\($0)" } }
        guard let path = given ?? candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            let requirements = PythonRequirements(for: server.framework)
            console.note(
                "neither the entry script of \(server.deployment.name) nor its manifest has a requirements.txt or a conda file "
                    + "beside it: its environment has \(requirements.lines.joined(separator: ", "))"
            )
            return requirements
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LocalFailure("\(path) cannot be read; correct --requirements")
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard PythonRequirements.isConda(name) else {
            return PythonRequirements(text: String(decoding: data, as: UTF8.self), source: path)
        }
        let documents = try YAMLDocument.parse(data, file: path)
        return PythonRequirements(conda: documents.first?.value ?? [:], source: path)
    }
}
