import ControllerRuntime
import KubernetesCore
import Logging
import Synchronization

/// A reconciler that does what a test says, and remembers what it was called for.
final class ScriptedReconciler: Reconciler {
    typealias Script = @Sendable (_ key: ObjectKey, _ call: Int) async throws -> ReconcileResult

    private let keys = Recorder<ObjectKey>()
    private let script: Script

    /// - Parameter script: is given the key and which call for this key it is, from 1 on.
    init(_ script: @escaping Script = { _, _ in .done }) {
        self.script = script
    }

    var calls: [ObjectKey] { keys.all }

    func calls(for key: ObjectKey) -> Int {
        keys.all.count { $0 == key }
    }

    func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
        keys.record(key)
        logger.info("reconciling")
        return try await script(key, calls(for: key))
    }
}
