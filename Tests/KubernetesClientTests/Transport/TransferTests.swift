import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) final class TransferTests: Sendable {
    private let commands = CurlCommandQueue()
    private let transfer: Transfer

    init() {
        transfer = Transfer(HTTPRequest(method: "GET", url: "http://127.0.0.1"), commands: commands)
    }

    deinit {
        // What waits in it holds the transfer, and the transfer holds it.
        commands.close()
    }

    private func receiveHead() {
        transfer.receive(headerLine: "HTTP/1.1 200 OK")
        transfer.receive(headerLine: "")
    }

    private func fill() {
        #expect(transfer.receive(bytes: repeatElement(1, count: Transfer.highWaterMark)))
    }

    @Test func `a reader that waits is told of every piece and of the end`() async throws {
        let task = Task {
            let status = try await transfer.head().status
            var pieces: [UInt8] = []
            while let piece = try await transfer.nextPiece() { pieces += piece }
            return (status, pieces)
        }
        for step in 0..<100 {
            await Task.yield()
            if step == 50 { receiveHead() }
            if step > 50 { #expect(transfer.receive(bytes: [UInt8(step)])) }
        }
        transfer.finish(nil)
        let (status, pieces) = try await task.value
        #expect(status == 200)
        #expect(pieces == Array(51..<100))
    }

    @Test func `a reader that is about to wait misses nothing`() async throws {
        for _ in 0..<5_000 {
            let transfer = Transfer(HTTPRequest(method: "GET", url: "http://127.0.0.1"), commands: commands)
            let feeder = Task.detached {
                transfer.receive(headerLine: "HTTP/1.1 200 OK")
                transfer.receive(headerLine: "")
                return transfer.receive(bytes: [1])
            }
            _ = try await transfer.head()
            #expect(try await transfer.nextPiece() == [1])
            #expect(await feeder.value)
        }
    }

    @Test func `libcurl is told to go on once for each pause, and only then`() async throws {
        receiveHead()
        #expect(transfer.receive(bytes: [1]))
        #expect(try await transfer.nextPiece() == [1])
        #expect(commands.takeAll().isEmpty)
        for _ in 0..<3 {
            fill()
            #expect(!transfer.receive(bytes: [2]))
            #expect(!transfer.receive(bytes: [2]))
            #expect(try await transfer.nextPiece()?.count == Transfer.highWaterMark)
            let taken = commands.takeAll()
            guard taken.count == 1, case .resume(let resumed) = taken[0] else {
                return #expect(Bool(false), "\(taken)")
            }
            #expect(resumed === transfer)
        }
    }

    @Test func `cancelling tells libcurl once`() {
        transfer.cancel()
        transfer.cancel()
        let taken = commands.takeAll()
        guard taken.count == 1, case .cancel(let cancelled) = taken[0] else { return #expect(Bool(false), "\(taken)") }
        #expect(cancelled === transfer)
    }

    @Test func `cancelling after the end tells libcurl nothing`() async throws {
        receiveHead()
        transfer.finish(nil)
        transfer.cancel()
        #expect(commands.takeAll().isEmpty)
        #expect(try await transfer.nextPiece() == nil)
    }

    @Test func `a cancelled reader gets what had arrived, and no more`() async throws {
        receiveHead()
        #expect(transfer.receive(bytes: [1]))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            #expect(try await transfer.nextPiece() == [1])
            _ = transfer.receive(bytes: [2])
            return try await transfer.nextPiece()
        }
        await #expect(throws: TransportError.cancelled) { try await task.value }
        #expect(commands.takeAll().count == 1)
    }

    @Test func `a reader that waits is told of a cancellation by another`() async throws {
        let task = Task { try await transfer.head() }
        for _ in 0..<100 { await Task.yield() }
        transfer.cancel()
        await #expect(throws: TransportError.cancelled) { try await task.value }
    }
}
