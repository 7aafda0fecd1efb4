package import KubernetesCore

/// What an API server has to know of a kind to serve it.
package struct CustomResourceDefinition: Sendable {
    package struct Column: Sendable {
        let name: String
        let type: String
        let path: String
        let description: String
        /// Shown by `kubectl get -o wide` only.
        var isWide = false
    }

    package let type: ResourceType
    let shortName: String
    let description: String
    let columns: [Column]
    package let spec: Schema
    let status: Schema
    /// Rules over the whole object.
    var rules: [Rule] = []

    /// `object` with every default filled in that an API server would fill in.
    package func defaulted(_ object: JSONValue) -> JSONValue {
        var object = object
        object["spec"] = object["spec"].map(spec.defaulted)
        return object
    }

    /// All rules that the spec or the name of `object` breaks.
    ///
    /// - Parameter object: with its defaults filled in.
    package func violations(of object: JSONValue) -> [Violation] {
        guard let value = object["spec"] else { return [Violation("spec", "is required")] }
        let broken = rules.filter { !$0.holds(object) }.map { Violation($0.field, $0.message) }
        return broken + spec.violations(of: value, at: "spec")
    }

    package var manifest: JSONValue {
        [
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": [
                "name": .string(type.qualifiedPlural),
                "labels": ["app.kubernetes.io/name": "slipway", "app.kubernetes.io/part-of": "slipway"],
            ],
            "spec": [
                "group": .string(type.group),
                "scope": type.isNamespaced ? "Namespaced" : "Cluster",
                "names": [
                    "kind": .string(type.kind),
                    "listKind": "\(type.kind)List",
                    "plural": .string(type.plural),
                    "singular": .string(type.kind.lowercased()),
                    "shortNames": [.string(shortName)],
                    "categories": ["slipway"],
                ],
                "versions": [version],
            ],
        ]
    }

    private var version: JSONValue {
        [
            "name": .string(type.version),
            "served": true,
            "storage": true,
            "subresources": ["status": [:]],
            "additionalPrinterColumns": .array(columns.map(\.json)),
            "schema": ["openAPIV3Schema": openAPI],
        ]
    }

    private var openAPI: JSONValue {
        let fields = [Field("spec", spec, isRequired: true), Field("status", status)]
        var json = Schema.object(description, rules: rules, fields).openAPI
        // Not of the schema: Kubernetes checks them itself, but `kubectl explain` wants to know them.
        json["properties"]?["apiVersion"] = ["type": "string"]
        json["properties"]?["kind"] = ["type": "string"]
        json["properties"]?["metadata"] = ["type": "object"]
        return json
    }
}

extension CustomResourceDefinition.Column {
    fileprivate var json: JSONValue {
        var json: JSONValue = ["name": .string(name), "type": .string(type), "jsonPath": .string(path)]
        json["description"] = .string(description)
        if isWide { json["priority"] = 1 }
        return json
    }
}
