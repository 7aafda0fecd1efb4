import ClusterTestSupport
import FoundationEssentials
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("the local target and a cluster answer alike: the table's codes, and the example's bytes")
    func localTarget() async throws {
        let folder = try TemporaryFolder()
        try folder.write("table.yaml", EndpointTable.manifests + "---\n" + Self.exampleService)
        let paths = ["-f", folder.path, "-f", "\(cluster.root)/examples/sklearn-diabetes"]
        try await withExample { example in
            try await GatewayProcess.run(in: cluster) { gateway in
                try await cluster.kubectl("apply", "-n", example.namespace, "-f", folder.path)
                try await cluster.kubectl(
                    "wait",
                    "-n",
                    example.namespace,
                    "mdep/table",
                    "--for=condition=Ready",
                    "--timeout=90s"
                )
                var keys: [String: [String]] = [:]
                for service in ["table", "diabetes"] {
                    keys[service] = try await self.keys(of: service, in: example.namespace)
                }
                let remote = EndpointClient(port: gateway.port, keys: keys)
                try await eventually("both endpoints answer") {
                    let codes = try await [
                        remote.ask(.init()).status, remote.ask(.init(service: "diabetes", body: Self.data)).status,
                    ]
                    return codes == [200, 200] ? true : nil
                }
                try await LocalRun.run(paths) { run in
                    let local = run.client
                    for path in ["/score", "/swagger.json", "/swagger.json?version=3"] {
                        let method = path == "/score" ? "POST" : "GET"
                        let request = EndpointTable.Request(
                            service: "diabetes",
                            path: path,
                            method: method,
                            // The one that documents name, since the ports differ.
                            headers: [(name: "Host", value: "models.example")],
                            body: Self.data
                        )
                        let (here, there) = try await (local.ask(request), remote.ask(request))
                        #expect(here.status == 200 && there.status == 200)
                        #expect(here.body == there.body, "\(path)")
                    }
                    let localMismatches = try await EndpointTable.mismatches { try await local.ask($0) }
                    #expect(localMismatches == [])
                }
                let remoteMismatches = try await EndpointTable.mismatches { try await remote.ask($0) }
                #expect(remoteMismatches == [])
            }
        }
    }

    private static let exampleService = """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: InferenceService
        metadata: {name: diabetes}
        spec: {traffic: [{deployment: diabetes, percent: 100}]}

        """
}
