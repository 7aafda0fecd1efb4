import FoundationEssentials
import KubernetesClient
import KubernetesCore
import ServingCore

/// The ModelDeployments of some manifests on this machine, from their start to their end.
///
/// Used by one task at a time.
final class LocalSession {
    /// How often processes and files are looked at.
    private static let pause = Duration.milliseconds(200)

    private let options: LocalOptions
    private let console: Console
    private let cache: LocalCache
    private let transport = CurlTransport()
    private(set) var plan: LocalPlan?
    private var folder: RunFolder?
    private var gateway: LocalGateway?
    private var processes: [ScoringProcess] = []
    private var starts = 0

    init(_ options: LocalOptions, _ console: Console) throws {
        self.options = options
        self.console = console
        cache = try LocalCache(ProcessInfo.processInfo.environment)
    }

    /// Brings everything up, and waits until it answers.
    func start() async throws {
        let manifests = try LocalManifests(options, console)
        let haproxy = try haproxy()
        let folder = try await RunFolder.claim(port: options.port) { count in
            let processes = count == 1 ? "1 process" : "\(count) processes"
            console.note("ended \(processes) that an earlier run has left behind")
        }
        self.folder = folder
        for index in options.gateway ? 0..<1 : manifests.plan.servers.indices {
            let port = options.port + index
            guard LocalPort.isFree(port) else {
                let holder = PortHolder(of: port).map { "\($0)" } ?? "another program"
                throw LocalFailure("port \(port) is taken by \(holder); stop it, or give another --port")
            }
        }
        for server in manifests.plan.servers { processes.append(try await launch(server, manifests)) }
        for process in processes { try await process.waitUntilHealthy(transport) }
        plan = manifests.plan
        if let haproxy {
            let gateway = try LocalGateway(
                program: haproxy,
                port: options.port,
                innerPort: try LocalPort.free(),
                transport: transport,
                in: folder
            )
            self.gateway = gateway
            let console = console
            let color = manifests.plan.servers.count
            try await gateway.start(try gatewayPlan(), in: folder) { line in
                // Of the rest, what is no alarm is of workers and servers that come and go.
                let words = String(decoding: line, as: UTF8.self)
                guard let text = AccessLogEntry(line)?.text ?? (words.hasPrefix("[ALERT]") ? words : nil) else {
                    return
                }
                console.log(text, of: "gateway", index: color)
            }
        }
    }

    /// Waits until something of it ends by itself.
    ///
    /// - Parameter watches: whether to start anew what changes, and to wait for a change when something fails.
    func follow(watches: Bool) async throws {
        var fingerprint = FileFingerprint(options)
        while true {
            try await Task.sleep(for: Self.pause)
            if let failure = gateway?.failure { throw failure }
            if let failure = processes.compactMap(\.failure).first {
                guard watches else { throw failure }
                console.note("error: \(failure)")
                processes.removeAll { $0.failure != nil }
                try await gateway?.apply(try gatewayPlan())
            }
            guard watches, case let now = FileFingerprint(options), now != fingerprint else { continue }
            fingerprint = now
            do {
                try await reload()
            } catch let error as CancellationError {
                throw error
            } catch {
                console.report(error)
                console.note("what ran before goes on; waiting for the next change")
            }
        }
    }

    /// Ends everything. Safe at any time, and once is enough.
    func stop() async {
        await gateway?.stop()
        for process in processes { await process.stop() }
        processes = []
        folder?.remove()
        transport.shutDown()
    }

    /// Starts what has changed beside what runs, and lets it take over when it answers.
    private func reload() async throws {
        let manifests = try LocalManifests(options, console)
        var next: [ScoringProcess] = []
        var started: [ScoringProcess] = []
        do {
            for server in manifests.plan.servers {
                let before = processes.first { $0.server.deployment == server.deployment }
                if let before, before.server == server, options.code(of: server.deployment.name) == nil,
                    try await environment(of: server, manifests, at: before.root).folder == before.environment.folder
                {
                    next.append(before)
                    continue
                }
                console.note("starting \(server.deployment.name) anew")
                // Without a gateway the new one needs the old one's port.
                if !options.gateway, let before {
                    await before.stop()
                    processes.removeAll { $0.server.deployment == server.deployment }
                }
                let process = try await launch(server, manifests)
                started.append(process)
                next.append(process)
            }
            for process in started { try await process.waitUntilHealthy(transport) }
        } catch {
            for process in started { await process.stop() }
            throw error
        }
        let replaced = processes.filter { old in !next.contains { $0.root == old.root } }
        (processes, plan) = (next, manifests.plan)
        try await gateway?.apply(try gatewayPlan())
        for process in replaced { await process.stop() }
        await gateway?.deleteRetired()
        console.note("reloaded")
    }

    private func launch(_ server: LocalServer, _ manifests: LocalManifests) async throws -> ScoringProcess {
        guard let folder else { throw CancellationError() }
        starts += 1
        let root = "\(folder.path)/\(server.deployment.name)-\(starts)"
        let layout = FileLayout(root: root, run: folder, options: options, cache: cache, console: console)
        try await layout.place(server)
        let environment = try await environment(of: server, manifests, at: root)
        let index = manifests.plan.servers.firstIndex { $0.deployment == server.deployment } ?? 0
        let port = options.gateway ? try LocalPort.free() : options.port + index
        let (console, name) = (console, server.deployment.name)
        return .start(server, port: port, root: root, environment, in: folder) { line in
            console.log(line, of: name, index: index)
        }
    }

    private func environment(
        of server: LocalServer,
        _ manifests: LocalManifests,
        at root: String
    ) async throws -> PythonEnvironment {
        guard let folder else { throw CancellationError() }
        let requirements = try RequirementsFile.read(
            options.requirements,
            in: [options.code(of: server.deployment.name) ?? root + LocalServer.codeFolder]
                + manifests.folders(of: server.deployment),
            for: server,
            console: console
        )
        return try await PythonEnvironment.prepare(
            requirements,
            python: options.python,
            cache: cache,
            in: folder,
            console: console
        )
    }

    /// nil where none is wanted.
    private func haproxy() throws -> String? {
        guard options.gateway else { return nil }
        guard let path = Programs.path(of: options.haproxy) else {
            throw LocalFailure(
                "\(options.haproxy) is not installed: apt-get install haproxy (or brew install haproxy), or do without keys, "
                    + "queue and time limits by --no-gateway"
            )
        }
        return path
    }

    private func gatewayPlan() throws -> GatewayPlan {
        let ports = processes.map { ($0.server.deployment, $0.port) }
        let cluster = try plan?.gatewayCluster(
            ports: Dictionary(ports) { first, _ in first },
            keys: Dictionary(try endpoints.map { ($0.keysSecret, $0.keys) }) { first, _ in first }
        )
        return cluster.map { GatewayPlan($0) } ?? GatewayPlan()
    }

    /// Where clients find what runs.
    var endpoints: [LocalEndpoint] {
        get throws {
            guard let plan else { return [] }
            guard options.gateway else {
                return processes.map { LocalEndpoint(withoutGateway: $0.server.deployment, port: $0.port) }
            }
            return try plan.services.map { try LocalEndpoint($0, plan.contents, cache, port: options.port) }
        }
    }

    /// For a person who wants to use it.
    var description: String {
        get async throws {
            var texts: [String] = []
            for endpoint in try endpoints { texts.append(endpoint.text(example: await endpoint.example(transport))) }
            return texts.joined(separator: "\n")
        }
    }

    /// - Parameter body: nil for a GET.
    func ask(_ endpoint: LocalEndpoint, _ path: String, key: String?, body: [UInt8]?) async throws -> (
        status: Int, body: [UInt8]
    ) {
        try await endpoint.ask(path, key: key, body: body, by: transport)
    }
}
