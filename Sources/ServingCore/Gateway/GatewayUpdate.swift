/// The way from what HAProxy has to another plan.
package enum GatewayUpdate: Hashable, Sendable {
    /// In this order no request is refused on the way that neither plan refuses.
    case commands([RuntimeCommand])
    /// The sections themselves differ: HAProxy has to read its files anew.
    case reload

    /// - Parameter retired: servers that are not in `old` any more, but may still be HAProxy's, disabled.
    package init(
        from old: GatewayPlan,
        to new: GatewayPlan,
        retired: [GatewayServer: ReplicaAddress] = [:]
    ) {
        guard old.peers == new.peers, old.mostShares >= new.mostShares,
            old.backends.mapValues(\.section) == new.backends.mapValues(\.section),
            let certificates = CertificateCommands(from: old, to: new)
        else {
            self = .reload
            return
        }
        var added = certificates.added
        var removed: [RuntimeCommand] = []
        for (name, backend) in new.backends.sorted(by: { $0.key < $1.key }) {
            guard let before = old.backends[name], before != backend else { continue }
            for (pod, address) in backend.replicas.sorted(by: { $0.key < $1.key }) {
                let server = GatewayServer(backend: name, pod: pod)
                switch before.replicas[pod] ?? retired[server] {
                case nil:
                    added += [
                        .addServer(server, address, maxConcurrent: backend.maxConcurrent), .enableServer(server),
                    ]
                case address:
                    if before.replicas[pod] == nil || before.maxConcurrent != backend.maxConcurrent {
                        added.append(.setMaxConcurrent(server, backend.maxConcurrent))
                    }
                    if before.replicas[pod] == nil { added.append(.enableServer(server)) }
                default:
                    self = .reload
                    return
                }
            }
            for pod in before.replicas.keys.sorted() where backend.replicas[pod] == nil {
                removed.append(.disableServer(GatewayServer(backend: name, pod: pod)))
            }
        }
        // A request looks the maps up from the last case to the first, so what an entry leads to is there before it.
        for map in GatewayMap.allCases {
            let (before, after) = (old.entries(of: map), new.entries(of: map))
            guard before != after else { continue }
            for (key, value) in after.sorted(by: { $0.key < $1.key }) where before[key] != value {
                added.append(
                    before[key] == nil
                        ? .addEntry(map, key: key, value: value) : .setEntry(map, key: key, value: value)
                )
            }
            let gone = before.keys.filter { after[$0] == nil }.sorted()
            removed = gone.map { .deleteEntry(map, key: $0) } + removed
        }
        self = .commands(added + removed + certificates.removed)
    }
}

extension GatewayPlan {
    package func has(_ server: GatewayServer) -> Bool { backends[server.backend]?.replicas[server.pod] != nil }

    /// The servers that `next` does not have, with their addresses.
    package func servers(missingIn next: GatewayPlan) -> [GatewayServer: ReplicaAddress] {
        var missing: [GatewayServer: ReplicaAddress] = [:]
        for (name, backend) in backends {
            for (pod, address) in backend.replicas where next.backends[name]?.replicas[pod] == nil {
                missing[GatewayServer(backend: name, pod: pod)] = address
            }
        }
        return missing
    }
}

extension GatewayPlan.Backend {
    /// What of it stands in the configuration and cannot be changed while HAProxy runs.
    fileprivate var section: [Int] { [queueWait, scoringTimeout] }
}
