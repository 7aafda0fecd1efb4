import ControllerRuntime
import KubernetesCore
import ServingCore

extension EventRecorder {
    /// Tells of a status that has just been written, if there is something to tell.
    func recordReadiness(from old: [Condition]?, to new: [Condition], of type: ResourceType, _ metadata: ObjectMeta) {
        guard let event = ObjectEvent.readiness(from: old ?? [], to: new) else { return }
        record(event, on: ObjectReference(type, metadata))
    }
}
