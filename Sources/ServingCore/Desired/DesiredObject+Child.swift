import KubernetesCore

extension DesiredObject {
    /// A child of a ModelDeployment: bears its name and labels, and goes when it goes.
    ///
    /// - Parameter spec: what stands in the child's `spec`.
    init(_ type: ResourceType, of owner: ObjectMeta, annotations: JSONValue = [:], spec: JSONValue) {
        let manifest: JSONValue = [
            "apiVersion": .string(type.apiVersion),
            "kind": .string(type.kind),
            "metadata": [
                "name": .string(owner.name),
                "namespace": .string(owner.namespace ?? ""),
                "labels": Labels.all(for: owner.name),
                "annotations": annotations,
                "ownerReferences": [OwnerReference(controller: owner, of: ServingAPI.modelDeployments).json],
            ],
            "spec": spec,
        ]
        self.init(type, owner.key, manifest: manifest)
    }
}
