import ArgumentParser

/// What is run on this machine, and how.
struct LocalOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: ArgumentHelp(
            "A file, a folder with YAML and JSON files, or - for the standard input; may be given several times.",
            valueName: "path"
        )
    )
    var paths: [String]

    @Option(
        help: ArgumentHelp("The ModelDeployment to run; may be given several times. Default: all.", valueName: "name")
    )
    var deployment: [String] = []

    @Option(help: "The port for clients, on 127.0.0.1.")
    var port = 8890

    @Option(help: "The namespace of objects that name none.")
    var namespace = "default"

    @Option(
        help: ArgumentHelp(
            "The folder with a ModelDeployment's code, in the place of what its manifest names; NAME= where there are several.",
            valueName: "[name=]folder"
        )
    )
    var code: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where a claim's files are on this machine; may be given several times.",
            valueName: "claim=folder"
        )
    )
    var claim: [String] = []

    @Option(
        help: ArgumentHelp(
            "The requirements.txt or conda file. Default: beside the entry script, else beside the manifest.",
            valueName: "file"
        )
    )
    var requirements: String?

    @Option(help: "The Python to make environments with. Default: the conda file's version, else python3.")
    var python: String?

    @Flag(
        inversion: .prefixedNo,
        help:
            "Whether HAProxy checks keys, queues and limits times, as a cluster's gateway does. Without, each server has a port of its own."
    )
    var gateway = true

    @Option(help: ArgumentHelp("The HAProxy to run.", valueName: "program"))
    var haproxy = "haproxy"

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port must be 1 to 65535, not \(port)") }
        if let wrong = claim.first(where: { !$0.contains("=") }) {
            throw ValidationError("write --claim CLAIM=FOLDER, and not \(wrong)")
        }
    }

    /// The folder that has a ModelDeployment's code in the place of its source.
    func code(of deployment: String) -> String? {
        Self.value(of: deployment, in: code) ?? code.first { !$0.contains("=") }
    }

    func folder(ofClaim name: String) -> String? { Self.value(of: name, in: claim) }

    private static func value(of name: String, in pairs: [String]) -> String? {
        pairs.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}
