/// The requests that a ModelDeployment has at one moment.
package struct RequestCount: Hashable, Sendable, Codable {
    /// Those that a replica works on.
    package var busy: Int
    /// Those that wait for a free replica.
    package var queued: Int

    package init(busy: Int = 0, queued: Int = 0) {
        self.busy = busy
        self.queued = queued
    }

    package var total: Int { busy + queued }

    package static func + (left: RequestCount, right: RequestCount) -> RequestCount {
        RequestCount(busy: left.busy + right.busy, queued: left.queued + right.queued)
    }
}
