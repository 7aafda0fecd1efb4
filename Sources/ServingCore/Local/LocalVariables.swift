import KubernetesCore

/// The environment variables of a container, as a kubelet finds their values.
struct LocalVariables {
    private let contents: LocalContents
    private let deployment: ObjectKey

    init(_ contents: LocalContents, of deployment: ObjectKey) {
        (self.contents, self.deployment) = (contents, deployment)
    }

    func values(of list: [JSONValue]) throws(LocalRefusal) -> [String: String] {
        var values: [String: String] = [:]
        for variable in list {
            guard let name = variable["name"]?.string else { continue }
            if let source = variable["valueFrom"] {
                values[name] = try value(from: source, of: name)
            } else {
                values[name] = Self.expanded(variable["value"]?.string ?? "", values)
            }
        }
        return values
    }

    private func value(from source: JSONValue, of name: String) throws(LocalRefusal) -> String? {
        for (member, kind, objects) in [
            ("configMapKeyRef", "ConfigMap", contents.configMaps), ("secretKeyRef", "Secret", contents.secrets),
        ] {
            guard let reference = source[member] else { continue }
            let (object, key) = (reference["name"]?.string ?? "", reference["key"]?.string ?? "")
            if let value = objects[ObjectKey(namespace: deployment.namespace, name: object)]?[key] {
                return String(decoding: value, as: UTF8.self)
            }
            if reference["optional"] == true { return nil }
            throw refusal(name, "\(kind) \(object) with the key \(key) is not among the manifests; add it")
        }
        switch source["fieldRef"]?["fieldPath"]?.string {
        case "metadata.name": return deployment.name
        case "metadata.namespace": return deployment.namespace
        case "status.podIP", "status.hostIP": return "127.0.0.1"
        default: throw refusal(name, "its value is only to be had in a cluster; give it a value")
        }
    }

    private func refusal(_ name: String, _ problem: String) -> LocalRefusal {
        LocalRefusal(field: "spec.podTemplate.env", message: "the variable \(name): \(problem)")
    }

    /// Puts in the variables before it that a value names as `$(NAME)`; `$$` stands for a dollar sign.
    static func expanded(_ text: String, _ values: [String: String]) -> String {
        text.replacing(#/\$\$|\$\(([^)]*)\)/#) { match in
            guard let name = match.output.1 else { return "$" }
            return values[String(name)] ?? String(match.output.0)
        }
    }
}
