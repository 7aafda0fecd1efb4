import ArgumentParser

struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Replaces one of the keys by a new random one, which counts within 5 seconds; the other one stays."
    )

    @OptionGroup
    var service: EndpointKeysOptions

    @Option(help: "Which one: primary or secondary.")
    var key: EndpointKeys.Name

    func run() async throws {
        try await service.keys { try await $0.replace(key, by: ServiceKey.random()) }
        print("the \(key.rawValue) key of \(service.name) is a new one; see slipway keys get \(service.name)")
    }
}
