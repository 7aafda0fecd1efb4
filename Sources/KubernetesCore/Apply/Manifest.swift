/// What was written into an object, as the API server keeps it: all but its status and the server's bookkeeping.
///
/// Kept as compact text, a tenth of the memory of a tree; it is parsed for each comparison, which takes microseconds.
package struct Manifest: Hashable, Sendable {
    private let text: [UInt8]

    package init(_ object: JSONValue) {
        var object = object
        object["status"] = nil
        var metadata = object["metadata"] ?? [:]
        for key in ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"] {
            metadata[key] = nil
        }
        object["metadata"] = metadata
        // A copy has no room to grow, which would be half as much again.
        text = object.jsonBytes.withUnsafeBytes(Array.init)
    }

    /// What the object's annotation `name` says.
    package func annotation(_ name: String) -> String? {
        (try? JSONValue(parsing: text))?["metadata"]?["annotations"]?[name]?.string
    }

    /// Whether every field that `desired` says is there with the same value. Fields that it does not say are no concern
    /// of its author, except within those that have one author only, such as a selector. What names the kind does not
    /// count: API servers leave it out of the items of a list.
    package func includes(_ desired: JSONValue) -> Bool {
        guard let object = try? JSONValue(parsing: text) else { return false }
        var desired = desired
        desired["apiVersion"] = nil
        desired["kind"] = nil
        return object.includes(desired)
    }
}

extension Manifest: Decodable {
    package init(from decoder: any Decoder) throws {
        self.init(try JSONValue(from: decoder))
    }
}

extension JSONValue {
    /// The keys by which Kubernetes merges lists of objects, the likeliest first.
    private static let mergeKeys = ["name", "mountPath", "containerPort", "port", "type", "uid", "ip", "topologyKey"]

    /// Fields that Kubernetes calls atomic: who applies one owns all that is in it.
    private static let atomicFields: Set = [
        "selector", "podSelector", "namespaceSelector", "labelSelector", "ingress", "egress",
    ]

    /// Lists that Kubernetes calls atomic, too, but to whose elements some API servers add a 0 here and there.
    private static let atomicLists: Set = ["metrics", "policies"]

    /// - Parameter isAtomic: whether nothing else may be there.
    fileprivate func includes(_ desired: JSONValue, isAtomic: Bool = false) -> Bool {
        switch (self, desired) {
        case (.object(let members), .object(let desired)):
            if isAtomic, members.contains(where: { desired[$0] == nil && !$1.isEmptyOrNull }) { return false }
            return desired.allSatisfy { key, value in
                guard let member = members[key] else { return value.isEmptyOrNull }
                if Self.atomicLists.contains(key), member.array?.count != value.array?.count { return false }
                return member.includes(value, isAtomic: isAtomic || Self.atomicFields.contains(key))
            }
        case (.array(let elements), .array(let desired)):
            if isAtomic, elements.count != desired.count { return false }
            if let key = Self.mergeKey(of: desired) {
                return desired.allSatisfy { wanted in
                    elements.contains { $0[key] == wanted[key] && $0.includes(wanted, isAtomic: isAtomic) }
                }
            }
            return elements.count == desired.count
                && zip(elements, desired).allSatisfy { $0.includes($1, isAtomic: isAtomic) }
        case (.integer, .number), (.number, .integer):
            return double == desired.double
        default:
            return self == desired
        }
    }

    /// API servers leave out what is empty.
    private var isEmptyOrNull: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.allSatisfy { $0.value.isEmptyOrNull }
        default: false
        }
    }

    private static func mergeKey(of elements: [JSONValue]) -> String? {
        mergeKeys.first { key in !elements.isEmpty && elements.allSatisfy { $0[key] != nil } }
    }
}
