import KubernetesCore
import Logging
import ServingCore

/// Brings HAProxy from each plan to the next: by commands where they do, or else by having it read its files anew.
actor GatewayProxy {
    private let haproxy: HAProxy
    private let logger: Logger
    private var generation = 0
    /// What HAProxy does now; nil before the first configuration, and when that is not known.
    private(set) var plan: GatewayPlan?
    /// Servers that are in no plan any more, but may still be HAProxy's, since they had requests when last looked at.
    private var retired: [GatewayServer: ReplicaAddress] = [:]

    init(haproxy: HAProxy, logger: Logger) {
        self.haproxy = haproxy
        self.logger = logger
    }

    /// How many configurations HAProxy has read, or may have. One that it refuses leaves all that it counts as it is.
    var loads: Int { generation }

    /// The configuration that HAProxy starts with.
    func prepare(_ next: GatewayPlan) async throws {
        try await load(next)
    }

    func apply(_ next: GatewayPlan) async throws {
        guard let plan, plan != next else { return try await self.plan == nil ? load(next) : () }
        switch GatewayUpdate(from: plan, to: next, retired: retired) {
        case .commands(let commands):
            let gone = plan.servers(missingIn: next)
            do {
                try await carryOut(commands)
            } catch {
                self.plan = nil
                logger.warning("HAProxy is to read its files anew", metadata: ["reason": "\(error)"])
                return try await load(next)
            }
            retired.merge(gone) { _, new in new }
            retired = retired.filter { !next.has($0.key) }
            self.plan = next
            logger.info("changed", metadata: ["commands": "\(commands.count)"])
        case .reload:
            try await load(next)
        }
    }

    /// Forgets servers whose last request is done.
    func deleteRetired() async {
        for server in retired.keys.sorted(by: { $0.description < $1.description }) {
            // A plan that has come meanwhile may have it again.
            guard retired[server] != nil else { continue }
            let command = RuntimeCommand.deleteServer(server)
            guard let answer = try? await haproxy.admin.ask(command.text) else { return }
            if command.isDone(answer) || answer.contains("No such server") { retired[server] = nil }
        }
    }

    private struct Unexpected: Error, CustomStringConvertible {
        let command: String
        let answer: String

        var description: String { "to \"\(command)\" it answers \"\(answer)\"" }
    }

    private func carryOut(_ commands: [RuntimeCommand]) async throws {
        for command in commands {
            let answer = try await haproxy.admin.ask(command.text)
            guard command.isDone(answer) else {
                throw Unexpected(command: command.name, answer: String(answer.prefix(200).filter { !$0.isNewline }))
            }
        }
    }

    private func load(_ next: GatewayPlan) async throws {
        let start = ContinuousClock.now
        try await haproxy.prepare(next, generation: generation + 1)
        // Whatever comes of it, what HAProxy has is not the plan before with some commands any more.
        generation += 1
        plan = nil
        try await haproxy.adopt(generation)
        plan = next
        retired = [:]
        logger.info(
            "loaded",
            metadata: [
                "generation": "\(generation)", "services": "\(next.endpoints.count)",
                "duration": "\(ContinuousClock.now - start)",
            ]
        )
    }
}

extension RuntimeCommand {
    /// The command without its arguments, among which are digests of keys.
    fileprivate var name: String { text.split(separator: " ").prefix(3).joined(separator: " ") }
}
