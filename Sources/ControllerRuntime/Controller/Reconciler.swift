package import KubernetesCore
package import Logging

/// Brings the cluster to what one object asks for.
///
/// Called with the object's key whenever the object or anything that belongs to it has changed, never for one key twice
/// at once. It looks at the state as it is, not at what has changed, and may be called once too often at any time.
package protocol Reconciler: Sendable {
    /// Whatever it throws, it is tried again after a wait that doubles.
    func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult
}

package enum ReconcileResult: Sendable {
    case done
    /// Look again after a time, although nothing may have changed.
    case requeue(after: Duration)
}
