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
        let keys = try await service.keys { try await $0.read() }
        if let key {
            print(keys[key] ?? "")
        } else {
            for name in EndpointKeys.Name.allCases { print("\(name.rawValue): \(keys[name] ?? "")") }
        }
    }
}
