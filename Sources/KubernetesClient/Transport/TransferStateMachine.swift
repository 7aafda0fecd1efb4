/// One exchange, as its two sides see it: libcurl's thread puts in what arrives, the reading task takes it out.
struct TransferStateMachine: Sendable {
    private enum Phase: Sendable {
        case waitingForHead(status: Int, headers: [String: String])
        case receiving(HTTPResponseHead)
        case finished(HTTPResponseHead?, TransportError?)
    }

    enum Take<Value: Sendable>: Sendable {
        case wait
        case value(Value)
        case failure(TransportError)
    }

    /// Bytes that may wait unread before libcurl is told to pause.
    let highWaterMark: Int
    private var phase = Phase.waitingForHead(status: 0, headers: [:])
    private var unread: [UInt8] = []
    private(set) var isPaused = false
    /// Whether libcurl is handing over what it held back, which has to be taken whole.
    var isResuming = false

    init(highWaterMark: Int) {
        self.highWaterMark = highWaterMark
    }

    /// Takes one line of the response's head, without its line end. Informational responses are passed over.
    mutating func receive(headerLine line: String) {
        guard case .waitingForHead(var status, var headers) = phase else { return }
        if line.isEmpty {
            if status >= 200 {
                phase = .receiving(HTTPResponseHead(status: status, headers: headers))
                return
            }
        } else if line.hasPrefix("HTTP/") {
            let words = line.split(separator: " ")
            (status, headers) = (words.count > 1 ? Int(words[1]) ?? 0 : 0, [:])
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let name = line[..<colon].lowercased()
            // A header may come in several lines (RFC 9110, 5.3), as warnings do.
            headers[name] = headers[name].map { "\($0), \(value)" } ?? String(value)
        }
        phase = .waitingForHead(status: status, headers: headers)
    }

    /// Takes a piece of the body.
    ///
    /// - Returns: false when too much waits unread: the piece is refused, and libcurl gives it again after a resume.
    mutating func receive(bytes: some Collection<UInt8>) -> Bool {
        // Nobody reads on after a cancellation, which libcurl's thread may not know of yet.
        guard !isFinished else { return true }
        guard unread.count < highWaterMark || isResuming else {
            isPaused = true
            return false
        }
        unread += bytes
        return true
    }

    /// Only the first end counts: whoever cancels an exchange that is over, or finishes a cancelled one, changes nothing.
    mutating func finish(_ error: TransportError?) {
        switch phase {
        case .waitingForHead: phase = .finished(nil, error ?? .failed("the connection ended before an answer"))
        case .receiving(let head): phase = .finished(head, error)
        case .finished: break
        }
    }

    var isFinished: Bool {
        if case .finished = phase { true } else { false }
    }

    var hasHead: Bool {
        switch phase {
        case .waitingForHead, .finished(nil, _): false
        case .receiving, .finished(_?, _): true
        }
    }

    func takeHead() -> Take<HTTPResponseHead> {
        switch phase {
        case .waitingForHead: .wait
        case .receiving(let head), .finished(let head?, _): .value(head)
        case .finished(nil, let error): .failure(error ?? .closed)
        }
    }

    /// Takes all that waits unread; nil once the body has ended.
    mutating func takePiece() -> Take<[UInt8]?> {
        if !unread.isEmpty {
            defer {
                unread = []
                isPaused = false
            }
            return .value(unread)
        }
        return switch phase {
        case .waitingForHead, .receiving: .wait
        case .finished(_, let error?): .failure(error)
        case .finished(_, nil): .value(nil)
        }
    }
}
