import ClusterTestSupport
import FoundationEssentials
import KubernetesCore
import TestSupport
import Testing

extension EndToEnd {
    /// Microsoft's documented sample of a deployment configuration, with keys.
    private static let deploymentConfig = """
        {
            "computeType": "aks",
            "autoScaler": {
                "autoscaleEnabled": true, "minReplicas": 1, "maxReplicas": 3, "refreshPeriodInSeconds": 1,
                "targetUtilization": 70
            },
            "dataCollection": {"storageEnabled": true},
            "authEnabled": true,
            "keys": {"primaryKey": "known-to-clients", "secondaryKey": "known-to-few"},
            "containerResourceRequirements": {"cpu": 0.5, "memoryInGB": 1.0}
        }
        """

    @Test("what Azure ML's command line deployed is imported, is valid, and answers")
    func importedService() async throws {
        let binary = try #require(ProcessInfo.processInfo.environment["SLIPWAY_BINARY"])
        let example = "\(cluster.root)/examples/sklearn-diabetes"
        let folder = FileManager.default.temporaryDirectory.path() + "slipway-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in [
            ("deploymentconfig.json", Self.deploymentConfig),
            ("inferenceconfig.json", #"{"entryScript": "score.py", "sourceDirectory": "\#(example)"}"#),
        ] {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let manifests = "\(folder)/manifests.yaml"
        // env, since a command is looked for by its name.
        _ = try await TestCluster.run(
            "env",
            [
                binary, "import", "--inference-config", "\(folder)/inferenceconfig.json",
                "--deployment-config", "\(folder)/deploymentconfig.json", "--name", "imported",
                "--model", "sklearn_regression_model:1=configmap://diabetes-model/sklearn_regression_model.pkl",
                "--image", "localhost/slipway/scoring:1", "--output", manifests,
            ]
        )
        let verdict = try await TestCluster.run("env", [binary, "validate", manifests])
        #expect(verdict.contains("3 objects of 5 documents are valid"), "\(verdict)")

        try await ControllerProcess.run(in: cluster) { _ in
            try await cluster.withNamespace { namespace in
                try await cluster.kubectl("apply", "-n", namespace, "-f", "\(example)/model-file.yaml")
                try await cluster.kubectl("apply", "-n", namespace, "-f", manifests)
                let imported = Example(cluster: cluster, namespace: namespace, name: "imported")
                try await imported.waitUntilReady()
                #expect(try await imported.scaler?["spec"]?["maxReplicas"] == 3)
                let answer = try await imported.request("/score", body: #"{"data": [[1,2,3,4,5,6,7,8,9,10]]}"#)
                #expect(answer.hasPrefix("[5215.18"), "\(answer)")
                try await GatewayProcess.run(in: cluster) { gateway in
                    try await eventually("the old keys count", within: .seconds(10)) {
                        let answer = try await gateway.ask("imported", key: "known-to-clients", body: Self.data)
                        return answer.status == 200 ? true : nil
                    }
                    #expect(try await gateway.ask("imported", key: "known-to-few", body: Self.data).status == 200)
                    #expect(try await gateway.ask("imported", key: "unknown", body: Self.data).status == 401)
                }
            }
        }
    }
}
