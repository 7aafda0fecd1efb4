/// Which gateway pod has the queue of a deployment, so that the limit of its replicas holds however many gateways there are.
///
/// Rendezvous hashing: every gateway finds the same order without asking another, the queues are spread evenly, and when a
/// pod comes or goes only the queues move that it gains or had.
enum QueueOwners {
    /// - Parameter pods: the gateway pods that take requests.
    /// - Returns: the pods in the order in which they are to have the queue, the owner first.
    static func order(of pods: some Sequence<ProxyWord>, for backend: String) -> [ProxyWord] {
        pods.map { (weight: weight(of: $0, for: backend), pod: $0) }
            .sorted { ($0.weight, $0.pod) > ($1.weight, $1.pod) }.map(\.pod)
    }

    /// FNV-1a, then the finalizer of MurmurHash3, as FNV alone mixes the last bytes too little.
    private static func weight(of pod: ProxyWord, for backend: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in pod.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // No word has it.
        hash = (hash ^ UInt64(UInt8(ascii: "/"))) &* 0x100_0000_01b3
        for byte in backend.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }
}
