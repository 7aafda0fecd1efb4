import FoundationEssentials
package import KubernetesCore

/// Tells the time of day, which expiry times are compared with; tests set their own.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    package init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    package var now: Timestamp { read() }

    /// The machine's clock.
    package static let system = WallClock {
        Timestamp(seconds: 0) + .seconds(Date().timeIntervalSince1970)
    }
}
