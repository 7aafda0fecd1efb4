import FoundationEssentials
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore
import Subprocess
import Synchronization

/// The cluster's gateway on this machine: HAProxy with the same configuration, for clients at 127.0.0.1.
final class LocalGateway: Sendable {
    private let haproxy: HAProxy
    private let proxy: GatewayProxy
    private let documents: DocumentServer
    private let answering = Mutex<Task<Void, Never>?>(nil)
    private let end = Mutex(End())

    private struct End {
        var isOver = false
        var failure: (any Error)?
    }

    /// - Parameters:
    ///   - program: HAProxy's path.
    ///   - port: for clients.
    ///   - innerPort: by which it asks for OpenAPI documents itself.
    ///   - transport: for these.
    init(program: String, port: Int, innerPort: Int, transport: any HTTPTransport, in folder: RunFolder) throws {
        guard let path = GatewaySettings.Folder("\(folder.path)/gateway") else {
            throw LocalFailure("\(folder.path) cannot be HAProxy's folder")
        }
        var settings = GatewaySettings(folder: path)
        settings.httpPort = port
        settings.isLocal = true
        settings.peerPort = innerPort
        settings.ownAddress = ReplicaAddress("127.0.0.1")
        var logger = Logger(label: "gateway") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        haproxy = HAProxy(program: program, settings: settings, logger: logger)
        proxy = GatewayProxy(haproxy: haproxy, logger: logger)
        documents = DocumentServer(settings: settings, transport: transport, logger: logger)
    }

    /// Why it does not answer any more; nil while it does.
    var failure: (any Error)? { end.withLock { $0.failure } }

    /// Whether HAProxy runs no more.
    private var isOver: Bool { end.withLock { $0.isOver } }

    /// - Parameter onLine: gets what HAProxy says, a line for each request among it.
    func start(_ plan: GatewayPlan, in folder: RunFolder, onLine: @escaping @Sendable (ArraySlice<UInt8>) -> Void)
        async throws
    {
        try await proxy.prepare(plan)
        Task.detached { [self] in
            do {
                try await haproxy.run { process in
                    if let identity = ProcessIdentity(process) { try folder.add(identity) }
                } onLine: {
                    onLine($0)
                }
                fail(LocalFailure("HAProxy has ended by itself; its last words are above"))
            } catch {
                fail(error)
            }
            end.withLock { $0.isOver = true }
        }
        let answering = Task { [self] in
            do {
                try await documents.run()
            } catch {
                if !Task.isCancelled { fail(LocalFailure("OpenAPI documents cannot be served: \(error)")) }
            }
        }
        self.answering.withLock { $0 = answering }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in try await haproxy.waitUntilServing(1) }
            group.addTask { [self] in
                while true {
                    if let failure { throw failure }
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// The first failure is the cause of the others.
    private func fail(_ error: any Error) {
        end.withLock { end in
            if end.failure == nil { end.failure = error }
        }
    }

    func apply(_ plan: GatewayPlan) async throws { try await proxy.apply(plan) }

    /// Forgets servers that have gone.
    func deleteRetired() async { await proxy.deleteRetired() }

    /// Ends it as soon as its requests are done, and after `grace` whatever they do.
    func stop(within grace: Duration = .seconds(5)) async {
        haproxy.stop()
        defer { answering.withLock { $0?.cancel() } }
        await Task.detached { [self] in
            let deadline = ContinuousClock.now + grace
            while !isOver, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(10)) }
        }.value
        haproxy.kill()
    }
}
