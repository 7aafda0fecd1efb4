import FoundationEssentials
import KubernetesCore
import Testing

@testable import KubernetesClient

@Suite struct WallClockTests {
    @Test func `the system's clock tells the time`() {
        let before = Int64(Date().timeIntervalSince1970)
        let now = WallClock.system.now
        #expect((before...Int64(Date().timeIntervalSince1970)).contains(now.seconds))
    }
}
