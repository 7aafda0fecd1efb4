package import KubernetesCore

/// The events of one watch, until the server ends it. Read it once, from one task.
package struct WatchEvents: AsyncSequence, Sendable {
    package typealias Element = WatchEvent

    fileprivate let body: HTTPResponseBody
    fileprivate let request: APIRequest

    package func makeAsyncIterator() -> Iterator {
        Iterator(pieces: body.makeAsyncIterator(), request: request)
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var pieces: HTTPResponseBody.Iterator
        fileprivate let request: APIRequest
        private var framer = LineFramer()
        private var lines: ArraySlice<ArraySlice<UInt8>> = []

        fileprivate init(pieces: HTTPResponseBody.Iterator, request: APIRequest) {
            self.pieces = pieces
            self.request = request
        }

        /// nil when the server has ended the watch; a line that it broke off is dropped, a later watch repeats it.
        package mutating func next() async throws(ClientError) -> WatchEvent? {
            while lines.isEmpty {
                do {
                    guard let piece = try await pieces.next() else { return nil }
                    lines = try framer.lines(appending: piece)[...]
                } catch let error as TransportError {
                    throw ClientError(.transport(error), request)
                } catch {
                    throw ClientError(.malformed("\(error)"), request)
                }
            }
            let line = lines.removeFirst()
            // Nothing left of many lines would hold on to all of them until the next event, which may be hours away.
            if lines.isEmpty { lines = [] }
            do {
                return try WatchEvent(line: line)
            } catch {
                throw ClientError(.malformed(error.problem), request)
            }
        }
    }
}

extension Client {
    /// Starts a watch and returns once the server has accepted it.
    package func watch(_ request: APIRequest) async throws(ClientError) -> WatchEvents {
        WatchEvents(body: try await stream(request), request: request)
    }
}
