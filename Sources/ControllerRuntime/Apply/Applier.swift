package import KubernetesClient
package import KubernetesCore
import Synchronization

/// Applies objects that are not yet as they should be, and no others.
///
/// A steady state costs no request. After an apply the store may lag behind, or the server may keep a value in another
/// form than it was given: both are remembered, so that neither is taken for a difference.
package final class Applier: Sendable {
    private struct Child: Hashable {
        let type: ResourceType
        let key: ObjectKey
    }

    private struct Applied {
        let digest: String
        /// What the server made of it; "" until it has answered.
        var resourceVersion = ""
        /// Whether the store may not show it yet.
        var isAwaited = true
    }

    /// What an apply has made of an object.
    package struct Outcome: Hashable, Sendable {
        package let isCreated: Bool
        /// The generation of its spec.
        package let generation: Int64
    }

    private let client: Client
    private let fieldManager: FieldManager
    private let applied = Mutex<[Child: Applied]>([:])

    package init(client: Client, fieldManager: FieldManager) {
        self.client = client
        self.fieldManager = fieldManager
    }

    /// - Parameter observed: the object as the store shows it, nil where it shows none.
    /// - Returns: nil when nothing had to be done.
    /// - Throws: ``ClientError``; a conflict when an object of that name is somebody else's.
    package func apply(_ desired: DesiredObject, over observed: (some ObservedObject)?) async throws(ClientError)
        -> Outcome?
    {
        let child = Child(type: desired.type, key: desired.key)
        guard needsApply(child, desired, observed) else { return nil }
        // Force takes fields that others have changed by hand. It is not for the first apply: an object that the store
        // does not show, since it lacks Slipway's label, is none of ours to take.
        let request = desired.type.apply(
            desired.manifest,
            to: desired.key,
            fieldManager: fieldManager,
            isForced: observed != nil
        )
        // Before the answer, since the store may show what became of the object sooner.
        applied.withLock { $0[child] = Applied(digest: desired.digest) }
        do throws(ClientError) {
            let answer = try await client.send(request)
            let metadata = answer.json["metadata"]
            applied.withLock { $0[child]?.resourceVersion = metadata?["resourceVersion"]?.string ?? "" }
            return Outcome(isCreated: answer.isCreated, generation: metadata?["generation"]?.integer ?? 0)
        } catch {
            applied.withLock { $0[child] = nil }
            throw error
        }
    }

    /// The store shows a new state of the object.
    package func notice(_ type: ResourceType, _ key: ObjectKey, isDeleted: Bool) {
        let child = Child(type: type, key: key)
        applied.withLock { applied in
            if isDeleted { applied[child] = nil } else { applied[child]?.isAwaited = false }
        }
    }

    private func needsApply(_ child: Child, _ desired: DesiredObject, _ observed: (some ObservedObject)?) -> Bool {
        let last = applied.withLock { $0[child] }
        if let last, last.digest == desired.digest,
            last.isAwaited || last.resourceVersion == observed?.metadata.resourceVersion
        {
            return false
        }
        return observed.map { !desired.isMet(by: $0) } ?? true
    }
}
