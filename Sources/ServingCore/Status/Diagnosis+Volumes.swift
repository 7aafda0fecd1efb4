import KubernetesCore

extension Diagnosis {
    /// Why a pod's containers are not begun yet, which only events tell; nil where they tell nothing.
    ///
    /// - Parameter events: warnings about the pod, in any order.
    static func preparation(_ events: [Event]) -> Diagnosis? {
        let notes = events.filter { preparationReasons.contains($0.reason ?? "") }.compactMap(\.note).filter { note in
            // A kubelet that has just seen the pod: gone at the next try.
            !note.contains("failed to sync")
        }
        // That the time is up says less than what was waited for.
        let (waits, causes) = (notes.filter(isTimeout), notes.filter { !isTimeout($0) })
        return causes.min().map(volume) ?? waits.min().map(volume)
    }

    private static let preparationReasons = ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox"]

    private static func isTimeout(_ note: String) -> Bool { note.hasPrefix("Unable to attach or mount volumes") }

    private static func volume(_ note: String) -> Diagnosis {
        if let match = note.firstMatch(of: #/(secret|configmap) "[^"]+" not found/#) {
            return missing(match.output.1 == "secret" ? .secretNotFound : .configMapNotFound, note)
        }
        if let match = note.firstMatch(of: #/(secret|configmap) references non-existent \w+ key/#) {
            return missing(match.output.1 == "secret" ? .secretKeyNotFound : .configMapKeyNotFound, note)
        }
        if note.contains(#/persistentvolumeclaim "[^"]+" not found/#) {
            return Diagnosis(.volumeClaimNotFound, note, remedy: "make the claim, or correct spec.podTemplate.volumes")
        }
        // The kubelet names volumes in another order each time.
        let stable = isTimeout(note) ? note.replacing(#/, unattached volumes=\[[^\]]*\]/#, with: "") : note
        return Diagnosis(.podNotPrepared, stable, remedy: "correct the volume, or see to the node")
    }
}
