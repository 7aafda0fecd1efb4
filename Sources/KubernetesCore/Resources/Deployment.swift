/// A Deployment as far as it is read.
package struct Deployment: Resource, Hashable {
    /// The annotation with the pod template as it was applied. It is long, and so kept in the manifest alone.
    package static let pinnedTemplate = "serving.slipway.dev/template"

    package let metadata: ObjectMeta
    package let spec: Spec
    package let status: Status
    package let manifest: Manifest

    package struct Spec: Hashable, Sendable, Decodable {
        package let replicas: Int?
    }

    package struct Status: Hashable, Sendable {
        package var observedGeneration: Int64 = 0
        package var replicas = 0
        package var updatedReplicas = 0
        package var readyReplicas = 0
        package var availableReplicas = 0
        package var conditions: [WorkloadCondition] = []
    }

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var metadata = try container.decode(ObjectMeta.self, forKey: .metadata).besideManifest
        metadata.annotations[Self.pinnedTemplate] = nil
        self.metadata = metadata
        spec = try container.decode(Spec.self, forKey: .spec)
        status = try container.decodeIfPresent(Status.self, forKey: .status) ?? Status()
        manifest = try Manifest(from: decoder)
    }

    /// Whether the Deployment controller has acted on the spec as it is now, and none of the replicas is from before.
    package var hasNewReplicasOnly: Bool {
        status.observedGeneration >= metadata.generation && status.replicas == status.updatedReplicas
    }
}

extension Deployment.Status: Decodable {
    private enum CodingKeys: CodingKey {
        case observedGeneration, replicas, updatedReplicas, readyReplicas, availableReplicas, conditions
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        observedGeneration = try container.decodeIfPresent(Int64.self, forKey: .observedGeneration) ?? 0
        replicas = try container.decodeIfPresent(Int.self, forKey: .replicas) ?? 0
        updatedReplicas = try container.decodeIfPresent(Int.self, forKey: .updatedReplicas) ?? 0
        readyReplicas = try container.decodeIfPresent(Int.self, forKey: .readyReplicas) ?? 0
        availableReplicas = try container.decodeIfPresent(Int.self, forKey: .availableReplicas) ?? 0
        conditions = try container.decodeIfPresent([WorkloadCondition].self, forKey: .conditions) ?? []
    }
}
