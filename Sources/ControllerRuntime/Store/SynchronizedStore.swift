/// A store of any kind, as far as waiting for its first whole list goes.
package protocol SynchronizedStore: Sendable {
    var isSynced: Bool { get }
    func waitUntilSynced() async
}

extension Store: SynchronizedStore {}
