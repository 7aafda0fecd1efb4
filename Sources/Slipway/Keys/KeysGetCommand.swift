import ArgumentParser

struct KeysGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Prints the keys, either of which opens the endpoint."
    )

    @OptionGroup
    var service: EndpointKeysOptions

    @Option(help: "Print this one alone: primary or secondary.")
    var key: EndpointKeys.Name?

    func run() async throws {
        let names = key.map { [$0] } ?? EndpointKeys.Name.allCases
        let keys = try await service.keys { try await $0.read(names) }
        let lines = keys.map { key == nil ? "\($0.name.rawValue): \($0.key)\n" : "\($0.key)\n" }
        try OutputTarget.standardOutput.write(lines.joined())
    }
}
