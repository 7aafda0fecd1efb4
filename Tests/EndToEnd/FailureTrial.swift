import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import Testing

/// Many ModelDeployments that fail at the same time, and how far each has come.
struct FailureTrial {
    private enum Step {
        /// The numbers of those that are to be told next.
        case failing(Int)
        case mended
        case over
    }

    private let cluster: TestCluster
    private let namespace: String
    private let servers: [String: String]
    private let cases: [FailureCase]
    private var steps: [String: Step]

    init(cluster: TestCluster, namespace: String, servers: [String: String], cases: [FailureCase]) {
        self.cluster = cluster
        self.namespace = namespace
        self.servers = servers
        self.cases = cases
        steps = Dictionary(uniqueKeysWithValues: cases.map { ($0.name, .failing(0)) })
    }

    /// Returns when each has failed as it should, was mended, and tells nothing of it any more.
    mutating func run(within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        var round = 0
        while true {
            let roots: [ModelDeployment] = try await cluster.client.list(ServingAPI.modelDeployments, in: namespace)
            var waiting: [String] = []
            for failing in cases {
                let status = roots.first { $0.metadata.name == failing.name }?.status
                if let problem = try await advance(failing, status) { waiting.append("\(failing.name): \(problem)") }
            }
            if waiting.isEmpty { return try await checkEvents() }
            guard ContinuousClock.now < deadline else {
                Issue.record("not within \(limit):\n\(waiting.joined(separator: "\n"))")
                return
            }
            if round.isMultiple(of: 20) { try await nudge(round) }
            round += 1
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    /// - Returns: what is still waited for; nil when it is over.
    private mutating func advance(_ failing: FailureCase, _ status: ModelDeploymentStatus?) async throws -> String? {
        let ready = status?.conditions.first { $0.type == "Ready" }
        switch steps[failing.name] {
        case .failing(let index):
            let evidence = failing.evidence[index]
            let expected = words(evidence.message, status)
            guard let status, ready?.reason == evidence.reason, ready?.message == expected else {
                return "expected \(evidence.reason): \(expected)\n  got \(ready?.reason ?? ""): \(ready?.message ?? "")"
            }
            check(status, tells: evidence, of: failing)
            let isLast = index + 1 == failing.evidence.count
            steps[failing.name] = isLast ? .mended : .failing(index + 1)
            if isLast { try await mend(failing) }
            return "just told"
        case .mended:
            let isServed = ready?.status == .true
            let isClear = status?.lastFailure == nil && (isServed || ready?.reason == Reason.progressing.rawValue)
            guard isClear, isServed || !failing.isServedInTheEnd else {
                return "mended, and still \(ready?.reason ?? ""): \(ready?.message ?? "")"
            }
            steps[failing.name] = .over
            // What is left has the processors for itself.
            try await delete(failing)
            return nil
        case .over, nil: return nil
        }
    }

    private func check(_ status: ModelDeploymentStatus, tells evidence: FailureCase.Evidence, of failing: FailureCase) {
        let name = Comment(rawValue: failing.name)
        #expect(status.state.rawValue == evidence.state, name)
        #expect(status.conditions.first { $0.type == "Ready" }?.status == .false, name)
        let course = evidence.state == "Failed" ? "Stalled" : "Reconciling"
        #expect(status.conditions.first { $0.type == course }?.reason == evidence.reason, name)
        guard evidence.reason != Reason.progressDeadlineExceeded.rawValue else { return }
        #expect(status.lastFailure?.reason == evidence.reason, name)
        #expect(status.lastFailure?.container == evidence.container, name)
        #expect(evidence.exitCodes.contains(status.lastFailure?.exitCode), name)
    }

    private func words(_ message: String, _ status: ModelDeploymentStatus?) -> String {
        let ready = status?.conditions.first { $0.type == "Ready" }?.message ?? ""
        let pod = status?.lastFailure?.pod ?? ready.firstMatch(of: #/of pod (\S+) is/#).map { String($0.output.1) }
        // Each version says it in other words, and in one sentence of them.
        let scheduler = ready.firstMatch(of: #/0\/1 nodes are available: (?:(?!\. ).)+?(?=; )/#)
            .map { String($0.output) }
        let free = ready.firstMatch(of: #/has (\d+) left/#).map { String($0.output.1) }
        return message.replacing("POD", with: pod ?? "POD").replacing("FREE", with: free ?? "FREE").replacing(
            "NAMESPACE",
            with: namespace
        )
        .replacing("SCHEDULER", with: scheduler ?? "SCHEDULER").replacing(servers)
    }

    private func mend(_ failing: FailureCase) async throws {
        let patch = try JSONValue(parsing: #"{"spec": \#(failing.mended)}"#)
        let key = ObjectKey(namespace: namespace, name: failing.name)
        let manager = FieldManager("slipway-tests")
        _ = try await cluster.client.send(ServingAPI.modelDeployments.mergePatch(patch, to: key, fieldManager: manager))
    }

    private func delete(_ failing: FailureCase) async throws {
        let key = ObjectKey(namespace: namespace, name: failing.name)
        _ = try await cluster.client.send(ServingAPI.modelDeployments.delete(key))
    }

    private func nudge(_ round: Int) async throws {
        for failing in cases where failing.needsNudges {
            guard case .failing = steps[failing.name] else { continue }
            let label = "\(Labels.modelDeployment)=\(failing.name)"
            try await cluster.kubectl(
                "annotate",
                "pods",
                "-n",
                namespace,
                "-l",
                label,
                "--overwrite",
                "slipway-tests/round=\(round)"
            )
        }
    }

    /// One warning for each failure, however often it was seen.
    private func checkEvents() async throws {
        let answer = try await cluster.client.send(BuiltInTypes.events.list(in: namespace)).json
        let warnings = (answer["items"]?.array ?? []).filter {
            $0["regarding"]?["kind"] == "ModelDeployment" && $0["type"] == "Warning"
        }
        for failing in cases {
            let reasons = warnings.filter { $0["regarding"]?["name"]?.string == failing.name }
                .compactMap { $0["reason"]?.string }
            for evidence in failing.evidence {
                #expect(reasons.count { $0 == evidence.reason } == 1, "\(failing.name): \(reasons)")
            }
        }
    }
}
