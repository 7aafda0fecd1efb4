import KubernetesCore
import ServingCore
import Testing

/// The schema of a ModelDeployment, offline.
@Suite struct SchemaTests {
    private let definition = CustomResourceDefinition.modelDeployment

    private static let minimalSpec: JSONValue = [
        "models": [["name": "diabetes"]],
        "inferenceConfig": [
            "entryScript": "score.py",
            "source": ["configMapRef": ["name": "code"]],
            "environment": ["image": "registry/scoring:1"],
        ],
    ]

    private func violations(_ change: (inout JSONValue) -> Void) -> [String] {
        var spec = Self.minimalSpec
        change(&spec)
        return definition.violations(of: definition.defaulted(["spec": spec])).map(\.description)
    }

    @Test func `the smallest manifest is valid`() {
        #expect(violations { _ in } == [])
    }

    @Test func `defaults are Azure ML's`() {
        var spec = Self.minimalSpec
        spec["autoscale"] = [:]
        let defaulted = definition.defaulted(["spec": spec])["spec"]
        #expect(
            defaulted?["autoscale"] == [
                "enabled": true, "minReplicas": 1, "maxReplicas": 10, "targetUtilization": 70, "refreshSeconds": 1,
                "metric": "Concurrency",
            ]
        )
        #expect(
            defaulted?["requestSettings"]
                == ["scoringTimeoutMs": 60_000, "maxConcurrentPerReplica": 1, "maxQueueWaitMs": 500]
        )
        #expect(
            defaulted?["livenessProbe"] == [
                "initialDelaySeconds": 310, "periodSeconds": 10, "timeoutSeconds": 2, "successThreshold": 1,
                "failureThreshold": 3,
            ]
        )
        #expect(definition.defaulted(["spec": Self.minimalSpec])["spec"]?["autoscale"] == nil)
    }

    @Test(
        "what is wrong is said with its field and remedy",
        arguments: [
            ("replicas", "2", "spec.replicas: must be an integer, not string"),
            ("replicas", 0, "spec.replicas: must be at least 1, not 0"),
            ("suspend", "yes", "spec.suspend: must be a boolean, not string"),
            ("access", "Everyone", #"spec.access: must be one of Gateway, Cluster, not "Everyone""#),
            ("replica", 2, "spec.replica: is not a known field; did you mean replicas?"),
            ("somethingElse", 2, "spec.somethingElse: is not a known field"),
            ("models", [], "spec.models: must have at least 1 item"),
            ("models", [["version": 1]], "spec.models[0].name: is required"),
            ("models", [["name": "a"], ["name": "a"]], "spec.models[1]: repeats the name of another item"),
            (
                "models", [["name": "-a"]],
                "spec.models[0].name: must be up to 255 letters, digits, dots, dashes and underscores that begin with a "
                    + #"letter or digit, not "-a""#
            ),
            (
                "resources", ["requests": ["cpu": "lots"]],
                #"spec.resources.requests.cpu: must be an amount such as 500m, 2 or 512Mi, not "lots""#
            ),
            (
                "resources", ["requests": ["cpu": 0.5]],
                #"spec.resources.requests.cpu: must be written in quotes, as "0.5""#
            ),
            (
                "resources", ["requests": ["cpu": 2], "limits": ["cpu": "1500m"]],
                "spec.resources.limits: must not be lower than the requests: raise cpu"
            ),
            (
                "resources", ["requests": ["cpu": -1]],
                "spec.resources.requests.cpu: must not be negative, as -1 is"
            ),
            (
                "rollout", ["maxSurge": "most"],
                #"spec.rollout.maxSurge: must be a count or a percentage such as 1 or 25%, not "most""#
            ),
        ] as [(String, JSONValue, String)]
    )
    func violation(field: String, value: JSONValue, message: String) {
        #expect(violations { $0[field] = value } == [message])
    }

    @Test func `null counts as left out, as on an API server`() {
        let messages = violations { spec in
            spec["description"] = .null
            spec["rollout"] = ["maxSurge": .null]
        }
        #expect(messages == [])
        #expect(violations { $0["tags"] = ["stage": .null] } == ["spec.tags.stage: must be a string, not null"])
        #expect(violations { $0["models"] = .null } == ["spec.models: is required"])
        #expect(violations { $0["models"] = [.null] } == ["spec.models[0]: must be an object, not null"])
    }

    @Test func `a spec that has a default may be left out`() {
        let definition = CustomResourceDefinition.computeTarget
        let object: JSONValue = ["metadata": ["name": "aks"]]
        #expect(definition.violations(of: definition.defaulted(object)) == [])
        #expect(definition.defaulted(object)["spec"]?["clusterPurpose"] == "FastProd")
    }

    @Test func `a set holds nothing twice`() {
        let definition = CustomResourceDefinition.inferenceService
        let spec: JSONValue = [
            "traffic": [["deployment": "blue"]], "expose": ["hosts": ["a.example", "b", "a.example"]],
        ]
        let object = definition.defaulted(["metadata": ["name": "svc"], "spec": spec])
        #expect(definition.violations(of: object).map(\.description) == ["spec.expose.hosts[2]: repeats another item"])
    }

    @Test(
        "a number that is no integer of 64 bits is told its bound",
        arguments: [
            (1.5, "spec.replicas: must be an integer, not 1.5"),
            (1e20, "spec.replicas: must be at most 2147483647, not 1e+20"),
            (-1e20, "spec.replicas: must be at least 1, not -1e+20"),
        ]
    )
    func number(number: Double, message: String) {
        #expect(violations { $0["replicas"] = .number(number) } == [message])
    }

    @Test(
        "a source is either a ConfigMap or a uri",
        arguments: [
            ([:], ["spec.inferenceConfig.source: needs either configMapRef or uri"]),
            (["uri": "https://example.com/code.tgz"], []),
            (
                ["uri": "https://example.com/code.tgz", "configMapRef": ["name": "code"]],
                ["spec.inferenceConfig.source: needs either configMapRef or uri"]
            ),
        ] as [(JSONValue, [String])]
    )
    func source(source: JSONValue, messages: [String]) {
        #expect(violations { $0["inferenceConfig"]?["source"] = source } == messages)
    }

    @Test func `all rules that are broken are said together`() {
        let messages = violations { spec in
            spec["autoscale"] = ["minReplicas": 3, "maxReplicas": 2]
            spec["inferenceConfig"]?["entryScript"] = "score"
            spec["models"] = nil
        }
        #expect(messages.count == 3)
    }

    @Test(
        "the name has to do for a Service",
        arguments: [
            ("diabetes", true), ("a-1", true), ("1a", false), ("a.b", false),
            (String(repeating: "a", count: 64), false),
        ]
    )
    func name(name: String, isValid: Bool) {
        let object: JSONValue = ["metadata": ["name": .string(name)], "spec": Self.minimalSpec]
        let violations = definition.violations(of: definition.defaulted(object))
        #expect(violations.map(\.field.description) == (isValid ? [] : ["metadata.name"]))
    }

    @Test("every definition is small enough for client-side apply", arguments: ServingAPI.definitions)
    func size(definition: CustomResourceDefinition) {
        #expect(definition.manifest(for: .newest).jsonBytes.count < 200 << 10)
    }

    @Test("every field has a description", arguments: ServingAPI.definitions)
    func descriptions(definition: CustomResourceDefinition) {
        let schema = definition.manifest(for: .newest)["spec"]?["versions"]?.array?.first?["schema"]?["openAPIV3Schema"]
        let undescribed = undescribed(schema, at: FieldPath()).map(\.description)
        #expect(undescribed == ["apiVersion", "kind", "metadata"])
    }

    private func undescribed(_ schema: JSONValue?, at path: FieldPath) -> [FieldPath] {
        let own = schema?["description"]?.string?.isEmpty == false ? [] : [path]
        let members = (schema?["properties"]?.object ?? [:]).flatMap { undescribed($0.value, at: path.member($0.key)) }
        let nested = ["items", "additionalProperties"].compactMap { schema?[$0] }
        return own + members + nested.flatMap { undescribed($0, at: path.index(0)) }
    }
}
