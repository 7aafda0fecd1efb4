import Synchronization

/// Something that has happened, told from one task to another.
package final class Flag: Sendable {
    private let value = Atomic(false)

    package init() {}

    package var isUp: Bool { value.load(ordering: .acquiring) }

    package func raise() { value.store(true, ordering: .releasing) }
}
