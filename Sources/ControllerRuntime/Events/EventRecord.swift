import KubernetesCore

/// An Event of the API group `events.k8s.io`: something that happened once, or a series of the same.
struct EventRecord: Hashable {
    /// Who says so.
    struct Reporter: Hashable {
        let controller: String
        /// 128 bytes at the most.
        let instance: String
    }

    /// Of events about cluster-scoped objects. Newer API servers take `default`, too; 1.20 takes this one alone.
    static let clusterNamespace = "kube-system"

    let key: ObjectKey
    let event: ObjectEvent
    let regarding: ObjectReference
    let time: Timestamp
    /// How often it has happened.
    var count = 1
    var lastTime: Timestamp

    /// - Parameter identifier: makes the name unique.
    init(_ event: ObjectEvent, _ regarding: ObjectReference, at time: Timestamp, identifier: UInt64) {
        // 253 bytes is the limit of a name, and 17 are for the identifier.
        let prefix = regarding.key.name.prefix(236)
        key = ObjectKey(
            namespace: regarding.key.namespace ?? Self.clusterNamespace,
            name: "\(prefix).\(String(identifier, radix: 16))"
        )
        self.event = event
        self.regarding = regarding
        self.time = time
        lastTime = time
    }

    func manifest(by reporter: Reporter) -> JSONValue {
        var manifest: JSONValue = [
            "apiVersion": .string(BuiltInTypes.events.apiVersion),
            "kind": .string(BuiltInTypes.events.kind),
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace ?? "")],
            "eventTime": .string(time.rfc3339Microseconds),
            "reportingController": .string(reporter.controller),
            "reportingInstance": .string(reporter.instance),
            "type": .string(event.severity.rawValue),
            "reason": .string(event.reason),
            "action": .string(event.action),
            "note": .string(event.note),
            "regarding": regarding.json,
        ]
        if count > 1 { manifest["series"] = series }
        return manifest
    }

    /// What changes as it happens again.
    var patch: JSONValue { ["series": series] }

    private var series: JSONValue {
        ["count": .integer(Int64(count)), "lastObservedTime": .string(lastTime.rfc3339Microseconds)]
    }
}
