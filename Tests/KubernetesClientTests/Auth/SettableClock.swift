import KubernetesCore
import Synchronization

@testable import KubernetesClient

/// A wall clock that stands still until a test moves it.
final class SettableClock: Sendable {
    static let start = Timestamp(seconds: 1_800_000_000)

    private let moment = Mutex(start)

    var wallClock: WallClock {
        WallClock { [self] in moment.withLock(\.self) }
    }

    func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}
