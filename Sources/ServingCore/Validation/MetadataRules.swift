import KubernetesCore

/// What Kubernetes asks of every object's metadata.
struct MetadataRules {
    let type: ResourceType
    let object: JSONValue

    private static let path: FieldPath = "metadata"
    private static let known = [
        "name", "namespace", "labels", "annotations", "generateName", "finalizers", "ownerReferences", "uid",
        "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
        "managedFields", "selfLink",
    ]
    private static let dnsName = "lower-case letters, digits, dashes and dots, begin and end with a letter or digit"

    /// Those that an API server refuses, and fields that it would drop.
    var violations: [Violation] {
        switch object["metadata"] ?? .null {
        case .null: [Violation(Self.path.member("name"), "is required", kind: .missingField)]
        case .object(let metadata):
            nameViolations(metadata) + namespaceViolations(metadata)
                + mapViolations(metadata, "labels", LabelText.problem(withKey:), LabelText.problem(withValue:))
                + mapViolations(metadata, "annotations", LabelText.problem(withAnnotationKey:)) { _ in nil }
                + annotationViolations(metadata) + Self.others.violations(of: .object(metadata), at: Self.path)
                + Violation.unknownMembers(of: metadata, known: Self.known, at: Self.path)
        case let other: [Violation(Self.path, "must be an object, not \(other.typeName)")]
        }
    }

    /// Of all annotations together.
    private static let maximumAnnotations = 262_144

    private func annotationViolations(_ metadata: JSONObject) -> [Violation] {
        let sizes = (metadata["annotations"]?.object ?? [:]).map {
            $0.key.utf8.count + ($0.value.string ?? "").utf8.count
        }
        let size = sizes.reduce(0, +)
        guard size > Self.maximumAnnotations else { return [] }
        let problem = "must have at most \(Self.maximumAnnotations) bytes together, not \(size)"
        return [Violation(Self.path.member("annotations"), problem)]
    }

    private func nameViolations(_ metadata: JSONObject) -> [Violation] {
        let path = Self.path.member("name")
        switch metadata["name"] ?? .null {
        case .null where metadata["generateName"] != nil:
            let problem = "is required; generateName does not do, since references and child objects bear the name"
            return [Violation(path, problem, kind: .missingField)]
        case .null: return [Violation(path, "is required", kind: .missingField)]
        case .string(""): return [Violation(path, "must not be empty")]
        case .string(let name) where name.utf8.count > 253:
            return [Violation(path, "must have at most 253 characters, not \(name.utf8.count)")]
        case .string(let name):
            return name.isDNSSubdomain ? [] : [Violation(path, "must consist of \(Self.dnsName), not \(name.quoted)")]
        case let other: return [Violation(path, Self.problem(withNoString: other))]
        }
    }

    private func namespaceViolations(_ metadata: JSONObject) -> [Violation] {
        let path = Self.path.member("namespace")
        switch metadata["namespace"] ?? .null {
        case .null: return []
        case .string(let name):
            // An API server takes an empty one for none.
            guard type.isNamespaced, !name.isEmpty, !name.isDNSLabel else { return [] }
            let problem = "must be up to 63 lower-case letters, digits and dashes, begin and end with a letter or digit"
            return [Violation(path, "\(problem), not \(name.quoted)")]
        case let other: return [Violation(path, Self.problem(withNoString: other))]
        }
    }

    private func mapViolations(
        _ metadata: JSONObject,
        _ name: String,
        _ keyProblem: (String) -> String?,
        _ valueProblem: (String) -> String?
    ) -> [Violation] {
        let path = Self.path.member(name)
        switch metadata[name] ?? .null {
        case .null: return []
        case .object(let members):
            return members.flatMap { key, value in
                let path = path.member(key)
                return [
                    keyProblem(key).map { Violation(path, $0, kind: .name) },
                    Self.problem(with: value, valueProblem).map { Violation(path, $0) },
                ].compactMap { $0 }
            }
        case let other: return [Violation(path, "must be an object, not \(other.typeName)")]
        }
    }

    private static func problem(with value: JSONValue, _ valueProblem: (String) -> String?) -> String? {
        switch value {
        case .string(let text): return valueProblem(text)
        default: return problem(withNoString: value)
        }
    }

    private static func problem(withNoString value: JSONValue) -> String {
        switch value {
        case .bool, .integer, .number: "must be a string, not \(value.typeName): put it in quotes"
        default: "must be a string, not \(value.typeName)"
        }
    }
}
