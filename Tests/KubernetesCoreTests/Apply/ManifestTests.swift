import KubernetesCore
import Testing

@Suite struct ManifestTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let observed: JSONValue
        let desired: JSONValue
        let isMet: Bool

        init(_ name: String, _ observed: JSONValue, _ desired: JSONValue, _ isMet: Bool) {
            self.name = name
            self.observed = observed
            self.desired = desired
            self.isMet = isMet
        }

        var testDescription: String { name }
    }

    private static let values: [Case] = [
        Case("equal", ["replicas": 2], ["replicas": 2], true),
        Case("changed by hand", ["replicas": 3], ["replicas": 2], false),
        Case("removed by hand", [:], ["replicas": 2], false),
        Case("a field that others own", ["replicas": 2, "paused": true], ["paused": true], true),
        Case("another type", ["port": "80"], ["port": 80], false),
        Case("an integer read as a double", ["cpu": 2], ["cpu": 2.0], true),
        Case("a double read as an integer", ["cpu": 2.0], ["cpu": 2], true),
        Case("another number", ["cpu": 2], ["cpu": 2.5], false),
        Case("a boolean is no number", ["x": 1], ["x": true], false),
        Case("nested, with a default of the server", ["a": ["b": ["c": 1, "d": 2]]], ["a": ["b": ["c": 1]]], true),
        Case("nested, changed", ["a": ["b": ["c": 2]]], ["a": ["b": ["c": 1]]], false),
        Case("nested, replaced by a scalar", ["a": "b"], ["a": ["b": 1]], false),
        Case("false is not left out", [:], ["hostNetwork": false], false),
        Case("0 is not left out", [:], ["replicas": 0], false),
    ]

    private static let empties: [Case] = [
        Case("an empty object may be left out", [:], ["emptyDir": [:]], true),
        Case("an empty list may be left out", [:], ["tolerations": []], true),
        Case("an empty text may be left out", ["env": [["name": "A"]]], ["env": [["name": "A", "value": ""]]], true),
        Case("null may be left out", [:], ["affinity": .null], true),
        Case("an object of empty ones may be left out", [:], ["a": ["b": [:], "c": [], "d": ""]], true),
        Case("an object of more may not", [:], ["a": ["b": 1]], false),
        Case("an empty object includes what the server put there", ["a": ["b": 1]], ["a": [:]], true),
        Case("an empty list does not", ["a": [1]], ["a": []], false),
        Case("nor does an empty text", ["a": "b"], ["a": ""], false),
    ]

    private static let ports: JSONValue = [
        ["name": "http", "containerPort": 80, "protocol": "TCP"], ["name": "metrics", "containerPort": 90],
    ]

    private static let lists: [Case] = [
        Case("a list without keys, equal", ["args": ["a", "b"]], ["args": ["a", "b"]], true),
        Case("a list without keys, in another order", ["args": ["b", "a"]], ["args": ["a", "b"]], false),
        Case("a list without keys, longer", ["args": ["a", "b", "c"]], ["args": ["a", "b"]], false),
        Case("a list without keys, shorter", ["args": ["a"]], ["args": ["a", "b"]], false),
        Case("a list of objects without keys, with defaults", ["a": [["x": 1, "y": 2]]], ["a": [["x": 1]]], true),
        Case("a list of objects without keys, changed", ["a": [["x": 2]]], ["a": [["x": 1]]], false),
        Case(
            "by name, with defaults and others' entries",
            ["p": ports],
            ["p": [["name": "metrics", "containerPort": 90]]],
            true
        ),
        Case("by name, changed", ["p": ports], ["p": [["name": "metrics", "containerPort": 80]]], false),
        Case("by name, removed", ["p": ports], ["p": [["name": "admin", "containerPort": 80]]], false),
        Case(
            "by port, where not all have names",
            ["p": ports],
            ["p": [["containerPort": 90], ["containerPort": 80]]],
            true
        ),
        Case("by mount path", ["m": [["mountPath": "/a", "x": 1]]], ["m": [["mountPath": "/a"]]], true),
        Case(
            "by type",
            ["m": [["type": "Pods"], ["type": "Resource", "r": 1]]],
            ["m": [["type": "Resource", "r": 1]]],
            true
        ),
        Case(
            "two entries of one key",
            ["p": [["port": 53, "p": "UDP"], ["port": 53, "p": "TCP"]]],
            ["p": [["port": 53, "p": "TCP"]]],
            true
        ),
        Case("an object in place of a list", ["p": [:]], ["p": [["name": "a"]]], false),
    ]

    private static let policy: JSONValue = [
        "ingress": [["from": [["podSelector": ["matchLabels": ["a": "b"]]]], "ports": [["port": 80]]]]
    ]

    private static let atomic: [Case] = [
        Case("a selector", ["selector": ["a": "b"]], ["selector": ["a": "b"]], true),
        Case("a selector of more labels", ["selector": ["a": "b", "c": "d"]], ["selector": ["a": "b"]], false),
        Case("a selector of everything", ["podSelector": [:]], ["podSelector": ["matchLabels": [:]]], true),
        Case(
            "a selector of another form, too",
            ["podSelector": ["matchLabels": ["a": "b"], "matchExpressions": [["key": "c"]]]],
            ["podSelector": ["matchLabels": ["a": "b"]]],
            false
        ),
        Case(
            "a metric with what API servers add that store an earlier version",
            ["metrics": [["type": "A", "target": ["averageValue": "1", "value": "0"]]]],
            ["metrics": [["type": "A", "target": ["averageValue": "1"]]]],
            true
        ),
        Case("a metric more", ["metrics": [["type": "A"], ["type": "B"]]], ["metrics": [["type": "A"]]], false),
        Case("rules, equal", policy, policy, true),
        Case(
            "a port more",
            [
                "ingress": [
                    ["from": [["podSelector": ["matchLabels": ["a": "b"]]]], "ports": [["port": 80], ["port": 90]]]
                ]
            ],
            policy,
            false
        ),
        Case(
            "a rule without a sender in place of one with a sender",
            ["ingress": [["ports": [["port": 80]]]]],
            policy,
            false
        ),
    ]

    @Test(
        "A manifest includes a desired one when every field that this says is there",
        arguments: values + empties + lists + atomic
    )
    private func includes(example: Case) {
        let manifest = Manifest(["spec": example.observed])
        #expect(manifest.includes(["spec": example.desired]) == example.isMet)
    }

    @Test func `a manifest keeps neither the status nor the server's bookkeeping`() {
        let metadata: JSONValue = [
            "name": "a", "labels": ["b": "c"], "uid": "u", "resourceVersion": "1", "generation": 2, "selfLink": "/",
            "creationTimestamp": "2026-03-01T10:00:00Z", "managedFields": [["manager": "x"]],
        ]
        let observed: JSONValue = ["kind": "K", "metadata": metadata, "spec": ["a": 1], "status": ["b": 2]]
        let kept: JSONValue = ["kind": "K", "metadata": ["name": "a", "labels": ["b": "c"]], "spec": ["a": 1]]
        #expect(Manifest(observed) == Manifest(kept))
        #expect(Manifest(observed).includes(kept))
        #expect(!Manifest(observed).includes(["status": ["b": 2]]))
        #expect(!Manifest(observed).includes(["metadata": ["uid": "u"]]))
    }
}
