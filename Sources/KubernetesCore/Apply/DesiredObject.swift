/// An object as it should be: exactly the fields that one field manager owns.
package struct DesiredObject: Hashable, Sendable {
    /// Holds the digest of what was last applied.
    package static let digestAnnotation = "serving.slipway.dev/applied-digest"

    package let type: ResourceType
    package let key: ObjectKey
    /// What is applied, with the digest of itself among its annotations.
    package let manifest: JSONValue
    package let digest: String

    package init(_ type: ResourceType, _ key: ObjectKey, manifest: JSONValue) {
        digest = Digest.hexadecimal(of: manifest.jsonBytes)
        var metadata = manifest["metadata"] ?? [:]
        var annotations = metadata["annotations"] ?? [:]
        annotations[Self.digestAnnotation] = .string(digest)
        metadata["annotations"] = annotations
        var manifest = manifest
        manifest["metadata"] = metadata
        self.type = type
        self.key = key
        self.manifest = manifest
    }

    /// Whether `observed` already is as it should be.
    ///
    /// The digest tells that nothing was taken out of the desired state since the last apply, the manifest that nobody
    /// has changed a field of it by hand.
    package func isMet(by observed: some ObservedObject) -> Bool {
        observed.metadata.annotations[Self.digestAnnotation] == digest && observed.manifest.includes(manifest)
    }
}

/// An object of any kind that was applied before, as the cluster shows it.
package protocol ObservedObject: Resource {
    var manifest: Manifest { get }
}

extension Deployment: ObservedObject {}
extension Service: ObservedObject {}
extension HorizontalPodAutoscaler: ObservedObject {}
extension PodDisruptionBudget: ObservedObject {}
extension NetworkPolicy: ObservedObject {}
extension APIService: ObservedObject {}
