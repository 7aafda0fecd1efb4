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
        /// Whether it is from the first whole list, so that nothing need have changed.
        package let isInitial: Bool
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

    /// What is known of one object.
    private enum Entry {
        case object(Object)
        case undecodable(UndecodableObject)

        var object: Object? { if case .object(let object) = self { object } else { nil } }
        var undecodable: UndecodableObject? { if case .undecodable(let object) = self { object } else { nil } }
    }

    private struct State {
        var objects: [ObjectKey: Object] = [:]
        var undecodable: [ObjectKey: UndecodableObject] = [:]
        var indexed: [String: [String: Set<ObjectKey>]] = [:]
        var observers: [@Sendable (Change) -> Void] = []
        var replacementObservers: [@Sendable () -> Void] = []
        /// The part of a new whole state that has come so far.
        var replacement: [ObjectKey: Entry]?

        var keys: Set<ObjectKey> { Set(objects.keys).union(undecodable.keys) }

        mutating func remove(_ key: ObjectKey, from index: String, values: [String]) {
            for value in values {
                indexed[index]?[value]?.remove(key)
                if indexed[index]?[value]?.isEmpty == true { indexed[index]?[value] = nil }
            }
        }
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

    /// Calls `observer` after each new whole state and the changes that it brings. What came and went before it was
    /// complete has shown in none of them.
    package func observeReplacements(_ observer: @escaping @Sendable () -> Void) {
        state.withLock { $0.replacementObservers.append(observer) }
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
    /// What is put in from now on is a new whole state, which nobody sees before ``finishReplacement()``.
    func beginReplacement() {
        state.withLock { $0.replacement = [:] }
    }

    /// Takes the new whole state: objects that are not in it are gone. Observers see all of it from the first change on.
    func finishReplacement() {
        let (changes, observers, replacementObservers) = state.withLock { state in
            let replacement = state.replacement ?? [:]
            state.replacement = nil
            var changes: [Change] = []
            for key in state.keys.subtracting(replacement.keys).sorted() {
                if let change = change(key, to: nil, in: &state) { changes.append(change) }
            }
            for (key, entry) in replacement.sorted(by: { $0.key < $1.key }) {
                if let change = change(key, to: entry, in: &state) { changes.append(change) }
            }
            return (changes, state.observers, state.replacementObservers)
        }
        for change in changes {
            for observer in observers { observer(change) }
        }
        for observer in replacementObservers { observer() }
        synced.send()
    }

    func upsert(_ item: JSONValue) {
        let key = key(of: item)
        // Decoded here and not at the end, so that a large whole state is never held as JSON.
        let entry = entry(for: item, key)
        let isStaged = state.withLock { state in
            state.replacement?[key] = entry
            return state.replacement != nil
        }
        if !isStaged { change(key, to: entry) }
    }

    func delete(_ item: JSONValue) {
        let key = key(of: item)
        let isStaged = state.withLock { state in
            state.replacement?[key] = nil
            return state.replacement != nil
        }
        if !isStaged { change(key, to: nil) }
    }

    private func entry(for item: JSONValue, _ key: ObjectKey) -> Entry {
        // Lists repeat what the watch has already shown.
        if let known = self[key], !known.metadata.resourceVersion.isEmpty,
            known.metadata.resourceVersion == item["metadata"]?["resourceVersion"]?.string
        {
            return .object(known)
        }
        do {
            return .object(try JSONValueDecoder().decode(Object.self, from: item))
        } catch {
            let problem = (error as? DecodingError).map { "\($0.fieldPath) \($0.problem)" } ?? "\(error)"
            let metadata = try? item["metadata"].map { try JSONValueDecoder().decode(ObjectMeta.self, from: $0) }
            let fallback = ObjectMeta(name: key.name, namespace: key.namespace)
            return .undecodable(UndecodableObject(metadata: metadata ?? fallback, problem: problem))
        }
    }

    private func key(of item: JSONValue) -> ObjectKey {
        let metadata = item["metadata"]
        return ObjectKey(namespace: metadata?["namespace"]?.string, name: metadata?["name"]?.string ?? "")
    }

    private func change(_ key: ObjectKey, to entry: Entry?) {
        let (change, observers) = state.withLock { state in
            (self.change(key, to: entry, in: &state), state.observers)
        }
        guard let change else { return }
        for observer in observers { observer(change) }
    }

    /// - Returns: nil where nothing has changed.
    private func change(_ key: ObjectKey, to entry: Entry?, in state: inout State) -> Change? {
        let old = state.objects[key]
        let new = entry?.object
        if let old, let new, !old.metadata.resourceVersion.isEmpty,
            old.metadata.resourceVersion == new.metadata.resourceVersion
        {
            return nil
        }
        state.objects[key] = new
        let wasUndecodable = state.undecodable.updateValue(entry?.undecodable, forKey: key) != nil
        for index in indexes {
            state.remove(key, from: index.name, values: old.map(index.values) ?? [])
            for value in new.map(index.values) ?? [] {
                state.indexed[index.name, default: [:]][value, default: []].insert(key)
            }
        }
        guard old != nil || entry != nil || wasUndecodable else { return nil }
        return Change(key: key, old: old, new: new, isInitial: !isSynced)
    }
}

extension Dictionary {
    /// Sets the value for `key`, or removes it for nil, and gives the one that was there.
    fileprivate mutating func updateValue(_ value: Value?, forKey key: Key) -> Value? {
        if let value { updateValue(value, forKey: key) } else { removeValue(forKey: key) }
    }
}
