import KubernetesCore
import ServingCore
import TestSupport
import Testing

/// `in.yaml`: the objects of a cluster. `plain.txt`, `terminal.txt` and `out.json`: what `slipway status` makes of them.
struct StatusTreeTests {
    @Test("golden status tree", arguments: GoldenCase.all().filter { $0.description.hasPrefix("status-tree/") })
    func tree(_ golden: GoldenCase) throws {
        let manifests = Manifests(try golden.documents("in.yaml"))
        let tree = StatusTree(
            inferenceServices: try manifests.all(InferenceService.self),
            modelDeployments: try manifests.all(ModelDeployment.self),
            scalers: try manifests.all(HorizontalPodAutoscaler.self),
            pods: try manifests.all(Pod.self),
            computeTargets: try manifests.all(ComputeTarget.self)
        )
        for (name, isDrawn) in [("plain.txt", false), ("terminal.txt", true)] {
            let lines = StatusText(isDrawn: isDrawn).lines(tree.nodes)
            let difference = golden.difference(from: name, lines.joined(separator: "\n") + "\n")
            #expect(difference == nil)
        }
        let json = JSONValue.array(tree.nodes.map(\.json)).jsonText
        #expect(golden.difference(from: "out.json", json + "\n") == nil)
    }

    @Test("without rights to ComputeTargets all else is shown, and one namespace is not taken for the cluster")
    func oneNamespace() throws {
        let golden = try #require(GoldenCase.all().first { $0.description == "status-tree/canary" })
        let manifests = Manifests(try golden.documents("in.yaml"))
        func tree(_ computeTargets: [ComputeTarget]?) throws -> StatusTree {
            StatusTree(
                namespace: "team",
                inferenceServices: try manifests.all(InferenceService.self),
                modelDeployments: [],
                scalers: [],
                pods: [],
                computeTargets: computeTargets
            )
        }
        let whole = try tree(try manifests.all(ComputeTarget.self))
        #expect(whole.notes == [])
        #expect(whole.nodes.last?.summary?.hasSuffix("vCPU asked for by namespace team, 12 required") == true)
        let part = try tree(nil)
        #expect(part.nodes == whole.nodes.dropLast())
        #expect(part.notes.count == 1)
    }

    @Test(arguments: [
        (0.0, 8, 0, "[--------------------] 0.0 of 8 vCPU asked for"),
        (4.0, 8, 0, "[##########----------] 4.0 of 8 vCPU asked for"),
        (0.01, 8, 0, "[#-------------------] 0.0 of 8 vCPU asked for"),
        (2.0, 5, 10, "[####------..........] 2.0 of 5 vCPU asked for, 10 required"),
        (10.0, 5, 0, "[####################] 10.0 of 5 vCPU asked for"),
        (0.0, 0, 0, "[....................] 0.0 of 0 vCPU asked for"),
    ])
    func bar(_ used: Double, _ capacity: Int, _ required: Int, _ text: String) {
        #expect(CapacityBar(used: used, capacity: capacity, required: required).description == text)
    }
}
