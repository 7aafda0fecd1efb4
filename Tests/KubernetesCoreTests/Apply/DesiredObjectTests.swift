import KubernetesCore
import Testing

@Suite struct DesiredObjectTests {
    private static let key = ObjectKey(namespace: "a", name: "main")
    private static let manifest: JSONValue = [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "main", "annotations": ["team": "x"]],
        "spec": ["selector": ["app": "main"]],
    ]

    private func desired(_ manifest: JSONValue = manifest) -> DesiredObject {
        DesiredObject(BuiltInTypes.services, Self.key, manifest: manifest)
    }

    /// What the server shows after `object` was applied, with `changes` made to its spec.
    private func observed(_ object: DesiredObject, _ changes: (inout JSONValue) -> Void = { _ in }) throws -> Service {
        var json = object.manifest
        json["metadata"]?["uid"] = "u-1"
        json["spec"]?["clusterIP"] = "10.0.0.7"
        changes(&json)
        return try JSONValueDecoder().decode(Service.self, from: json)
    }

    @Test(
        "The digest stands among the annotations, whether there are others or not",
        arguments: [
            manifest, ["metadata": ["annotations": [:]]], ["metadata": ["name": "main"]], ["kind": "Service"],
        ]
    )
    func digest(manifest: JSONValue) {
        let object = desired(manifest)
        #expect(object.manifest["metadata"]?["annotations"]?[DesiredObject.digestAnnotation]?.string == object.digest)
        #expect(object.manifest["metadata"]?["name"] == manifest["metadata"]?["name"])
        #expect(object.digest == Digest.hexadecimal(of: manifest.jsonBytes))
    }

    @Test func `other annotations stay`() {
        #expect(desired().manifest["metadata"]?["annotations"]?["team"] == "x")
    }

    @Test func `what was applied is met, with all that the server adds`() throws {
        #expect(try desired().isMet(by: observed(desired())))
    }

    @Test func `an item of a list, which does not say its kind, is met all the same`() throws {
        let item = try observed(desired()) { object in
            object["apiVersion"] = nil
            object["kind"] = nil
        }
        #expect(desired().isMet(by: item))
    }

    @Test func `a field that was changed by hand is noticed`() throws {
        #expect(try !desired().isMet(by: observed(desired()) { $0["spec"]?["selector"] = ["app": "other"] }))
    }

    @Test func `a field that is no longer desired is noticed, though all others are there`() throws {
        var before = Self.manifest
        before["spec"]?["type"] = "NodePort"
        #expect(try !desired().isMet(by: observed(desired(before))))
        #expect(try observed(desired(before)).manifest.includes(Self.manifest))
    }

    @Test func `an object without the digest is not met`() throws {
        #expect(try !desired().isMet(by: observed(desired()) { $0["metadata"]?["annotations"] = nil }))
    }
}
