package import KubernetesCore

extension GatewayPlan {
    /// What a deployment can take.
    package struct Capacity: Hashable, Sendable {
        /// That get requests.
        package let replicas: Int
        /// At once, in all of them.
        package let requests: Int
    }

    /// Of every ModelDeployment that is served.
    package var capacities: [ObjectKey: Capacity] {
        Dictionary(
            uniqueKeysWithValues: backends.compactMap { name, backend in
                guard let colon = name.firstIndex(of: ":") else { return nil }
                let key = ObjectKey(namespace: String(name[..<colon]), name: String(name[colon...].dropFirst()))
                let replicas = backend.replicas.count
                return (key, Capacity(replicas: replicas, requests: replicas * backend.maxConcurrent))
            }
        )
    }
}
