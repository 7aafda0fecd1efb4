import KubernetesCore

@testable import ControllerRuntime

/// A kind of object for tests: small, and each state of it can be told from every other.
struct Widget: Resource, Hashable {
    static let type = ResourceType(group: "example.com", version: "v1", kind: "Widget", plural: "widgets")

    let metadata: ObjectMeta
    let size: Int
    let colors: [String]?
    let note: String?
}

extension JSONValue {
    static func widget(
        _ name: String,
        _ version: String,
        in namespace: String = "default",
        size: JSONValue = 1,
        colors: [String] = [],
        note: String = ""
    ) -> JSONValue {
        [
            "apiVersion": "example.com/v1",
            "kind": "Widget",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace), "resourceVersion": .string(version),
            ],
            "size": size,
            "colors": .array(colors.map(JSONValue.string)),
            "note": .string(note),
        ]
    }
}

extension ObjectKey {
    static func named(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }
}

extension Store.Change {
    /// Name, and the resource versions before and after: `a 1→2`, `a none→1`, `a 2→none`.
    var summary: String {
        let versions = [old, new].map { $0?.metadata.resourceVersion ?? "none" }
        return "\(key.name) \(versions[0])→\(versions[1])"
    }
}

extension Store {
    /// Takes a whole list.
    func replace(with items: [JSONValue]) {
        beginReplacement()
        for item in items { upsert(item) }
        finishReplacement()
    }
}
