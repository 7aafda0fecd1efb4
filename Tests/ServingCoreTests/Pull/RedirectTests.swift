import ServingCore
import Testing

struct RedirectTests {
    private let origin = "https://models.example/m"

    @Test(arguments: [
        ("https://models.example/other", true), ("https://models.example:443/x", true),
        ("https://cdn.example/x?sig=s", false), ("https://models.example:8443/x", false),
        ("https://models.example@evil.example/x", false),
    ])
    func follows(target: String, keepsCredentials: Bool) {
        let decision = Redirect.decide(from: origin, to: target, origin: origin, count: 0)
        #expect(decision == .follow(target, keepsCredentials: keepsCredentials))
    }

    /// Back at the first server, a chain is what another server has made of it, but the address is the same.
    @Test func httpMayBecomeHTTPSAndNotTheOtherWayRound() {
        let up = Redirect.decide(from: "http://h/a", to: "https://h/a", origin: "http://h/a", count: 0)
        #expect(up == .follow("https://h/a", keepsCredentials: false))
        guard case .refuse(let error) = Redirect.decide(from: origin, to: "http://h/a?sig=s", origin: origin, count: 0)
        else {
            Issue.record("followed")
            return
        }
        #expect(error.failure == .invalidSource)
        #expect(!error.sentence.contains("sig"))
    }

    @Test(arguments: [nil, "ftp://h/f", "file:///etc/passwd", "nonsense"])
    func refuses(target: String?) {
        guard case .refuse(let error) = Redirect.decide(from: origin, to: target, origin: origin, count: 0) else {
            Issue.record("followed")
            return
        }
        #expect(error.failure == .sourceUnreachable)
    }

    @Test func endsAfterTheLimit() {
        guard case .refuse = Redirect.decide(from: origin, to: origin, origin: origin, count: Redirect.limit) else {
            Issue.record("followed")
            return
        }
    }
}
