import KubernetesCore

/// The layout of an Azure ML scoring container, which entry scripts rely on.
enum ScoringLayout {
    static let root = "/var/azureml-app"
    static let code = "code"
    static let models = "azureml-models"
    /// Azure ML's port for scoring servers.
    static let port: Int64 = 5001
}

extension ResolvedModelDeployment {
    /// The container that runs Microsoft's scoring server, azureml-inference-server-http, with the user's script.
    var scoringContainer: JSONValue {
        var container: JSONValue = [
            "name": "scoring",
            "image": .string(config.environment.image),
            "command": ["azmlinfsrv"],
            "args": [
                "--entry_script", .string("\(ScoringLayout.root)/\(ScoringLayout.code)/\(config.entryScript)"),
                "--port", .string(String(ScoringLayout.port)),
            ],
            "workingDir": .string(ScoringLayout.root),
            "env": environment,
            "ports": [["name": "http", "containerPort": .integer(ScoringLayout.port), "protocol": "TCP"]],
            "resources": resources,
        ]
        for (name, value) in lifecycle { container[name] = value }
        container["securityContext"] = [
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true,
            "capabilities": ["drop": ["ALL"]],
        ]
        container["terminationMessagePolicy"] = "FallbackToLogsOnError"
        container["volumeMounts"] = volumeMounts
        return container
    }

    private var environment: JSONValue {
        // The user's values come last and win, but for the three that say where the files are.
        var variables: [String: String] = [
            "HOME": "/tmp",
            "SERVICE_NAME": metadata.name,
            "SCORING_TIMEOUT_MS": String(spec.requestSettings.scoringTimeoutMs),
            "WORKER_COUNT": String(spec.requestSettings.maxConcurrentPerReplica),
            // gunicorn ends a worker that is busy for longer. The server's own timeout comes first and answers.
            "WORKER_TIMEOUT": String(scoringSeconds + 5),
        ]
        variables.merge(config.environment.environmentVariables ?? [:]) { _, given in given }
        variables["AML_APP_ROOT"] = ScoringLayout.root
        variables["AZUREML_SOURCE_DIRECTORY"] = ScoringLayout.code
        variables["AZUREML_MODEL_DIR"] = modelDirectory
        let added = spec.podTemplate?.env ?? []
        let addedNames = added.compactMap { $0["name"]?.string }
        let own = variables.sorted { $0.key < $1.key }.filter { !addedNames.contains($0.key) }
        return .array(own.map { ["name": .string($0.key), "value": .string($0.value)] } + added)
    }

    /// Azure ML's rule: the folder of the one model's version, or the folder of all models.
    private var modelDirectory: String {
        let all = "\(ScoringLayout.root)/\(ScoringLayout.models)"
        guard let model = models.first, models.count == 1 else { return all }
        return "\(all)/\(model.name)/\(model.version)"
    }

    private var volumeMounts: JSONValue {
        let own: [JSONValue] = [
            ["name": "app", "mountPath": .string(ScoringLayout.root)],
            ["name": "tmp", "mountPath": "/tmp"],
            ["name": "code", "mountPath": .string("\(ScoringLayout.root)/\(ScoringLayout.code)"), "readOnly": true],
        ]
        let files = models.enumerated().map { index, model -> JSONValue in
            let path = "\(ScoringLayout.root)/\(ScoringLayout.models)/\(model.name)/\(model.version)"
            return ["name": .string(Self.modelVolume(index)), "mountPath": .string(path), "readOnly": true]
        }
        return .array(own + files + (spec.podTemplate?.volumeMounts ?? []))
    }

    private var resources: JSONValue {
        let limits = (spec.resources.limits ?? [:]).compactMapValues(Quantity.init)
        var resources: JSONValue = ["requests": JSONValue(spec.resources.effectiveRequests.mapValues(\.description))]
        if !limits.isEmpty { resources["limits"] = JSONValue(limits.mapValues(\.description)) }
        return resources
    }
}
