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

        static let ready = Column(
            name: "Ready",
            type: "string",
            path: #".status.conditions[?(@.type=="Ready")].status"#,
            description: "Whether it is as it should be."
        )

        static let age = Column(
            name: "Age",
            type: "date",
            path: ".metadata.creationTimestamp",
            description: "Time since creation."
        )
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
        object["spec"] = spec.defaulted(member: object["spec"])
        return object
    }

    /// All rules that the spec or the name of `object` breaks.
    ///
    /// - Parameter object: with its defaults filled in.
    package func violations(of object: JSONValue) -> [Violation] {
        guard let value = object["spec"] else { return [Violation("spec", "is required", kind: .missingField)] }
        let broken = rules.compactMap { rule in rule.problem(object).map { Violation(rule.field, $0) } }
        return broken + spec.violations(of: value, at: "spec")
    }

    /// Those of ``violations(of:)`` for which an object of the cluster is not carried out: a field that is unknown here,
    /// and that the API server has kept, is one of a later version.
    func refusals(of object: JSONValue) -> [Violation] {
        violations(of: object).filter { $0.kind != .unknownField }
    }

    /// What `kubectl apply` takes.
    ///
    /// - Parameter target: the API server's release; one that knows no CEL gets no rules in it.
    package func manifest(for target: KubernetesVersion) -> JSONValue {
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
                "versions": [target.knowsCEL ? version : version.withoutRules],
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

extension JSONValue {
    /// A schema without what only newer API servers know.
    fileprivate var withoutRules: JSONValue {
        switch self {
        case .object(let members):
            let known = members.filter { $0.key != "x-kubernetes-validations" }
            return .object(JSONObject(known.map { ($0.key, $0.value.withoutRules) }))
        case .array(let elements): return .array(elements.map(\.withoutRules))
        default: return self
        }
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
