package import KubernetesCore

/// Which kinds an API server serves, in which versions.
package struct APIDiscovery: Sendable {
    private let plurals: [String: Set<String>]

    /// - Parameter plurals: for each `group/version` the plurals of the kinds that it serves.
    package init(plurals: [String: Set<String>]) {
        self.plurals = plurals
    }

    package func serves(_ type: ResourceType) -> Bool {
        plurals[type.apiVersion]?.contains(type.plural) == true
    }

    /// The first of `versions` in which the server knows `type`; nil when it knows none.
    package func best(of versions: [String], for type: ResourceType) -> ResourceType? {
        versions.lazy.map(type.version).first(where: serves)
    }
}

extension Client {
    /// Asks the server for the kinds of the given groups and versions; those that it does not know are left out.
    package func discover(_ groupVersions: some Sequence<String>) async throws(ClientError) -> APIDiscovery {
        var plurals: [String: Set<String>] = [:]
        for groupVersion in Set(groupVersions).sorted() {
            let path = groupVersion.contains("/") ? "/apis/\(groupVersion)" : "/api/\(groupVersion)"
            do {
                let resources = try await send(APIRequest(.get, path: path)).json["resources"]?.array ?? []
                plurals[groupVersion] = Set(resources.compactMap { $0["name"]?.string })
            } catch  where error.isNotFound {
                continue
            }
        }
        return APIDiscovery(plurals: plurals)
    }

    /// The server's own version, e.g. `v1.20.2`.
    package func serverVersion() async throws(ClientError) -> String {
        try await send(APIRequest(.get, path: "/version")).json["gitVersion"]?.string ?? "unknown"
    }
}
