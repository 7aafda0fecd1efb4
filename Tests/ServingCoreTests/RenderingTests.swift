import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

@Suite struct RenderingTests {
    @Test(
        "a cluster is given what is rendered, but for its owner",
        arguments: GoldenCase.all().filter { $0.description.hasPrefix("children/") }
    )
    func children(_ golden: GoldenCase) throws {
        let rendering = Rendering(of: try golden.documents("in.yaml"), namespace: "default", for: .newest, .example)
        #expect(rendering.remarks == [])
        let expected = try golden.documents("out.yaml").map { object in
            var object = object
            object["metadata"]?["ownerReferences"] = nil
            object["metadata"]?["annotations"] = nil
            return object
        }
        #expect(rendering.objects == expected)
        let again = Rendering(of: try golden.documents("in.yaml"), namespace: "default", for: .newest, .example)
        #expect(again.objects.yamlText == rendering.objects.yamlText)
    }

    private static let manifests = """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: diabetes}
        spec:
          models: [{name: diabetes}]
          inferenceConfig:
            entryScript: score.py
            source: {configMapRef: {name: code}}
            environment: {image: "registry/scoring:1"}
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: Model
        metadata: {name: diabetes}
        spec: {version: 1, uri: "configmap://files/model.pkl"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: files}
        data: {model.pkl: weights}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: code}
        data: {score.py: "def init(): pass"}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: of-somebody-else}
        """

    private func rendering(
        _ change: (String) -> String = { $0 },
        for target: KubernetesVersion = .newest
    ) throws -> Rendering {
        let documents = try YAMLDocument.parse(change(Self.manifests).utf8)
        return Rendering(of: documents.map(\.value), namespace: "science", for: target, .example)
    }

    @Test("a ComputeTarget need not be among the manifests, nor a namespace in them")
    func smallest() throws {
        let rendering = try rendering()
        #expect(rendering.remarks == [])
        #expect(
            rendering.objects.map { $0["kind"] } == [
                "NetworkPolicy", "Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget",
            ]
        )
        #expect(rendering.objects.allSatisfy { $0["metadata"]?["namespace"] == "science" })
    }

    @Test(
        "older API servers get older versions",
        arguments: [
            (20, "autoscaling/v2beta2", "policy/v1beta1"), (21, "autoscaling/v2beta2", "policy/v1"),
            (23, "autoscaling/v2", "policy/v1"),
        ]
    )
    func versions(minor: Int, scaler: String, budget: String) throws {
        let rendering = try rendering(
            { $0.replacing("models: [{", with: "autoscale: {minReplicas: 2}\n  models: [{") },
            for: KubernetesVersion(minor: minor)
        )
        #expect(rendering.objects.suffix(2).map { $0["apiVersion"]?.string } == [scaler, budget])
    }

    @Test(
        "what cannot be carried out is told, with the manifest that is to blame",
        arguments: [
            ("name: files", "name: other", 0, "Model diabetes: spec.uri: ConfigMap files does not exist"),
            ("version: 1", "version: 0", 1, "must be at least 1, not 0"),
            ("models: [{name: diabetes}]", "models: []", 0, "must have at least 1 item"),
            ("{score.py", "{main.py", 0, "ConfigMap code has no key score.py (it has main.py)"),
            ("models: [{name: diabetes}]", "models: [{name: diabetes, version: 2}]", 0, "has no version 2, only 1"),
        ]
    )
    func errors(text: String, replacement: String, manifest: Int, message: String) throws {
        let rendering = try rendering { $0.replacing(text, with: replacement) }
        #expect(rendering.objects == [])
        let remark = try #require(rendering.remarks.first)
        #expect(rendering.remarks.count == 1 && remark.isError && remark.origin.manifest == manifest)
        #expect(remark.message.contains(message), "\(remark.message)")
    }

    @Test("what is in lists is rendered, and blamed where it stands", arguments: ["List", "ModelDeploymentList"])
    func lists(kind: String) throws {
        var documents = try YAMLDocument.parse(Self.manifests.utf8).map(\.value)
        let version: JSONValue = kind == "List" ? "v1" : "serving.slipway.dev/v1alpha1"
        documents[0] = ["apiVersion": version, "kind": .string(kind), "items": [documents[0]]]
        documents[2] = ["apiVersion": "v1", "kind": "List", "items": [documents[1], documents[2]]]
        documents[1] = ["apiVersion": "v1", "kind": "ConfigMapList", "items": [documents[3]]]
        let lists = Array(documents[..<3])
        let rendering = Rendering(of: lists, namespace: "science", for: .newest, .example)
        #expect(rendering.remarks == [])
        #expect(rendering.objects == (try self.rendering()).objects)

        let faulty = Rendering(of: [lists[0]], namespace: "science", for: .newest, .example)
        let remark = try #require(faulty.remarks.first)
        #expect(remark.origin.path == ("items" as FieldPath).index(0))
        let contents = LocalContents(lists, namespace: "science")
        #expect(Set(contents.configMaps.keys.map(\.name)) == ["files", "code"])
    }

    @Test("a ComputeTarget that is missing is assumed, and said")
    func assumedTarget() throws {
        let rendering = try rendering {
            $0.replacing("models: [{", with: "computeTargetRef: {name: gpu}\n  models: [{")
        }
        #expect(rendering.objects.count == 5)
        #expect(
            rendering.remarks.map(\.message) == [
                "ComputeTarget gpu is not among the manifests: taken for one of type AKS"
            ]
        )
        #expect(rendering.remarks.first?.isError == false)
    }
}
