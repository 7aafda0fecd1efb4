import KubernetesCore
import Synchronization

/// Deployments as the API server has answered, until the store shows them: what was set must not be set again because a
/// watch is behind.
final class WrittenDeployments: Sendable {
    private let written = Mutex<[ObjectKey: Deployment]>([:])

    func remember(_ deployment: Deployment) {
        written.withLock { $0[deployment.metadata.key] = deployment }
    }

    func forget(_ key: ObjectKey) {
        written.withLock { $0[key] = nil }
    }

    /// What was written last, where the store shows an older state of the same object; else what the store shows.
    func latest(_ stored: Deployment?) -> Deployment? {
        guard let stored else { return nil }
        return written.withLock { written in
            let key = stored.metadata.key
            if let last = written[key], last.metadata.uid == stored.metadata.uid,
                stored.metadata.generation < last.metadata.generation
            {
                return last
            }
            written[key] = nil
            return stored
        }
    }
}
