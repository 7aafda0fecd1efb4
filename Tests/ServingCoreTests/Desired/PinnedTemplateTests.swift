import KubernetesCore
import ServingCore
import TestSupport
import Testing

/// What restarts pods, and what does not.
@Suite struct PinnedTemplateTests {
    private static let update = ServingOptions(image: "registry/slipway:2")
    /// A model that is fetched: its pods have an init container of Slipway's own image.
    private static let uri = "https://files.example.com/model.pkl"

    private func example(
        _ spec: String = "",
        annotations: String = "{}",
        script: String = "def init(): pass",
        uri: String = uri,
        options: ServingOptions = .example
    ) throws -> ResolvedModelDeployment {
        try ExampleDeployment(spec, annotations: annotations, script: script, uri: uri, options: options).resolved
    }

    /// What the API server shows when `desired` has been applied.
    private func applied(_ desired: DesiredObject) throws -> Deployment {
        try JSONValueDecoder().decode(Deployment.self, from: desired.manifest)
    }

    @Test func `an update of Slipway alone changes nothing at all`() throws {
        let before = try example().desiredDeployment(over: nil)
        let fresh = try example(options: Self.update).desiredDeployment(over: nil)
        #expect(fresh.manifest["spec"] != before.manifest["spec"], "the update has to make another template")
        let after = try example(options: Self.update).desiredDeployment(over: try applied(before))
        #expect(after == before)
        #expect(after.isMet(by: try applied(before)))
    }

    @Test(
        "what does not concern pods does not undo the pin",
        arguments: [
            "replicas: 3", "autoscale: {minReplicas: 2}", "suspend: true", "access: Cluster", "rollout: {maxSurge: 1}",
            "description: changed", "tags: {a: b}", "properties: {a: b}", "requestSettings: {maxQueueWaitMs: 7}",
            // What says the default says nothing.
            "requestSettings: {scoringTimeoutMs: 60000}, livenessProbe: {periodSeconds: 10}",
        ]
    )
    func others(spec: String) throws {
        let before = try example().desiredDeployment(over: nil)
        let after = try example(spec, options: Self.update).desiredDeployment(over: try applied(before))
        #expect(after.manifest["spec"]?["template"] == before.manifest["spec"]?["template"])
    }

    @Test func `what the author changes is made as the new version makes it`() throws {
        let before = try example().desiredDeployment(over: nil)
        let changes = [
            try example("resources: {requests: {cpu: 2}}", options: Self.update),
            try example("podTemplate: {env: [{name: A, value: b}]}", options: Self.update),
            try example("requestSettings: {scoringTimeoutMs: 1}", options: Self.update),
            try example(annotations: "{serving.slipway.dev/runtime-update: '2026-01'}", options: Self.update),
            try example(script: "def init(): return 1", options: Self.update),
            try example(uri: Self.uri + "?2", options: Self.update),
        ]
        for changed in changes {
            let fresh = changed.desiredDeployment(over: nil)
            #expect(changed.desiredDeployment(over: try applied(before)) == fresh)
            #expect(fresh.manifest["spec"]?["template"] != before.manifest["spec"]?["template"])
        }
    }

    @Test func `the manifest of before brings the template of before`() throws {
        let before = try example().desiredDeployment(over: nil)
        let after = try example("resources: {requests: {cpu: 2}}").desiredDeployment(over: try applied(before))
        #expect(after != before)
        #expect(try example().desiredDeployment(over: try applied(after)) == before)
    }

    @Test func `who asks for it always has the newest`() throws {
        let annotations = "{serving.slipway.dev/runtime-update: Always}"
        let before = try example(annotations: annotations).desiredDeployment(over: nil)
        let updated = try example(annotations: annotations, options: Self.update)
        #expect(updated.desiredDeployment(over: try applied(before)) == updated.desiredDeployment(over: nil))
    }

    @Test func `a template that was edited by hand is put right to the pinned one`() throws {
        let before = try example().desiredDeployment(over: nil)
        var edited = before.manifest
        edited["spec"]?["template"]?["spec"]?["terminationGracePeriodSeconds"] = 1
        let observed = try JSONValueDecoder().decode(Deployment.self, from: edited)
        let after = try example(options: Self.update).desiredDeployment(over: observed)
        #expect(after == before)
        #expect(!after.isMet(by: observed))
    }

    @Test(
        "a record that is not what was written counts for nothing",
        arguments: [
            "{}", "not JSON", nil,
        ] as [String?]
    )
    func tampering(record: String?) throws {
        let before = try example().desiredDeployment(over: nil)
        var edited = before.manifest
        edited["metadata"]?["annotations"]?[Deployment.pinnedTemplate] = record.map(JSONValue.string)
        let observed = try JSONValueDecoder().decode(Deployment.self, from: edited)
        let updated = try example(options: Self.update)
        #expect(updated.desiredDeployment(over: observed) == updated.desiredDeployment(over: nil))
    }

    @Test func `what is applied is the same from one look to the next`() throws {
        let desired = try example("podTemplate: {labels: {b: c, a: d}, nodeSelector: {y: z, x: w}}")
        #expect(desired.desiredDeployment(over: nil) == desired.desiredDeployment(over: nil))
    }
}
