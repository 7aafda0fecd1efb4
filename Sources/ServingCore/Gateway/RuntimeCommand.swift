/// What HAProxy is told at its admin socket.
package enum RuntimeCommand: Hashable, Sendable {
    case addEntry(GatewayMap, key: String, value: String)
    case setEntry(GatewayMap, key: String, value: String)
    case deleteEntry(GatewayMap, key: String)
    /// A new server takes requests once it is enabled.
    case addServer(GatewayServer, ReplicaAddress, maxConcurrent: Int)
    case enableServer(GatewayServer)
    case setMaxConcurrent(GatewayServer, Int)
    /// It gets no new requests and finishes those it has.
    case disableServer(GatewayServer)
    /// Refused while it has requests.
    case deleteServer(GatewayServer)

    package var text: String {
        switch self {
        case .addEntry(let map, let key, let value): "add map \(map.fileName) \(key) \(value)"
        case .setEntry(let map, let key, let value): "set map \(map.fileName) \(key) \(value)"
        case .deleteEntry(let map, let key): "del map \(map.fileName) \(key)"
        case .addServer(let server, let address, let maxConcurrent):
            "add server \(server) \(ScoringLayout.address(address)) maxconn \(maxConcurrent)"
        case .enableServer(let server): "enable server \(server)"
        case .setMaxConcurrent(let server, let count): "set maxconn server \(server) \(count)"
        case .disableServer(let server): "set server \(server) state maint"
        case .deleteServer(let server): "del server \(server)"
        }
    }

    /// Whether HAProxy has done it, as its answer says: mostly by saying nothing.
    package func isDone(_ answer: String) -> Bool {
        switch self {
        case .addServer: answer.contains("New server registered")
        case .deleteServer: answer.contains("Server deleted")
        default: answer.allSatisfy(\.isWhitespace)
        }
    }
}

/// A replica, as HAProxy knows it.
package struct GatewayServer: Hashable, Sendable, CustomStringConvertible {
    /// Of its deployment.
    package let backend: String
    package let pod: ProxyWord

    package var description: String { "\(backend)/\(pod)" }
}
