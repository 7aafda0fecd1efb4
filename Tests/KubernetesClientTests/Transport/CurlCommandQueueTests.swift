import Glibc
import Testing

@testable import KubernetesClient

@Suite struct CurlCommandQueueTests {
    private let queue = CurlCommandQueue()

    private func transfer() -> Transfer {
        Transfer(HTTPRequest(method: "GET", url: "http://127.0.0.1"), commands: queue)
    }

    @Test func `commands are taken once, in their order`() {
        let transfers = (0..<3).map { _ in transfer() }
        queue.push(.start(transfers[0]))
        queue.push(.resume(transfers[1]))
        queue.push(.cancel(transfers[2]))
        let taken = queue.takeAll()
        guard taken.count == 3, case .start(let first) = taken[0], case .resume(let second) = taken[1],
            case .cancel(let third) = taken[2]
        else { return #expect(Bool(false), "\(taken)") }
        #expect(first === transfers[0] && second === transfers[1] && third === transfers[2])
        #expect(queue.takeAll().isEmpty)
    }

    @Test func `closing ends what waits to be started, and all that is started later`() {
        let (waiting, late, resumed) = (transfer(), transfer(), transfer())
        queue.push(.start(waiting))
        queue.push(.resume(resumed))
        #expect(!waiting.isFinished)
        queue.close()
        #expect(waiting.isFinished)
        #expect(!resumed.isFinished)
        queue.push(.start(late))
        #expect(late.isFinished)
        #expect(queue.takeAll().isEmpty)
    }

    @Test(.timeLimit(.minutes(3)))
    func `what is to start right behind the end says that the transport is closed`() async {
        let transfer = transfer()
        queue.push(.close)
        queue.push(.start(transfer))
        let thread = CurlLoop.start(serving: queue)
        await #expect(throws: TransportError.closed) { try await transfer.head() }
        if let thread { pthread_join(thread, nil) }
    }

    @Test func `a transfer that nobody could start says that the transport is closed`() async {
        queue.close()
        let transfer = transfer()
        queue.push(.start(transfer))
        await #expect(throws: TransportError.closed) { try await transfer.head() }
    }
}
