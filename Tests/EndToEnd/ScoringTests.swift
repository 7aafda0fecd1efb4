import ClusterTestSupport
import KubernetesCore
import Testing

extension EndToEnd {
    @Test("the example answers as Azure ML's article says, and kubectl shows it as people expect")
    func scoring() async throws {
        try await withExample { example in
            let data = #"{"data": [[1,2,3,4,5,6,7,8,9,10],[10,9,8,7,6,5,4,3,2,1]]}"#
            let answer = try JSONValue(parsing: try await example.request("/score", body: data))
            let predictions = (answer.array ?? []).compactMap(\.double)
            try #require(predictions.count == 2)
            #expect((5215.098...5215.298).contains(predictions[0]))
            #expect((3726.895...3727.095).contains(predictions[1]))
            let swagger = try JSONValue(parsing: try await example.request("/swagger.json"))
            #expect(swagger["swagger"] == "2.0")
            #expect(swagger["info"]?["title"] == "diabetes")

            let scaler = try #require(try await example.scaler)
            #expect(scaler["spec"]?["minReplicas"] == 1)
            #expect(scaler["spec"]?["maxReplicas"] == 10)

            let namespace = example.namespace
            let table = try await cluster.kubectl("get", "mdep", "-n", namespace)
            let lines = table.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
            #expect(lines[0] == ["NAME", "STATE", "READY", "MIN", "MAX", "TARGET", "AGE"])
            #expect(lines[1].dropLast() == ["diabetes", "Healthy", "1/1", "1", "10", "70"])

            let explanation = try await cluster.kubectl("explain", "mdep.spec.autoscale")
            #expect(explanation.contains("targetUtilization"))
            let folder = "\(cluster.root)/examples/sklearn-diabetes"
            let dryRun = try await cluster.kubectl("apply", "--dry-run=server", "-n", namespace, "-f", folder)
            #expect(dryRun.split(separator: "\n").allSatisfy { $0.contains(" unchanged ") }, "\(dryRun)")
            // kubectl diff fails when there is a difference.
            #expect(try await cluster.kubectl("diff", "-n", namespace, "-f", folder) == "")
        }
    }

    @Test("the code in the example's ConfigMap is the file beside it")
    func exampleCode() async throws {
        let folder = "\(cluster.root)/examples/sklearn-diabetes"
        let text = try await cluster.kubectl("create", "--dry-run=client", "-o", "json", "-f", "\(folder)/code.yaml")
        let script = try JSONValue(parsing: text)["data"]?["score.py"]?.string
        let file = try await cluster.kubectl(
            "create",
            "configmap",
            "x",
            "--dry-run=client",
            "-o",
            "json",
            "--from-file",
            "\(folder)/score.py"
        )
        #expect(script == (try JSONValue(parsing: file)["data"]?["score.py"]?.string))
    }
}
