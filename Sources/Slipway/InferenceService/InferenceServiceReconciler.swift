import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore

/// Makes the keys of each InferenceService once, and says in its status where it answers and who does.
struct InferenceServiceReconciler: Reconciler {
    let stores: Stores
    let client: Client
    let statusWriter: StatusWriter
    let events: EventRecorder
    /// Where clients find the gateway; nil: where its Service says.
    let gateway: GatewayAddress?
    let reservedHosts: Set<String>
    let clock: WallClock

    func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
        let type = ServingAPI.inferenceServices
        if let undecodable = stores.inferenceServices.undecodable(key) {
            let status = InferenceServiceStatus.undecodable(undecodable.metadata, undecodable.problem)
            try await statusWriter.write(status, to: undecodable.metadata, of: type)
            return .done
        }
        guard var root = stores.inferenceServices[key], root.metadata.deletionTimestamp == nil else {
            statusWriter.forget(key)
            return .done
        }
        let state = stores.state(of: root, gateway: gateway, reservedHosts: reservedHosts)
        root.status = statusWriter.latest(root.status, of: root.metadata)?.withoutGatewayConditions
        if root.spec.auth.enabled, root.spec.auth.keysSecretRef == nil, state.keys == nil {
            // The watch shows them, and with them goes what the status says.
            if try await makeKeys(of: root, logger) { return .done }
        }
        let status = root.status(state, now: clock.now)
        if status != root.status {
            logger.info("status", metadata: ["scoringUri": "\(status.scoringUri ?? "")"])
            try await statusWriter.write(status, to: root.metadata, of: type)
            events.recordReadiness(from: root.status?.conditions, to: status.conditions, of: type, root.metadata)
        }
        return .done
    }

    /// Never changes a Secret that is there: it may have keys that clients use.
    ///
    /// - Returns: whether there were none.
    private func makeKeys(of root: InferenceService, _ logger: Logger) async throws(ClientError) -> Bool {
        let keys = Dictionary(uniqueKeysWithValues: KeysSecret.keyNames.map { ($0, ServiceKey.random()) })
        let secret = root.desiredKeysSecret(keys: keys)
        do {
            let request = BuiltInTypes.secrets.create(secret, in: root.metadata.namespace, fieldManager: .slipway)
            _ = try await client.send(request)
            logger.info("made keys", metadata: ["secret": "\(root.keysSecret)"])
            return true
        } catch  where error.isAlreadyExists || error.isNamespaceTerminating || error.isNotFound {
            // One of another type, which nobody can change: the status says what is wanted. Or the namespace goes.
            return false
        }
    }
}
