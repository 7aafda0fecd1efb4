import ArgumentParser

/// Measures what docs/benchmarks.md publishes.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(subcommands: [ClusterCommand.self, InProcessCommand.self])
}
