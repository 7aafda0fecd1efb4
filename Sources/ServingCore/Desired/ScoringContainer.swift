import KubernetesCore

/// The layout of an Azure ML scoring container, which entry scripts rely on.
enum ScoringLayout {
    static let root = "/var/azureml-app"
    static let code = "code"
    static let models = "azureml-models"
    /// Azure ML's port for scoring servers.
    static let port: Int64 = 5001
    static let container = "scoring"
    /// What the names of the containers that fetch files begin with.
    static let pullPrefix = "pull-"
    /// The environment variables that say where the files are.
    static let variables = ["AML_APP_ROOT", "AZUREML_SOURCE_DIRECTORY", "AZUREML_MODEL_DIR"]
}

extension ResolvedModelDeployment {
    /// The container that runs Microsoft's scoring server, azureml-inference-server-http, with the user's script.
    var scoringContainer: JSONValue {
        var container: JSONValue = [
            "name": .string(ScoringLayout.container),
            "image": .string(code.environment.image),
            "command": ["azmlinfsrv"],
            "args": [
                "--entry_script", .string("\(ScoringLayout.root)/\(ScoringLayout.code)/\(code.entryScript)"),
                "--port", .string(String(ScoringLayout.port)),
            ],
            "workingDir": .string(ScoringLayout.root),
            "env": environment,
            "ports": [["name": "http", "containerPort": .integer(ScoringLayout.port), "protocol": "TCP"]],
            "resources": resources,
        ]
        for (name, value) in lifecycle { container[name] = value }
        container["securityContext"] = Self.containerSecurityContext
        container["terminationMessagePolicy"] = "FallbackToLogsOnError"
        container["volumeMounts"] = volumeMounts
        return container
    }

    static let containerSecurityContext: JSONValue = [
        "allowPrivilegeEscalation": false,
        "readOnlyRootFilesystem": true,
        "capabilities": ["drop": ["ALL"]],
    ]

    private var environment: JSONValue {
        // The user's values come last and win, but for the three that say where the files are.
        var variables: [String: String] = [
            "HOME": "/tmp",
            "SERVICE_NAME": metadata.name,
            "SCORING_TIMEOUT_MS": String(spec.requestSettings.scoringTimeoutMs),
            "WORKER_COUNT": String(spec.requestSettings.maxConcurrentPerReplica),
            // gunicorn ends a worker that is busy for longer. The server's own timeout comes first and answers.
            "WORKER_TIMEOUT": String(scoringSeconds + 5),
            // How long gunicorn lets requests last when it has to end, else 30 s: less than what is left to the pod by then.
            "GUNICORN_CMD_ARGS": "--graceful-timeout \(scoringSeconds + 3)",
        ]
        variables.merge(code.environment.environmentVariables ?? [:]) { _, given in given }
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
            ["name": "app", "mountPath": .string(ScoringLayout.root)], ["name": "tmp", "mountPath": "/tmp"],
        ]
        let added = spec.podTemplate?.volumeMounts ?? []
        let addedPaths = added.map { $0["mountPath"] }
        return .array(own.filter { !addedPaths.contains($0["mountPath"]) } + fileMounts + added)
    }

    private var resources: JSONValue {
        let limits = (spec.resources.limits ?? [:]).compactMapValues(Quantity.init)
        var resources: JSONValue = ["requests": JSONValue(spec.resources.effectiveRequests.mapValues(\.description))]
        if !limits.isEmpty { resources["limits"] = JSONValue(limits.mapValues(\.description)) }
        return resources
    }
}
