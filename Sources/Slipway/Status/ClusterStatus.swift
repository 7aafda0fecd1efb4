import KubernetesClient
import KubernetesCore
import ServingCore

/// Reads what `slipway status` shows.
struct ClusterStatus {
    let client: Client
    /// nil for all.
    let namespace: String?
    private let scalers: ResourceType

    init(_ client: Client, in namespace: String?) async throws {
        self.client = client
        self.namespace = namespace
        let type = BuiltInTypes.horizontalPodAutoscalers
        let versions = BuiltInTypes.horizontalPodAutoscalerVersions
        scalers =
            try await client.discover(versions.map { type.version($0).apiVersion }).best(of: versions, for: type)
            ?? type
    }

    func tree() async throws -> StatusTree {
        StatusTree(
            namespace: namespace,
            inferenceServices: try await client.list(ServingAPI.inferenceServices, in: namespace),
            modelDeployments: try await client.list(ServingAPI.modelDeployments, in: namespace),
            scalers: try await client.list(scalers, in: namespace, selecting: Labels.selection),
            pods: try await client.list(BuiltInTypes.pods, in: namespace, selecting: Labels.selection),
            computeTargets: try await computeTargets()
        )
    }

    /// nil for those with rights in their namespace alone.
    private func computeTargets() async throws -> [ComputeTarget]? {
        do {
            return try await client.list(ServingAPI.computeTargets)
        } catch  where error.status?.code == 403 {
            return nil
        }
    }
}
