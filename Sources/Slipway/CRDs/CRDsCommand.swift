import ArgumentParser
import KubernetesCore
import ServingCore
import YAML

struct CRDsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crds",
        abstract: "Prints the custom resource definitions as YAML."
    )

    @Option(help: ArgumentHelp("Print only the one whose plural this is.", valueName: "plural"))
    var only: String?

    @Flag(help: "Print the plurals instead.")
    var names = false

    @Flag(help: "Print the reference of all fields instead, as Markdown.")
    var markdown = false

    @Option(help: "Leave out what API servers of this version, and their kubectl, do not know.")
    var targetKubernetesVersion = KubernetesVersion.newest

    func run() throws {
        let definitions = ServingAPI.definitions.filter { only == nil || $0.type.plural == only }
        guard !definitions.isEmpty else {
            let known = ServingAPI.definitions.map(\.type.plural).joined(separator: ", ")
            throw ValidationError("there is no \(only ?? "kind"); the plurals are \(known)")
        }
        let text =
            if names {
                definitions.map { $0.type.plural + "\n" }.joined()
            } else if markdown {
                APIReference.markdown
            } else {
                definitions.map { $0.manifest(for: targetKubernetesVersion) }.yamlText
            }
        try OutputTarget.standardOutput.write(text)
    }
}
