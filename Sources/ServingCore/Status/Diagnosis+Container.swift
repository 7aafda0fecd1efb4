import KubernetesCore

extension Diagnosis {
    /// A container that cannot be made, in the kubelet's words.
    static func containerConfiguration(_ words: String, of container: String) -> Diagnosis {
        let cause = words.replacing(#/\s*\(pod: "[^"]*", container: [^)]*\)/#, with: "")
        let message = "container \(container) cannot be made: \(cause)"
        if let match = words.firstMatch(of: #/(secret|configmap) "([^"]+)" not found/#) {
            return .missing(match.output.1 == "secret" ? .secretNotFound : .configMapNotFound, message)
        }
        if let match = words.firstMatch(of: #/couldn't find key \S+ in (Secret|ConfigMap)/#) {
            return .missing(match.output.1 == "Secret" ? .secretKeyNotFound : .configMapKeyNotFound, message)
        }
        let remedy =
            words.contains("non-root") || words.contains("runAsNonRoot")
            ? "let spec.podTemplate.securityContext.runAsUser be a user other than root"
            : "correct the part of the spec that it names"
        return Diagnosis(.containerConfigInvalid, message, remedy: remedy)
    }

    /// Something that the pod refers to is not there.
    static func missing(_ reason: Reason, _ message: String) -> Diagnosis {
        let remedy =
            switch reason {
            case .secretKeyNotFound, .configMapKeyNotFound: "put the key there, or correct spec.podTemplate"
            default: "make it, or correct spec.podTemplate"
            }
        return Diagnosis(reason, message, remedy: remedy)
    }

    /// A container whose program does not start, in the container runtime's words.
    static func containerStart(_ words: String, of failed: ContainerFailure) -> Diagnosis {
        let cause = words.components(after: "unable to start container process: ").replacing(": unknown", with: "")
        let remedy =
            if failed.isScoring, cause.contains("azmlinfsrv") {
                "install azureml-inference-server-http in \(failed.imageField)"
            } else {
                "correct \(failed.imageField) or its command"
            }
        return Diagnosis(
            .containerStartFailed,
            "container \(failed.container.name) cannot be started: \(cause)",
            remedy: remedy
        )
    }
}

extension String {
    /// What follows the last `marker`; all of it where there is none.
    fileprivate func components(after marker: String) -> String {
        ranges(of: marker).last.map { String(self[$0.upperBound...]) } ?? self
    }
}
