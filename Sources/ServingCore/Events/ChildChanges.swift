package import KubernetesCore

/// What one reconcile has done to the children of an object, all of which bear its name.
package struct ChildChanges {
    package enum Change: CaseIterable {
        case created, updated, deleted
    }

    private let name: String
    private var kinds: [Change: [String]] = [:]

    package init(name: String) {
        self.name = name
    }

    package mutating func add(_ change: Change, _ type: ResourceType) {
        kinds[change, default: []].append(type.kind)
    }

    /// One for each sort of change, and not one for each child: events are written to the API server, too.
    package var events: [ObjectEvent] {
        Change.allCases.compactMap { change in
            guard var kinds = kinds[change], let last = kinds.popLast() else { return nil }
            let list = kinds.isEmpty ? last : "\(kinds.joined(separator: ", ")) and \(last)"
            return ObjectEvent(
                .normal,
                reason: change.reason,
                action: change.action,
                note: "\(change.reason) \(list) \(name)"
            )
        }
    }
}

extension ChildChanges.Change {
    fileprivate var reason: String {
        switch self {
        case .created: "Created"
        case .updated: "Updated"
        case .deleted: "Deleted"
        }
    }

    fileprivate var action: String {
        switch self {
        case .created: "Create"
        case .updated: "Update"
        case .deleted: "Delete"
        }
    }
}
