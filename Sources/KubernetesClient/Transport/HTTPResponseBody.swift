/// The pieces of a response's body as the network delivers them. Read it once, from one task.
///
/// Reading slowly slows the server down: no more than ``Transfer/highWaterMark`` bytes wait here unread. Letting go of
/// the body before its end cancels the exchange.
package struct HTTPResponseBody: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    private let owner: TransferOwner

    /// Cancels a transfer that nobody reads any more.
    fileprivate final class TransferOwner: Sendable {
        let transfer: Transfer

        init(_ transfer: Transfer) { self.transfer = transfer }
        deinit { transfer.cancel() }
    }

    init(_ transfer: Transfer) {
        owner = TransferOwner(transfer)
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(owner)
    }

    package struct Iterator: AsyncIteratorProtocol {
        private let owner: TransferOwner

        fileprivate init(_ owner: TransferOwner) { self.owner = owner }

        package mutating func next() async throws(TransportError) -> [UInt8]? { try await owner.transfer.nextPiece() }
    }

    /// The whole body.
    ///
    /// - Throws: ``TransportError/failed(_:)`` for more than `limit` bytes.
    package func collected(limit: Int) async throws(TransportError) -> [UInt8] {
        var bytes: [UInt8] = []
        var iterator = makeAsyncIterator()
        while let piece = try await iterator.next() {
            guard bytes.count + piece.count <= limit else {
                throw .failed("the response is larger than \(limit) bytes")
            }
            bytes += piece
        }
        return bytes
    }
}
