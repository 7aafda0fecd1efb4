/// What HAProxy is told at its admin socket.
package enum RuntimeCommand: Hashable, Sendable {
    case addEntry(GatewayMap, key: String, value: String)
    case setEntry(GatewayMap, key: String, value: String)
    case deleteEntry(GatewayMap, key: String)
    /// A name to put a certificate under.
    case newCertificate(ProxyWord)
    /// Replaces what is under a name, for ``commitCertificate(_:)`` to put into force.
    case setCertificate(ProxyWord, PEMText)
    case commitCertificate(ProxyWord)
    case listCertificate(ProxyWord, GatewayPlan.Certificate)
    case unlistCertificate(ProxyWord)
    case deleteCertificate(ProxyWord)
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
        case .newCertificate(let name): "new ssl cert \(Self.file(name))"
        case .setCertificate(let name, let pem): "set ssl cert \(Self.file(name)) <<\n\(pem.description)"
        case .commitCertificate(let name): "commit ssl cert \(Self.file(name))"
        case .listCertificate(let name, let certificate):
            "add ssl crt-list \(GatewayPlan.certificateList) <<\n\(certificate.entry(name: name))\n"
        case .unlistCertificate(let name): "del ssl crt-list \(GatewayPlan.certificateList) \(Self.file(name))"
        case .deleteCertificate(let name): "del ssl cert \(Self.file(name))"
        case .addServer(let server, let address, let maxConcurrent):
            "add server \(server) \(address.scoringServer) maxconn \(maxConcurrent)"
        case .enableServer(let server): "enable server \(server)"
        case .setMaxConcurrent(let server, let count): "set maxconn server \(server) \(count)"
        case .disableServer(let server): "set server \(server) state maint"
        case .deleteServer(let server): "del server \(server)"
        }
    }

    private static func file(_ name: ProxyWord) -> String { GatewayPlan.fileName(ofCertificate: name) }

    /// Whether HAProxy has done it, as its answer says: mostly by saying nothing.
    package func isDone(_ answer: String) -> Bool {
        switch self {
        case .newCertificate: answer.contains("New empty certificate store")
        case .setCertificate: answer.contains("Transaction created")
        case .commitCertificate, .listCertificate: answer.contains("Success!")
        case .unlistCertificate: answer.contains("deleted in crtlist")
        case .deleteCertificate: answer.contains("' deleted!")
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
