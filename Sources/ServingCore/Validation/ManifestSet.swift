package import KubernetesCore

/// Manifests that belong together, because they are applied together.
package struct ManifestSet {
    package struct Document: Sendable {
        package let value: JSONValue
        /// Whether it is a mistake if the document holds no Kubernetes object.
        package let mustBeObject: Bool

        package init(_ value: JSONValue, mustBeObject: Bool) {
            self.value = value
            self.mustBeObject = mustBeObject
        }
    }

    /// All that there is to say, in the order of the checks; the caller knows the lines to sort by.
    package let findings: [Finding]
    /// How many objects of Slipway's kinds there are.
    package let objectCount: Int

    /// - Parameters:
    ///   - namespace: of objects that name none.
    ///   - allowsMissingReferences: whether what is referred to may be in the cluster already.
    package init(_ documents: [Document], namespace: String = "default", allowsMissingReferences: Bool = false) {
        let inventory = ManifestInventory(documents, namespace: namespace)
        let index = ManifestIndex(inventory)
        let checks =
            inventory.objects.flatMap(\.findings) + DuplicateChecks(index: index).findings
            + inventory.objects.flatMap { object in
                (allowsMissingReferences ? [] : ReferenceChecks(object: object, index: index).findings)
                    + SourceChecks(object: object, index: index, allowsMissing: allowsMissingReferences).findings
                    + SecretChecks(object: object, index: index).findings
            }
        findings = inventory.findings + checks
        objectCount = inventory.objects.count
    }
}
