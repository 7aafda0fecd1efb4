import ClusterTestSupport
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("the controller outlives its API server: it says so once, and is right again by itself")
    func outage() async throws {
        let server = APIServer()
        try await cluster.withNamespace { namespace in
            let example = Example(cluster: cluster, namespace: namespace)
            // The server may take longer to come back than a leader waits otherwise.
            let flags = ["--leader-election-lease-duration=120", "--leader-election-renew-deadline=100"]
            let end = try await ControllerProcess.run(in: cluster, flags: flags) { controller in
                try await cluster.kubectl("apply", "-n", namespace, "-f", "\(cluster.root)/examples/sklearn-diabetes")
                try await example.waitUntilReady()
                try await server.stop()
                try await server.whileDown {
                    try await eventually("the controller notices") {
                        controller.log.contains("cannot talk to the API server") ? true : nil
                    }
                    #expect(await controller.health("/healthz")?.status == 200)
                }
                try await example.patch(#"{"autoscale": {"maxReplicas": 6}}"#)
                try await eventually("the change is carried out", within: .seconds(20)) {
                    try await example.scaler?["spec"]?["maxReplicas"] == 6 ? true : nil
                }
            }
            #expect(end.isSuccess, "SIGTERM ends it cleanly")
            #expect(
                end.log.split(separator: "\n").count { $0.contains("cannot talk to the API server") } == 1,
                "\(end.log)"
            )
            #expect(
                end.log.split(separator: "\n").count { $0.contains("the API server answers again") } == 1,
                "\(end.log)"
            )
        }
    }

    @Test("a controller that starts before its API server waits for it")
    func lateServer() async throws {
        let server = APIServer()
        // The kubeconfig has to be made while the server is there.
        try await ControllerProcess.run(in: cluster, waitsUntilReady: false, beforeStart: server.stop) { controller in
            try await server.whileDown {
                let health = try await eventually("it is alive") { await controller.health("/healthz") }
                #expect(health.status == 200)
                #expect(await controller.health("/readyz")?.status == 503)
            }
            try await eventually("it is ready", within: .seconds(20)) {
                await controller.health("/readyz")?.status == 200 ? true : nil
            }
        }
    }
}
