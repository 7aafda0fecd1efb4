import Glibc
import Synchronization
import TestSupport

/// Passes bytes between the controller and the API server, and does to them what networks do. TLS goes through untouched.
final class ByteProxy: Sendable {
    typealias Fate = @Sendable (inout SplitMix64) -> ProxiedConnection.Fate

    private struct State {
        var listener: TCPListener
        var connections: [ObjectIdentifier: ProxiedConnection] = [:]
        /// What happens to connections that are yet to come.
        var fate: Fate = { _ in .flowing }
        var random: SplitMix64
    }

    let port: Int
    private let upstream: sockaddr_in
    private let state: Mutex<State>

    /// Runs a proxy while `body` runs.
    ///
    /// - Parameter upstream: where the API server listens, `https://a.b.c.d:port`.
    static func run(to upstream: String, _ random: SplitMix64, _ body: (ByteProxy) async throws -> Void) async throws {
        let proxy = try ByteProxy(to: upstream, random)
        defer { proxy.stop() }
        try await body(proxy)
    }

    private init(to upstream: String, _ random: SplitMix64) throws {
        self.upstream = try sockaddr_in(url: upstream)
        let listener = try TCPListener()
        port = listener.port
        state = Mutex(State(listener: listener, random: random))
        accept(on: listener)
    }

    var url: String { "https://127.0.0.1:\(port)" }

    /// Lets every connection there is meet `fate`; those to come flow.
    func strike(_ fate: @escaping Fate) {
        state.withLock { state in
            for connection in state.connections.values { connection.meet(fate(&state.random)) }
        }
    }

    /// As ``strike(_:)``, and all those that come while `body` runs meet it, too.
    func during(_ fate: @escaping Fate, _ body: () async throws -> Void) async throws {
        state.withLock { $0.fate = fate }
        strike(fate)
        defer {
            state.withLock { $0.fate = { _ in .flowing } }
            strike { _ in .flowing }
        }
        try await body()
    }

    /// There is nobody to connect to while `body` runs.
    func whileRefusing(_ body: () async throws -> Void) async throws {
        stop()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        let listener = try await eventually("the proxy listens again") { try TCPListener(port: port) }
        state.withLock { $0.listener = listener }
        accept(on: listener)
        try outcome.get()
    }

    private func stop() {
        state.withLock { $0.listener.stop() }
        strike { _ in .reset }
    }

    private func accept(on listener: TCPListener) {
        listener.accept { [self] client in
            guard let server = connect() else { return _ = close(client) }
            let connection = ProxiedConnection(client: client, server: server)
            state.withLock { state in
                connection.meet(state.fate(&state.random))
                state.connections[ObjectIdentifier(connection)] = connection
            }
            connection.passBytes()
            state.withLock { $0.connections[ObjectIdentifier(connection)] = nil }
        }
    }

    private func connect() -> Int32? {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isConnected = withUnsafePointer(to: upstream) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.connect(server, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(server)
            return nil
        }
        return server
    }
}

extension sockaddr_in {
    fileprivate init(url: String) throws {
        guard let parts = url.wholeMatch(of: /https?:\/\/([0-9.]+):(\d+)/), let port = Int(parts.output.2) else {
            throw ProxyError("the API server's address has to be one of numbers, not \(url)")
        }
        self.init(port: port)
        sin_addr.s_addr = inet_addr(String(parts.output.1))
    }
}
