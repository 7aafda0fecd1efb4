import KubernetesCore

extension ResolvedModelDeployment {
    /// How the kubelet learns that the scoring container has started, is ready, hangs, and how it ends it.
    var lifecycle: JSONObject { compute.spec.type == .virtualNode ? virtualNodeLifecycle : nodeLifecycle }

    private var nodeLifecycle: JSONObject {
        [
            "startupProbe": startupProbe,
            "readinessProbe": connectionProbe(periodSeconds: 2, failureThreshold: 3),
            "livenessProbe": connectionProbe(
                periodSeconds: spec.livenessProbe.periodSeconds,
                failureThreshold: spec.livenessProbe.failureThreshold
            ),
            "lifecycle": ["preStop": ["exec": ["command": ["sleep", .string(String(Self.drainSeconds))]]]],
        ]
    }

    /// Azure Container Instances refuse startup probes, hooks, and probes that ask for a connection only.
    private var virtualNodeLifecycle: JSONObject {
        var liveness = healthProbe(periodSeconds: spec.livenessProbe.periodSeconds)
        liveness["initialDelaySeconds"] = .integer(Int64(spec.livenessProbe.initialDelaySeconds))
        return ["readinessProbe": healthProbe(periodSeconds: 10), "livenessProbe": liveness]
    }

    /// How long `init()` may take before the container is restarted.
    var startupPatienceSeconds: Int {
        spec.livenessProbe.initialDelaySeconds
            + spec.livenessProbe.failureThreshold * spec.livenessProbe.periodSeconds
    }

    /// Succeeds once `init()` has run. Until then neither of the other probes counts.
    private var startupProbe: JSONValue {
        let period = 2
        return [
            "httpGet": ["path": "/", "port": "http"],
            "periodSeconds": .integer(Int64(period)),
            "timeoutSeconds": .integer(Int64(spec.livenessProbe.timeoutSeconds)),
            "failureThreshold": .integer(Int64((startupPatienceSeconds + period - 1) / period)),
        ]
    }

    /// Asks for a connection, not for an answer: a worker that scores answers nothing else, and a replica that is busy
    /// for the whole scoring timeout is neither dead nor unready. A worker that hangs is ended by its own timeout.
    private func connectionProbe(periodSeconds: Int, failureThreshold: Int) -> JSONValue {
        [
            "tcpSocket": ["port": "http"],
            "periodSeconds": .integer(Int64(periodSeconds)),
            "timeoutSeconds": .integer(Int64(spec.livenessProbe.timeoutSeconds)),
            "failureThreshold": .integer(Int64(failureThreshold)),
        ]
    }

    /// Asks for an answer, and outlasts a worker that is busy for the whole scoring timeout.
    private func healthProbe(periodSeconds: Int) -> JSONValue {
        let busyPeriods = (scoringSeconds + periodSeconds - 1) / periodSeconds
        return [
            "httpGet": ["path": "/", "port": "http"],
            "periodSeconds": .integer(Int64(periodSeconds)),
            "timeoutSeconds": .integer(Int64(spec.livenessProbe.timeoutSeconds)),
            "failureThreshold": .integer(Int64(busyPeriods + spec.livenessProbe.failureThreshold)),
        ]
    }
}
