import ClusterTestSupport
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("children that are edited or deleted by hand come back, and additions of others stay")
    func repair() async throws {
        try await withExample { example in
            let namespace = example.namespace
            try await cluster.kubectl(
                "patch",
                "-n",
                namespace,
                "service/diabetes",
                "--type=json",
                "-p",
                #"[{"op": "replace", "path": "/spec/ports/0/targetPort", "value": 9999}]"#
            )
            try await eventually("an edited field comes back", within: .seconds(2)) {
                try await example.service?["spec"]?["ports"]?.array?.first?["targetPort"] == "http" ? true : nil
            }
            let excess = #"{"spec": {"podSelector": {"matchLabels": {"nobody": "has-this"}}}}"#
            try await cluster.kubectl("patch", "-n", namespace, "networkpolicy/diabetes", "--type=merge", "-p", excess)
            try await eventually("what does not belong into a selector goes", within: .seconds(2)) {
                let policy = try await cluster.object(BuiltInTypes.networkPolicies, namespace, "diabetes")
                return policy?["spec"]?["podSelector"]?["matchLabels"]?["nobody"] == nil ? true : nil
            }
            for child in ["service/diabetes", "hpa/diabetes"] {
                try await cluster.kubectl("delete", "-n", namespace, child)
            }
            try await eventually("deleted children come back", within: .seconds(2)) {
                let service = try await example.service
                let scaler = try await example.scaler
                return service != nil && scaler != nil ? true : nil
            }
            try await cluster.kubectl("label", "-n", namespace, "deployment/diabetes", "team=forecasting")
            try await cluster.kubectl("set", "image", "-n", namespace, "deployment/diabetes", "scoring=other:1")
            try await eventually("the image comes back", within: .seconds(2)) {
                let template = try await example.deployment?["spec"]?["template"]?["spec"]
                return template?["containers"]?.array?.first?["image"] == "localhost/slipway/scoring:1" ? true : nil
            }
            #expect(try await example.deployment?["metadata"]?["labels"]?["team"] == "forecasting")

            try await cluster.kubectl("delete", "-n", namespace, "deployment/diabetes")
            try await eventually("the Deployment comes back", within: .seconds(2)) { try await example.deployment }
        }
    }

    @Test("deletion removes everything that was made")
    func deletion() async throws {
        try await withExample { example in
            try await cluster.kubectl("delete", "-n", example.namespace, "mdep/diabetes", "--timeout=30s")
            try await eventually("nothing is left", within: .seconds(30)) {
                let children = [try await example.deployment, try await example.service, try await example.scaler]
                let pods = try await example.podIdentifiers
                return children.allSatisfy { $0 == nil } && pods.isEmpty ? true : nil
            }
        }
    }

    @Test("what an earlier ModelDeployment of the name has left is inherited, and its replicas serve on")
    func inheritance() async throws {
        try await withExample { example in
            let namespace = example.namespace
            let pods = try await example.podIdentifiers
            // Else Kubernetes may be quicker, and delete it.
            try await ControllerManager().whilePaused {
                try await cluster.kubectl("delete", "-n", namespace, "mdep/diabetes")
                try await cluster.kubectl("apply", "-n", namespace, "-f", "\(cluster.root)/examples/sklearn-diabetes")
                let heir = try #require(try await example.root).metadata.uid
                try await eventually("all of it belongs to the new one alone") {
                    let children = [try await example.deployment, try await example.service, try await example.scaler]
                    let owners = children.map { $0?["metadata"]?["ownerReferences"]?.array?.map { $0["uid"]?.string } }
                    return owners.allSatisfy { $0 == [heir] } ? true : nil
                }
            }
            try await example.waitUntilReady()
            // By now the garbage collector has looked.
            try await Task.sleep(for: .seconds(5))
            #expect(try await example.podIdentifiers == pods)
        }
    }

    @Test("an object of somebody else with a child's name is left alone, and the status says so")
    func foreignService() async throws {
        try await ControllerProcess.run(in: cluster) { _ in
            try await cluster.withNamespace { namespace in
                let example = Example(cluster: cluster, namespace: namespace)
                try await cluster.kubectl(
                    "create",
                    "service",
                    "clusterip",
                    "diabetes",
                    "--tcp=8080:8080",
                    "-n",
                    namespace
                )
                let before = try await example.service
                try await cluster.kubectl("apply", "-n", namespace, "-f", "\(cluster.root)/examples/sklearn-diabetes")
                let ready = try await eventually("the status says so") {
                    let ready = try await example.condition("Ready")
                    return ready?.reason == Reason.nameTaken.rawValue ? ready : nil
                }
                #expect(ready.message.contains("Service diabetes exists and belongs to somebody else"))
                #expect(try await example.service == before)
                try await cluster.kubectl("delete", "-n", namespace, "service/diabetes")
                try await example.waitUntilReady()
            }
        }
    }

    @Test("a steady state makes no request but watches and renewals of the lease, and a restart writes nothing else")
    func steadyState() async throws {
        try await cluster.withNamespace { namespace in
            let example = Example(cluster: cluster, namespace: namespace)
            try await ControllerProcess.run(in: cluster) { _ in
                try await cluster.kubectl("apply", "-n", namespace, "-f", "\(cluster.root)/examples/sklearn-diabetes")
                try await example.waitUntilReady()
                // What starting up has left behind settles first.
                try await Task.sleep(for: .seconds(5))
                let start = ContinuousClock.now
                let before = try await AuditLog.requests(of: "slipway-controller", in: cluster)
                try await Task.sleep(for: AuditLog.steadyTime)
                let after = try await AuditLog.requests(of: "slipway-controller", in: cluster).dropFirst(before.count)
                let elapsed = ContinuousClock.now - start
                #expect(before.contains { $0.contains("patch") }, "the audit log must show what the controller does")
                #expect(after.filter { !$0.hasPrefix("watch ") && $0 != AuditLog.renewal } == [])
                let renewals = Double(after.count { $0 == AuditLog.renewal })
                #expect(renewals > 0 && renewals <= elapsed / .seconds(2) + 1)
            }
            // A second controller finds everything as it should be.
            let before = try await AuditLog.requests(of: "slipway-controller", in: cluster)
            try await ControllerProcess.run(in: cluster) { controller in
                try await eventually("it leads") { controller.log.contains("leading") ? true : nil }
                try await Task.sleep(for: .seconds(2))
            }
            let after = try await AuditLog.requests(of: "slipway-controller", in: cluster).dropFirst(before.count)
            let writes = after.filter { !["watch", "list", "get"].contains($0.prefix { $0 != " " }) }
            #expect(Set(writes) == [AuditLog.renewal])
            // Newer API servers stream the list.
            #expect(after.contains { ["list deployments", "watch deployments"].contains($0) })
        }
    }
}
