import KubernetesCore

/// What an `inferenceconfig.json` of Azure ML's command line says, of either generation: with `environment`, or with the
/// keys of 2019 that it took the place of.
struct InferenceConfigFile: Sendable {
    /// Where the base image comes from.
    struct Registry: Sendable {
        var address, username, password: Given<String>?
    }

    /// nil: missing, which is among the problems.
    var entryScript: Given<String>?
    var sourceDirectory, description, baseImage: Given<String>?
    var registry = Registry()
    /// Without those that Slipway sets itself.
    var environmentVariables: [(name: String, text: Given<String>)] = []
    /// The path of a file with what ``condaDependencies`` says otherwise.
    var condaFile: Given<String>?
    /// Whether that path is relative to the source directory, and not to the folder of this file.
    var condaFileIsInSource = false
    var condaDependencies: Given<JSONObject>?

    var gaps: [ImportGap] = []
    var problems: [ImportProblem] = []
}

extension InferenceConfigFile {
    /// What Slipway tells every scoring process, so that nobody else can.
    private static let reservedVariables = [
        "AZUREML_SOURCE_DIRECTORY", "AZUREML_ENTRY_SCRIPT", "AZUREML_MODEL_DIR", "AML_APP_ROOT",
    ]

    init(_ json: JSONValue) {
        let place = ImportPlace.inferenceConfig
        guard json.object != nil else {
            let found = json == .null ? "an empty file" : json.typeName
            problems = [ImportProblem(at: place(FieldPath()), "must be a JSON object, not \(found)")]
            return
        }
        var reader = ConfigReader(json, at: place)
        readSource(&reader)
        readImage(&reader)
        readVariables(&reader)
        readRuntime(&reader)
        gaps += reader.gaps(of: Self.unmatchedKeys)
        for path in Self.keysWithoutConsequence { _ = reader.value(path) }
        gaps += reader.unreadGaps(at: place, known: Self.keys) { path in Self.advice(on: path) }
        reportBothGenerations(in: json, &reader)
        problems = reader.problems
    }

    private mutating func readSource(_ reader: inout ConfigReader) {
        entryScript = reader.text("entryScript")
        if entryScript == nil, !reader.problems.contains(where: { $0.place == .inferenceConfig("entryScript") }) {
            reader.report(
                at: .inferenceConfig("entryScript"),
                "is required: name the Python file with init() and run()"
            )
        }
        sourceDirectory = reader.text("sourceDirectory")
        description = reader.text("description")
    }

    private mutating func readImage(_ reader: inout ConfigReader) {
        baseImage = reader.text("environment.docker.baseImage") ?? reader.text("baseImage")
        for path in ["environment.docker.baseImageRegistry", "baseImageRegistry"] as [FieldPath] {
            if reader.isText(path) {
                // The registry's address alone.
                let address = reader.text(path)
                registry.address = registry.address ?? address
                continue
            }
            registry.address = registry.address ?? reader.text(path.member("address"))
            registry.username = registry.username ?? reader.text(path.member("username"))
            registry.password = registry.password ?? reader.text(path.member("password"))
            // An address alone is that of a registry that asks for no password.
            if reader.isGiven(path.member("username")) || reader.isGiven(path.member("password")) {
                reader.requireTogether(["address", "username", "password"].map(path.member))
            }
        }
        let dockerfile = FieldPath("environment.docker.baseDockerfile")
        if baseImage != nil, reader.isGiven(dockerfile) {
            reader.report(at: .inferenceConfig(dockerfile), "excludes baseImage: remove one of the two")
        }
        if let file = reader.text("environment.python.condaDependenciesFile") {
            condaFile = file
        } else {
            condaFile = reader.text("condaFile")
            condaFileIsInSource = true
        }
        condaDependencies = reader.object("environment.python.condaDependencies")
    }

    private mutating func readVariables(_ reader: inout ConfigReader) {
        for variable in reader.texts("environment.environmentVariables") {
            if Self.reservedVariables.contains(variable.name) {
                gaps.append(
                    ImportGap(
                        .notCarriedOver,
                        at: variable.text.place,
                        "Slipway sets it itself, to where it puts code and models"
                    )
                )
            } else {
                environmentVariables.append(variable)
            }
        }
    }

    private mutating func readRuntime(_ reader: inout ConfigReader) {
        guard let runtime = reader.text("runtime"), runtime.value.lowercased() != "python" else { return }
        gaps.append(
            ImportGap(
                .notCarriedOver,
                at: runtime.place,
                "entry scripts are run by Python alone",
                remedy: "build an image that holds what \(runtime.value) gave the script and pass --image"
            )
        )
    }

    /// As in Azure ML, where false and an empty text are no contradiction.
    private func reportBothGenerations(in json: JSONValue, _ reader: inout ConfigReader) {
        guard json["environment"].map({ $0 != .null }) == true else { return }
        for key in Self.legacyKeys {
            guard let value = json[key], !value.saysNothing, value != false else { continue }
            reader.report(
                at: .inferenceConfig(FieldPath([.member(key)])),
                "excludes environment, which took its place: remove one of the two"
            )
        }
    }
}
