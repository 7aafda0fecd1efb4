/// The pieces of a response's body as the network delivers them. Read it once, from one task.
///
/// Reading slowly slows the server down: no more than ``Transfer/highWaterMark`` bytes wait here unread. Letting go of
/// the body before its end cancels the exchange.
package struct HTTPResponseBody: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    private let source: Source

    fileprivate enum Source: Sendable {
        case transfer(TransferOwner)
        case bytes([UInt8])
    }

    /// Cancels a transfer that nobody reads any more.
    fileprivate final class TransferOwner: Sendable {
        let transfer: Transfer

        init(_ transfer: Transfer) { self.transfer = transfer }
        deinit { transfer.cancel() }
    }

    init(_ transfer: Transfer) {
        source = .transfer(TransferOwner(transfer))
    }

    /// A body that is already there whole.
    package init(bytes: [UInt8]) {
        source = .bytes(bytes)
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(source)
    }

    package struct Iterator: AsyncIteratorProtocol {
        private var source: Source

        fileprivate init(_ source: Source) { self.source = source }

        package mutating func next() async throws(TransportError) -> [UInt8]? {
            switch source {
            case .transfer(let owner): return try await owner.transfer.nextPiece()
            case .bytes(let bytes):
                source = .bytes([])
                return bytes.isEmpty ? nil : bytes
            }
        }
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
