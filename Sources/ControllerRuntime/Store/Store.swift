package import KubernetesCore
import Synchronization

/// The objects of one kind as a watch last showed them, with indexes over them.
///
/// Reads never touch the network. What is read may be older than the server's state, by as much as the watch lags:
/// a reconciler decides again when the newer state arrives.
package final class Store<Object: Resource>: Sendable {
    /// A change of one object; `old` is nil for a new object, `new` for a deleted one.
    package struct Change: Sendable {
        package let key: ObjectKey
        package let old: Object?
        package let new: Object?
    }

    /// Finds objects by something other than their key.
    package struct Index: Sendable {
        let name: String
        package let values: @Sendable (Object) -> [String]

        package init(_ name: String, values: @escaping @Sendable (Object) -> [String]) {
            self.name = name
            self.values = values
        }
    }

    private struct State {
        var objects: [ObjectKey: Object] = [:]
        var undecodable: [ObjectKey: UndecodableObject] = [:]
        var indexed: [String: [String: Set<ObjectKey>]] = [:]
        var observers: [@Sendable (Change) -> Void] = []
    }

    private let indexes: [Index]
    private let state = Mutex(State())
    private let synced = Signal()

    package init(indexes: [Index] = []) {
        self.indexes = indexes
    }

    package subscript(key: ObjectKey) -> Object? {
        state.withLock { $0.objects[key] }
    }

    package var objects: [Object] {
        state.withLock { Array($0.objects.values) }
    }

    /// The objects for which `index`, one of the store's, gives `value`, sorted by key.
    package func objects(by index: Index, _ value: String) -> [Object] {
        state.withLock { state in
            (state.indexed[index.name]?[value] ?? []).sorted().compactMap { state.objects[$0] }
        }
    }

    /// An object that is there but has a shape that this program does not understand.
    package func undecodable(_ key: ObjectKey) -> UndecodableObject? {
        state.withLock { $0.undecodable[key] }
    }

    /// Calls `observer` after each change, in the order of the changes, from the watcher's task.
    package func observe(_ observer: @escaping @Sendable (Change) -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    /// Whether the first whole list is in.
    package var isSynced: Bool { synced.isOn }

    package func waitUntilSynced() async { await synced.wait() }
}

/// What is known of an object that could not be decoded.
package struct UndecodableObject: Sendable {
    package let metadata: ObjectMeta
    /// Field and problem, e.g. `spec.replicas must be an integer, not string`.
    package let problem: String
}

extension Store {
    /// Takes a whole list: objects that are not in it are gone.
    func replace(with items: [JSONValue]) {
        let listed = Dictionary(items.map { (key(of: $0), $0) }) { _, last in last }
        let gone = state.withLock { Set($0.objects.keys).union($0.undecodable.keys).subtracting(listed.keys) }
        for key in gone { change(key, to: nil, undecodable: nil) }
        for item in items { upsert(item) }
        synced.send()
    }

    func upsert(_ item: JSONValue) {
        let key = key(of: item)
        do {
            let object = try JSONValueDecoder().decode(Object.self, from: item)
            // Lists repeat what the watch has already shown; an object that is the same is no change.
            if let known = self[key], !known.metadata.resourceVersion.isEmpty,
                known.metadata.resourceVersion == object.metadata.resourceVersion
            {
                return
            }
            change(key, to: object, undecodable: nil)
        } catch {
            let problem = (error as? DecodingError).map { "\($0.fieldPath) \($0.problem)" } ?? "\(error)"
            let metadata = try? item["metadata"].map { try JSONValueDecoder().decode(ObjectMeta.self, from: $0) }
            let fallback = ObjectMeta(name: key.name, namespace: key.namespace)
            let undecodable = UndecodableObject(metadata: metadata ?? fallback, problem: problem)
            change(key, to: nil, undecodable: undecodable)
        }
    }

    func delete(_ item: JSONValue) {
        change(key(of: item), to: nil, undecodable: nil)
    }

    private func key(of item: JSONValue) -> ObjectKey {
        let metadata = item["metadata"]
        return ObjectKey(namespace: metadata?["namespace"]?.string, name: metadata?["name"]?.string ?? "")
    }

    private func change(_ key: ObjectKey, to new: Object?, undecodable: UndecodableObject?) {
        let (old, wasUndecodable, observers) = state.withLock { state in
            let old = state.objects.updateValue(new, forKey: key)
            let wasUndecodable = state.undecodable.updateValue(undecodable, forKey: key) != nil
            for index in indexes {
                for value in old.map(index.values) ?? [] { state.indexed[index.name]?[value]?.remove(key) }
                for value in new.map(index.values) ?? [] {
                    state.indexed[index.name, default: [:]][value, default: []].insert(key)
                }
            }
            return (old, wasUndecodable, state.observers)
        }
        guard old != nil || new != nil || wasUndecodable || undecodable != nil else { return }
        for observer in observers { observer(Change(key: key, old: old, new: new)) }
    }
}

extension Dictionary {
    /// Sets the value for `key`, or removes it for nil, and gives the one that was there.
    fileprivate mutating func updateValue(_ value: Value?, forKey key: Key) -> Value? {
        if let value { updateValue(value, forKey: key) } else { removeValue(forKey: key) }
    }
}
