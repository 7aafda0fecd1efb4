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
        package let object: JSONValue
    }

    /// The reason of the error for an object that is somebody else's.
    package static let nameTaken = "NameTaken"

    /// etcd's revision before its first write, which no object bears. An apply to this state makes an object where there
    /// is none, and is refused where there is one.
    private static let absence = "1"

    private let client: Client
    private let fieldManager: FieldManager
    private let applied = Mutex<[Child: Applied]>([:])
    /// The types of which the server makes no object that says ``absence``.
    private let unconditional = Mutex<Set<ResourceType>>([])

    package init(client: Client, fieldManager: FieldManager) {
        self.client = client
        self.fieldManager = fieldManager
    }

    /// - Parameter observed: the object as the store shows it, nil where it shows none.
    /// - Returns: nil when nothing had to be done.
    /// - Throws: ``ClientError``, with the reason ``nameTaken`` when an object of that name is somebody else's.
    package func apply(_ desired: DesiredObject, over observed: (some ObservedObject)?) async throws(ClientError)
        -> Outcome?
    {
        let child = Child(type: desired.type, key: desired.key)
        guard needsApply(child, desired, observed) else { return nil }
        // Before the answer, since the store may show what became of the object sooner.
        applied.withLock { $0[child] = Applied(digest: desired.digest) }
        do throws(ClientError) {
            let answer = try await observed == nil ? create(desired) : send(desired.manifest, of: desired)
            let resourceVersion = answer.json["metadata"]?["resourceVersion"]?.string
            applied.withLock { $0[child]?.resourceVersion = resourceVersion ?? "" }
            return Outcome(isCreated: answer.isCreated, object: answer.json)
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

    /// The objects of a type that no store has shown since they were applied.
    package func awaited(_ type: ResourceType) -> [ObjectKey] {
        applied.withLock { applied in
            applied.compactMap { child, applied in child.type == type && applied.isAwaited ? child.key : nil }
        }
    }

    /// A store may show only what bears Slipway's label: what it does not show may be there all the same, and an apply
    /// would mix the two objects into one. Mostly there is none, and one request both finds that out and makes it.
    private func create(_ desired: DesiredObject) async throws(ClientError) -> Client.Answer {
        if !unconditional.withLock({ $0.contains(desired.type) }) {
            var manifest = desired.manifest
            manifest["metadata"]?["resourceVersion"] = .string(Self.absence)
            do throws(ClientError) {
                return try await send(manifest, of: desired)
            } catch {
                guard error.isConflict || error.refusesResourceVersion else { throw error }
                if error.refusesResourceVersion { unconditional.withLock { _ = $0.insert(desired.type) } }
            }
        }
        try await makeSureNobodyElseHas(desired)
        return try await send(desired.manifest, of: desired)
    }

    private func send(_ manifest: JSONValue, of desired: DesiredObject) async throws(ClientError) -> Client.Answer {
        try await client.send(desired.type.apply(manifest, to: desired.key, fieldManager: fieldManager))
    }

    private func makeSureNobodyElseHas(_ desired: DesiredObject) async throws(ClientError) {
        let request = desired.type.get(desired.key)
        let owners: [JSONValue]
        do {
            owners = try await client.send(request).json["metadata"]?["ownerReferences"]?.array ?? []
        } catch {
            guard error.isNotFound else { throw error }
            return
        }
        let owner = desired.manifest["metadata"]?["ownerReferences"]?.array?.first?["uid"]
        guard !owners.contains(where: { $0["uid"] == owner }) else { return }
        let message = "\(desired.type.kind) \(desired.key.name) exists and belongs to somebody else"
        throw ClientError(.api(Status(code: 409, reason: Self.nameTaken, message: message)), request)
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

extension ClientError {
    /// What an API server says of Services before Kubernetes 1.24, in the words of its storage layer.
    fileprivate var refusesResourceVersion: Bool {
        status?.message.contains("resourceVersion should not be set on objects to be created") == true
    }
}
