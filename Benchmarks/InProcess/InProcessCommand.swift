import ArgumentParser

struct InProcessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "in-process",
        abstract: "Measures the work queue and what a watch event costs, without an API server."
    )

    func run() async throws {}
}
