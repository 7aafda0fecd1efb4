import ArgumentParser

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Shows and changes the two keys of an InferenceService.",
        subcommands: [KeysGetCommand.self, KeysRotateCommand.self]
    )
}
