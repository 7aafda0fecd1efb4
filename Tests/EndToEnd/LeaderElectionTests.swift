import ClusterTestSupport
import Glibc
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    private static let shortLease = [
        "--leader-election-lease-duration=4", "--leader-election-renew-deadline=3", "--leader-election-retry-period=1",
    ]

    /// Two controllers, of which the first leads.
    private func withTwoControllers(
        flags: [String] = [],
        _ body: (_ leader: ControllerProcess, _ standby: ControllerProcess) async throws -> Void
    ) async throws {
        try await ControllerProcess.run(in: cluster, flags: flags) { leader in
            try await eventually("the first one leads") { leader.log.contains("leading") ? true : nil }
            try await ControllerProcess.run(in: cluster, flags: flags) { standby in
                try await eventually("the second one stands by") { standby.log.contains("standing by") ? true : nil }
                #expect(await standby.health("/readyz")?.status == 200, "a standby counts as ready")
                #expect(await status(of: standby) == 0)
                #expect(await status(of: leader) == 1)
                try await body(leader, standby)
            }
        }
    }

    private func status(of controller: ControllerProcess) async -> Double? {
        let metric = #"leader_election_master_status{name="slipway-controller"} "#
        let line = await controller.health("/metrics")?.body.split(separator: "\n").first { $0.hasPrefix(metric) }
        return line.flatMap { Double($0.dropFirst(metric.count)) }
    }

    /// How long after `end` of the leader its successor writes something: the status of a Model that is made only then.
    private func timeUntilWritten(_ namespace: String, after end: () async throws -> Void) async throws -> Duration {
        try await end()
        let start = ContinuousClock.now
        let manifest = """
            apiVersion: serving.slipway.dev/v1alpha1
            kind: Model
            metadata: {name: written}
            spec: {modelName: written, version: 1, uri: "configmap://none/model.pkl"}
            """
        try await cluster.apply(manifest, in: namespace)
        try await eventually("a controller writes", within: .seconds(20)) {
            try await cluster.object(ServingAPI.models, namespace, "written")?["status"]?["conditions"]
        }
        return ContinuousClock.now - start
    }

    @Test("a leader that is told to end hands over long before its lease would run out")
    func handover() async throws {
        try await cluster.withNamespace { namespace in
            try await withTwoControllers { leader, standby in
                let time = try await timeUntilWritten(namespace) {
                    leader.send(signal: SIGTERM)
                    try await leader.waitUntilEnded()
                }
                print("handover after SIGTERM: \(time)")
                // A second where nothing else goes on; the lease would last for 15.
                #expect(time < .seconds(5))
                #expect(leader.log.contains("released the lease"))
                #expect(await status(of: standby) == 1)
            }
        }
    }

    @Test("a leader that is killed is followed within the lease duration and two seconds")
    func takeover() async throws {
        try await cluster.withNamespace { namespace in
            try await withTwoControllers(flags: Self.shortLease) { leader, _ in
                let time = try await timeUntilWritten(namespace) { leader.send(signal: SIGKILL) }
                print("takeover after SIGKILL with a lease of 4 s: \(time)")
                #expect(time < .seconds(4 + 2))
                #expect(!leader.log.contains("released the lease"))
            }
        }
    }

    @Test("a leader whose lease is stolen ends as a failure and writes nothing any more")
    func theft() async throws {
        /// Without watches, which end with the process and are in the log a moment later.
        func requests() async throws -> [String] {
            try await AuditLog.requests(of: "slipway-controller", in: cluster).filter { !$0.hasPrefix("watch ") }
        }
        try await cluster.withNamespace { namespace in
            var after: [String] = []
            let end = try await ControllerProcess.run(in: cluster, flags: Self.shortLease) { controller in
                try await eventually("it leads") { controller.log.contains("leading") ? true : nil }
                let theft = #"{"spec": {"holderIdentity": "thief"}}"#
                try await cluster.kubectl(
                    "patch",
                    "-n",
                    "slipway-system",
                    "lease/slipway-controller",
                    "--type=merge",
                    "-p",
                    theft
                )
                try await controller.waitUntilEnded()
                after = try await requests()
            }
            #expect(!end.isSuccess)
            #expect(end.log.contains("thief holds the lease"))
            try await cluster.apply(
                #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "any"}}"#,
                in: namespace
            )
            try await Task.sleep(for: .seconds(2))
            #expect(try await requests() == after)
            // The thief never renews, so that the next controller may have it.
            try await ControllerProcess.run(in: cluster) { controller in
                _ = try await eventually("the next one leads") { controller.log.contains("leading") ? true : nil }
            }
        }
    }
}
