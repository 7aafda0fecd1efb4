extension WorkQueue {
    /// How soon a key is worked on. The numbers are controller-runtime's, which dashboards know.
    package enum Priority: Int, Sendable, CaseIterable {
        /// Nothing need have changed: the key is from a first list. After a restart there are as many as there are objects.
        case low = -100
        case normal = 0
    }
}

extension WorkQueue.Priority: Comparable {
    package static func < (left: WorkQueue.Priority, right: WorkQueue.Priority) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension Store.Change {
    /// How soon what the change concerns is to be looked at.
    package var priority: WorkQueue.Priority { isInitial ? .low : .normal }
}
