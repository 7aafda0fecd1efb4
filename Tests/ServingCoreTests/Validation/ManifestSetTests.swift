import KubernetesCore
import Testing

@testable import ServingCore

/// What the corpus does not show: it has no namespaces, no flags and nothing that is passed over.
@Suite struct ManifestSetTests {
    private func model(_ name: String, version: Int64 = 1, in namespace: String? = nil) -> JSONValue {
        var model = object("Model", "\(name)-\(version)", in: namespace)
        model["spec"] = ["modelName": .string(name), "version": .integer(version), "uri": "https://example.com/m.pkl"]
        return model
    }

    private func deployment(_ name: String, of model: String, in namespace: String? = nil) -> JSONValue {
        var deployment = object("ModelDeployment", name, in: namespace)
        deployment["spec"] = [
            "models": [["name": .string(model)]],
            "inferenceConfig": [
                "entryScript": "score.py",
                "source": ["configMapRef": ["name": "code"]],
                "environment": ["image": "registry/scoring:1"],
            ],
        ]
        return deployment
    }

    private func service(_ name: String, over deployment: String, in namespace: String? = nil) -> JSONValue {
        var service = object("InferenceService", name, in: namespace)
        service["spec"] = ["traffic": [["deployment": .string(deployment)]]]
        return service
    }

    private func object(_ kind: String, _ name: String, in namespace: String? = nil) -> JSONValue {
        var metadata: JSONValue = ["name": .string(name)]
        metadata["namespace"] = namespace.map(JSONValue.string)
        return ["apiVersion": "serving.slipway.dev/v1alpha1", "kind": .string(kind), "metadata": metadata]
    }

    private func set(
        _ objects: [JSONValue],
        in namespace: String = "default",
        allowsMissing: Bool = false,
        mustBeObject: Bool = true
    ) -> ManifestSet {
        let documents = objects.map { ManifestSet.Document($0, mustBeObject: mustBeObject) }
        return ManifestSet(documents, namespace: namespace, allowsMissingReferences: allowsMissing)
    }

    private func errors(_ set: ManifestSet) -> [String] {
        set.findings.filter { $0.severity == .error }.map { "\($0.place.document) \($0.field): \($0.message)" }
    }

    @Test func `references stay within a namespace`() {
        #expect(errors(set([deployment("d", of: "m", in: "a"), model("m", in: "a")])) == [])
        #expect(
            errors(set([deployment("d", of: "m", in: "a"), model("m", in: "b")])) == [
                "0 spec.models[0].name: there is no Model m in namespace a in these files; there is one in namespace b"
            ]
        )
        #expect(
            errors(set([service("svc", over: "d"), deployment("d", of: "m", in: "b"), model("m", in: "b")])) == [
                "0 spec.traffic[0].deployment: there is no ModelDeployment d in these files; there is one in namespace b, "
                    + "and what names none counts as in default: see --namespace"
            ]
        )
    }

    @Test func `what names no namespace is in the one that is asked for`() {
        let objects = [deployment("d", of: "m"), model("m", in: "b"), service("svc", over: "d", in: "b")]
        #expect(errors(set(objects, in: "b")) == [])
        #expect(errors(set(objects)).count == 2)
        let twice = [model("m", in: "default"), model("m")]
        #expect(
            errors(set(twice)) == [
                "1 metadata.name: this Model is given twice, as what names no namespace counts as in default (see "
                    + "--namespace); rename or remove one of them"
            ]
        )
        #expect(errors(set(twice, in: "b")) == [])
    }

    @Test func `what is missing may be in the cluster already`() {
        var objects = [deployment("d", of: "m"), service("svc", over: "none")]
        objects[0]["spec"]?["computeTargetRef"] = ["name": "aks"]
        objects[0]["spec"]?["inferenceConfig"]?["environment"]?["imagePullSecrets"] = [["name": "registry"]]
        objects.append(deployment("e", of: "m"))
        objects[2]["spec"]?["inferenceConfig"]?["source"] = [
            "uri": "https://example.com/code.tgz", "credentialsSecretRef": ["name": "code"],
        ]
        objects[1]["spec"]?["auth"] = ["keysSecretRef": ["name": "keys"]]
        objects[1]["spec"]?["expose"] = ["hosts": ["mnist.example.com"], "tlsSecretRef": ["name": "tls"]]
        let findings = set(objects).findings
        #expect(
            findings.map { "\($0.severity) \($0.field)" } == [
                "error spec.models[0].name",
                "warning spec.inferenceConfig.environment.imagePullSecrets[0].name",
                "warning spec.computeTargetRef.name",
                "warning spec.inferenceConfig.source.configMapRef.name",
                "error spec.traffic[0].deployment",
                "warning spec.auth.keysSecretRef.name",
                "warning spec.expose.tlsSecretRef.name",
                "error spec.models[0].name",
                "warning spec.inferenceConfig.source.credentialsSecretRef.name",
            ]
        )
        #expect(set(objects, allowsMissing: true).findings == [])
    }

    @Test func `a Secret of another type than it is looked for by is told, also where it is not named`() {
        func secret(_ name: String, _ type: String) -> JSONValue {
            ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name)], "type": .string(type)]
        }
        var named = service("mnist", over: "d")
        named["spec"]?["auth"] = ["keysSecretRef": ["name": "keys"]]
        named["spec"]?["expose"] = ["hosts": ["mnist.example.com"], "tlsSecretRef": ["name": "tls"]]
        let right = [secret("keys", "serving.slipway.dev/keys"), secret("tls", "kubernetes.io/tls")]
        #expect(errors(set([named] + right, allowsMissing: true)) == [])
        let wrong = [secret("keys", "Opaque"), secret("tls", "Opaque")]
        #expect(
            errors(set([named] + wrong, allowsMissing: true)) == [
                "0 spec.auth.keysSecretRef.name: Secret keys has the type Opaque here, and is looked for by the type "
                    + "serving.slipway.dev/keys; give it that type",
                "0 spec.expose.tlsSecretRef.name: Secret tls has the type Opaque here, and is looked for by the type "
                    + "kubernetes.io/tls; give it that type",
            ]
        )
        let unnamed = set([service("svc", over: "d"), secret("svc-keys", "Opaque")], allowsMissing: true)
        #expect(unnamed.findings.map(\.rule) == [.passedOver, .wrongSecretType])
        var open = service("svc", over: "d")
        open["spec"]?["auth"] = ["enabled": false]
        #expect(errors(set([open, secret("svc-keys", "Opaque")], allowsMissing: true)) == [])
    }

    @Test func `a name in the URL belongs to one service of the cluster`() {
        let objects = [service("svc", over: "d", in: "a"), service("svc", over: "d", in: "b")]
        let findings = set(objects, allowsMissing: true).findings
        #expect(findings.map(\.rule) == [.duplicateServiceName])
        #expect(findings.first?.place.document == 1)
        #expect(findings.first?.related == Finding.Place(document: 0, path: "metadata.name"))
    }

    @Test func `the same name in two namespaces or kinds is no duplicate`() {
        let objects = [
            model("m", in: "a"), model("m", in: "b"), model("m"), deployment("m-1", of: "m"),
            deployment("m-1", of: "m", in: "a"),
        ]
        #expect(errors(set(objects)) == [])
    }

    @Test func `items of a list are objects of their own, with their place in the list`() {
        var broken = model("m")
        broken["spec"]?["version"] = 0
        let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": [model("a"), broken]]
        let result = set([["apiVersion": "v1", "kind": "List", "items": [list]]])
        #expect(result.objectCount == 2)
        let path = ("items" as FieldPath).index(0).member("items").index(1).member("spec").member("version")
        #expect(result.findings.map(\.place) == [Finding.Place(document: 0, path: path)])
        #expect(result.findings.map(\.field) == ["spec.version"])
    }

    @Test(
        "objects of others and what is none are passed over",
        arguments: [
            ["apiVersion": "apps/v1", "kind": "Deployment"],
            ["apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService"],
            ["apiVersion": "mlops.seldon.io/v1alpha1", "kind": "Model"],
            ["apiVersion": "v1", "kind": "ConfigMap"],
            ["apiVersion": "v2", "name": "chart"],
            ["replicas": 1], [], "text", ["kind": "Deployment"], ["apiVersion": 1, "kind": 2],
        ] as [JSONValue]
    )
    func passedOver(value: JSONValue) {
        let result = set([value], mustBeObject: false)
        #expect(result.findings.map(\.severity) == [.note])
        #expect(result.objectCount == 0)
    }

    @Test(
        "objects that are meant to be Slipway's are told how to be",
        arguments: [
            (["kind": "Model"], "apiVersion: is required: serving.slipway.dev/v1alpha1"),
            (
                ["kind": "Model", "apiVersion": "serving.slipway.dev/v1"],
                #"apiVersion: must be serving.slipway.dev/v1alpha1, not "serving.slipway.dev/v1""#
            ),
            (
                ["kind": "Model", "apiVersion": "v1"],
                #"apiVersion: must be serving.slipway.dev/v1alpha1, not "v1""#
            ),
            (
                ["kind": "InferenceService", "apiVersion": "servin.slipway.de/v1alpha1"],
                #"apiVersion: must be serving.slipway.dev/v1alpha1, not "servin.slipway.de/v1alpha1""#
            ),
            (
                ["kind": "ModelDeployment", "apiVersion": "example.com/v1"],
                #"apiVersion: must be serving.slipway.dev/v1alpha1, not "example.com/v1""#
            ),
            (
                ["kind": "modeldeployment", "apiVersion": "serving.slipway.dev/v1alpha1"],
                "kind: must be one of ComputeTarget, Model, ModelDeployment, InferenceService, not "
                    + #""modeldeployment"; did you mean ModelDeployment?"#
            ),
            (
                ["apiVersion": "serving.slipway.dev/v1alpha1"],
                "kind: is required: one of ComputeTarget, Model, ModelDeployment, InferenceService"
            ),
            (
                ["apiVersion": "serving.slipway.dev/v1alpha1", "kind": 1],
                "kind: must be a string, not integer"
            ),
        ] as [(JSONValue, String)]
    )
    func identity(value: JSONValue, message: String) {
        let findings = set([value], mustBeObject: false).findings
        let first = findings.first { [.wrongVersion, .unknownKind].contains($0.rule) }
        #expect(first.map { "\($0.field): \($0.message)" } == message)
    }

    @Test(
        "metadata is as Kubernetes takes it",
        arguments: [
            (["name": "a.b-1"], []),
            (["name": .string(String(repeating: "a", count: 253))], []),
            (
                ["name": .string(String(repeating: "a", count: 254))],
                ["metadata.name: must have at most 253 characters, not 254"]
            ),
            ([:], ["metadata.name: is required"]),
            (
                ["generateName": "m-"],
                [
                    "metadata.name: is required; generateName does not do, since references and child objects bear the "
                        + "name"
                ]
            ),
            (["name": 2024], ["metadata.name: must be a string, not integer: put it in quotes"]),
            (
                ["name": "a", "namespace": false],
                ["metadata.namespace: must be a string, not boolean: put it in quotes"]
            ),
            (["name": "a", "finalizers": "b"], ["metadata.finalizers: must be an array, not string"]),
            (
                ["name": "a", "finalizers": [1]],
                ["metadata.finalizers[0]: must be a string, not integer: put it in quotes"]
            ),
            (
                ["name": "a", "ownerReferences": [[:]]],
                ["apiVersion", "kind", "name", "uid"].map { "metadata.ownerReferences[0].\($0): is required" }
            ),
            (["name": "a", "generation": "1"], ["metadata.generation: must be an integer, not string"]),
            (["name": "a", "creationTimestamp": .null, "generation": 1, "finalizers": ["a/b"]], []),
            (
                ["name": "a", "annotations": ["a": .string(String(repeating: "b", count: 262_144))]],
                ["metadata.annotations: must have at most 262144 bytes together, not 262145"]
            ),
            (["name": "a", "namespace": ""], []),
            (["name": "a", "namespace": .null], []),
            (
                ["name": "a", "namespace": "a.b"],
                [
                    "metadata.namespace: must be up to 63 lower-case letters, digits and dashes, begin and end with a "
                        + #"letter or digit, not "a.b""#
                ]
            ),
            (["name": "a", "labels": ["a/b": "", "c": "D_e.f-9"], "annotations": ["A.com/b": "any thing"]], []),
            (
                ["name": "a", "labels": ["a/b/c": "x"]],
                ["metadata.labels[a/b/c]: the name must be of the form team or example.com/team"]
            ),
            (
                ["name": "a", "annotations": ["a": true]],
                ["metadata.annotations.a: must be a string, not boolean: put it in quotes"]
            ),
            (["name": "a", "labels": []], ["metadata.labels: must be an object, not array"]),
            (["name": "a", "lables": [:]], ["metadata.lables: is not a known field; did you mean labels?"]),
        ] as [(JSONValue, [String])]
    )
    func metadata(metadata: JSONValue, messages: [String]) {
        var object = model("m")
        object["metadata"] = metadata
        #expect(set([object]).findings.map { "\($0.field): \($0.message)" } == messages)
    }

    @Test func `a name that no object can have is not said twice`() {
        for kind in ["ModelDeployment", "InferenceService"] {
            let findings = set([object(kind, "a_b")]).findings.filter { $0.field == "metadata.name" }
            #expect(findings.count == 1)
        }
    }

    @Test func `a field that is wrong already is not looked up, too`() {
        #expect(set([service("svc", over: "A_b")]).findings.map(\.rule) == [.invalidField])
    }
}
