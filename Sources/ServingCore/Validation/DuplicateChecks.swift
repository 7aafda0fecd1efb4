import KubernetesCore

/// What may be there only once, but is there twice.
struct DuplicateChecks {
    let index: ManifestIndex

    var findings: [Finding] {
        objectFindings + versionFindings + serviceNameFindings
    }

    private var objects: [ManifestObject] { index.inventory.objects }

    private var objectFindings: [Finding] {
        repetitions(in: objects) { object in object.key.map { [object.kind, $0.namespace, $0.name] } }.map { pair in
            // Only one of the two says which namespace it is in.
            let isAssumed = pair.first.statedNamespace != pair.repeated.statedNamespace
            let why = ", as what names no namespace counts as in \(index.inventory.namespace) (see --namespace)"
            return pair.repeated.finding(
                .duplicateObject,
                "metadata.name",
                "this \(pair.repeated.kind) is given twice\(isAssumed ? why : ""); rename or remove one of them",
                related: pair.first.place(of: "metadata.name")
            )
        }
    }

    private var versionFindings: [Finding] {
        let versions = distinct(ServingAPI.models)
        return repetitions(in: versions) { object -> [String?]? in
            guard let key = object.modelKey, let version = object.value["spec"]?["version"]?.integer else { return nil }
            return [key.namespace, key.name, String(version)]
        }.map { pair in
            let model = pair.repeated.modelKey?.name ?? ""
            let version = pair.repeated.value["spec"]?["version"]?.integer ?? 0
            return pair.repeated.finding(
                .duplicateVersion,
                "spec.version",
                "version \(version) of \(model) is registered already, by Model \(pair.first.name ?? ""); "
                    + "take the next version",
                related: pair.first.place(of: "spec.version")
            )
        }
    }

    private var serviceNameFindings: [Finding] {
        repetitions(in: distinct(ServingAPI.inferenceServices), by: \.serviceName).map { pair in
            let serviceName = pair.repeated.serviceName ?? ""
            let other = ObjectKey(namespace: pair.first.statedNamespace, name: pair.first.name ?? "")
            return pair.repeated.finding(
                .duplicateServiceName,
                pair.repeated.serviceNameField,
                "InferenceService \(other) is named \(serviceName) in its URL already, which only one of a cluster can "
                    + "be; set another spec.serviceName",
                related: pair.first.place(of: pair.first.serviceNameField)
            )
        }
    }

    /// The objects of a kind without those that are given twice, which is said already.
    private func distinct(_ type: ResourceType) -> [ManifestObject] {
        var seen: Set<ObjectKey> = []
        return objects.filter { object in
            object.kind == type.kind && object.key.map { seen.insert($0).inserted } ?? true
        }
    }

    private func repetitions<Key: Hashable>(
        in objects: [ManifestObject],
        by key: (ManifestObject) -> Key?
    ) -> [(first: ManifestObject, repeated: ManifestObject)] {
        var first: [Key: ManifestObject] = [:]
        return objects.compactMap { object in
            guard let key = key(object) else { return nil }
            if let first = first[key] { return (first, object) }
            first[key] = object
            return nil
        }
    }
}

extension ManifestObject {
    fileprivate var serviceNameField: FieldPath {
        value["spec"]?["serviceName"]?.string == nil ? "metadata.name" : "spec.serviceName"
    }

    fileprivate var serviceName: String? { text(serviceNameField) }
}
