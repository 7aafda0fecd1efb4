import KubernetesCore
import Synchronization
import Testing

@testable import KubernetesClient

@Suite struct FileCredentialProviderTests {
    /// A token file in memory that counts how often it is read.
    private final class TokenFile: Sendable {
        private let state: Mutex<(token: String?, reads: Int)>

        init(_ token: String?) {
            state = Mutex((token, 0))
        }

        var reads: Int { state.withLock(\.reads) }

        func replace(by token: String?) {
            state.withLock { $0.token = token }
        }

        func read() throws(ConfigurationError) -> Credentials {
            let token = state.withLock { state in
                state.reads += 1
                return state.token
            }
            guard let token else { throw ConfigurationError(.missing, at: .init(file: "token"), problem: "is gone") }
            return Credentials(authorization: token)
        }
    }

    private let file = TokenFile("first")
    private let clock = SettableClock()

    private func provider(fallback: Credentials? = nil) throws(ConfigurationError) -> FileCredentialProvider {
        try FileCredentialProvider(fallback: fallback, clock: clock.wallClock, read: file.read)
    }

    @Test func `the file is read once for 50 seconds, and then again`() throws {
        let provider = try provider()
        file.replace(by: "second")
        for _ in 0..<50 {
            #expect(provider.credentials().authorization == "first")
            clock.advance(by: .seconds(1))
        }
        #expect(file.reads == 1)
        #expect(provider.credentials().authorization == "second")
        #expect(provider.credentials().authorization == "second")
        #expect(file.reads == 2)
        clock.advance(by: .seconds(49))
        #expect(provider.credentials().authorization == "second")
        #expect(file.reads == 2)
    }

    @Test func `that a file cannot be read is news once, until it can be read again or the problem is another one`() {
        let credentials = Credentials(authorization: "first")
        var state = FileCredentialState(credentials, at: clock.wallClock.now)
        var news = ["is gone", "is gone", "is empty"].map { state.failReading($0) }
        #expect(news == [true, false, true])
        state.finishReading(credentials, at: clock.wallClock.now)
        news = ["is empty", "is empty"].map { state.failReading($0) }
        #expect(news == [true, false])
    }

    @Test func `a file that cannot be read leaves the old token and is tried again each second`() throws {
        let provider = try provider()
        file.replace(by: nil)
        clock.advance(by: .seconds(50))
        #expect(provider.credentials().authorization == "first")
        #expect(provider.credentials().authorization == "first")
        #expect(file.reads == 2)
        clock.advance(by: .seconds(1))
        #expect(provider.credentials().authorization == "first")
        #expect(file.reads == 3)
        file.replace(by: "second")
        clock.advance(by: .seconds(1))
        #expect(provider.credentials().authorization == "second")
        #expect(file.reads == 4)
    }

    @Test func `a refused token is read again at once, and only a new one is worth a retry`() throws {
        let provider = try provider()
        let first = provider.credentials()
        #expect(!provider.refused(first))
        #expect(file.reads == 2)
        file.replace(by: "second")
        #expect(provider.refused(first))
        #expect(provider.credentials().authorization == "second")
        #expect(file.reads == 3)
        // A second request, sent with the old token as well.
        #expect(provider.refused(first))
        #expect(file.reads == 3)
    }

    @Test func `a refused token is kept while the file cannot be read`() throws {
        let provider = try provider()
        file.replace(by: nil)
        #expect(!provider.refused(provider.credentials()))
        #expect(provider.credentials().authorization == "first")
    }

    @Test func `a clock that is set back does not stop the reading`() throws {
        let provider = try provider()
        file.replace(by: "second")
        clock.advance(by: .seconds(-3600))
        #expect(provider.credentials().authorization == "second")
    }

    @Test func `without a first token there is no provider`() throws {
        file.replace(by: nil)
        let error = try #require(throws: ConfigurationError.self) { try provider() }
        #expect(error.description == "token: is gone")
    }

    @Test func `a fallback serves until the file can be read`() throws {
        file.replace(by: nil)
        let provider = try provider(fallback: Credentials(authorization: "fallback"))
        #expect(provider.credentials().authorization == "fallback")
        file.replace(by: "first")
        clock.advance(by: .seconds(50))
        #expect(provider.credentials().authorization == "first")
        file.replace(by: nil)
        clock.advance(by: .seconds(50))
        #expect(provider.credentials().authorization == "first")
    }

    @Test func `one of many concurrent callers reads`() async throws {
        let provider = try provider()
        clock.advance(by: .seconds(60))
        await withTaskGroup { group in
            for _ in 0..<100 {
                group.addTask { _ = provider.credentials() }
            }
        }
        #expect(file.reads == 2)
    }
}
