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

    func run() throws {
        let definitions = ServingAPI.definitions.filter { only == nil || $0.type.plural == only }
        guard !definitions.isEmpty else {
            let known = ServingAPI.definitions.map(\.type.plural).joined(separator: ", ")
            throw ValidationError("there is no \(only ?? "kind"); the plurals are \(known)")
        }
        if names {
            for definition in definitions { print(definition.type.plural) }
        } else {
            print(definitions.map(\.manifest).yamlText, terminator: "")
        }
    }
}
