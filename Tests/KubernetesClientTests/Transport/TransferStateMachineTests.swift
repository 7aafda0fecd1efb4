import Testing

@testable import KubernetesClient

extension TransferStateMachine.Take: Equatable where Value: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.wait, .wait): true
        case (.value(let left), .value(let right)): left == right
        case (.failure(let left), .failure(let right)): left == right
        default: false
        }
    }
}

@Suite struct TransferStateMachineTests {
    private var machine = TransferStateMachine(highWaterMark: 8)

    /// A machine that has received the lines of a head, without the empty one that ends it.
    private func receiving(_ lines: String...) -> TransferStateMachine {
        var machine = machine
        for line in lines { machine.receive(headerLine: line) }
        return machine
    }

    private var open: TransferStateMachine { receiving("HTTP/1.1 200 OK", "") }

    @Test func `the head is there once an empty line has ended it`() {
        var machine = receiving("HTTP/1.1 404 Not Found", "Content-Type: application/json")
        #expect(machine.takeHead() == .wait)
        #expect(machine.takePiece() == .wait)
        machine.receive(headerLine: "")
        let head = HTTPResponseHead(status: 404, headers: ["content-type": "application/json"])
        #expect(machine.takeHead() == .value(head))
        #expect(machine.takeHead() == .value(head))
        #expect(!machine.isFinished)
    }

    @Test(
        "A status line is read in every version of HTTP",
        arguments: [("HTTP/1.0 200", 200), ("HTTP/1.1 503 Service Unavailable", 503), ("HTTP/2 201 ", 201)]
    )
    func statusLine(line: String, status: Int) {
        #expect(receiving(line, "").takeHead() == .value(HTTPResponseHead(status: status, headers: [:])))
    }

    @Test(
        "Names are in lower case, values without the space before them",
        arguments: [
            ("Retry-After: 5", "retry-after", "5"), ("X:y", "x", "y"), ("X: \t y z", "x", "y z"), ("X:", "x", ""),
            ("Location: https://a:1/b", "location", "https://a:1/b"),
        ]
    )
    func header(line: String, name: String, value: String) {
        let head = HTTPResponseHead(status: 200, headers: [name: value])
        #expect(receiving("HTTP/1.1 200 OK", line, "").takeHead() == .value(head))
    }

    @Test func `informational responses leave nothing behind`() {
        var machine = receiving("HTTP/1.1 100 Continue", "", "HTTP/1.1 103 Early Hints", "Link: </a>", "")
        #expect(machine.takeHead() == .wait)
        for line in ["HTTP/1.1 200 OK", "Server: x", ""] { machine.receive(headerLine: line) }
        #expect(machine.takeHead() == .value(HTTPResponseHead(status: 200, headers: ["server": "x"])))
    }

    @Test func `a malformed line is passed over, a malformed status is no answer`() {
        #expect(
            receiving("HTTP/1.1 200 OK", "no colon", "").takeHead()
                == .value(HTTPResponseHead(status: 200, headers: [:]))
        )
        var machine = receiving("HTTP/1.1 huh", "")
        #expect(machine.takeHead() == .wait)
        machine.finish(nil)
        #expect(machine.takeHead() == .failure(.failed("the connection ended before an answer")))
    }

    @Test func `trailers do not change the head`() {
        var machine = open
        for line in ["Grpc-Status: 1", "HTTP/1.1 500 X", ""] { machine.receive(headerLine: line) }
        #expect(machine.takeHead() == .value(HTTPResponseHead(status: 200, headers: [:])))
    }

    @Test func `pieces are taken in order, all that wait at once`() {
        var machine = open
        #expect(machine.takePiece() == .wait)
        #expect(machine.receive(bytes: [1, 2]) == true)
        #expect(machine.receive(bytes: [3]) == true)
        #expect(machine.takePiece() == .value([1, 2, 3]))
        #expect(machine.takePiece() == .wait)
        #expect(machine.receive(bytes: [4]) == true)
        #expect(machine.takePiece() == .value([4]))
    }

    @Test func `at the high-water mark a piece is refused until the reader has taken what waits`() {
        var machine = open
        #expect(machine.receive(bytes: Array(1...7)) == true)
        // Below the mark a piece is taken whole, however long it is.
        #expect(machine.receive(bytes: [8, 9, 10]) == true)
        #expect(!machine.isPaused)
        #expect(machine.receive(bytes: [11]) == false)
        #expect(machine.isPaused)
        #expect(machine.receive(bytes: [11]) == false)
        #expect(machine.takePiece() == .value(Array(1...10)))
        #expect(!machine.isPaused)
        #expect(machine.receive(bytes: [11]) == true)
        #expect(machine.takePiece() == .value([11]))
    }

    @Test func `what libcurl held back is taken whole`() {
        var machine = open
        #expect(machine.receive(bytes: Array(1...10)) == true)
        machine.isResuming = true
        #expect(machine.receive(bytes: [11]) == true)
        machine.isResuming = false
        #expect(machine.receive(bytes: [12]) == false)
        #expect(machine.takePiece() == .value(Array(1...11)))
    }

    @Test func `what waits unread is still taken after the end`() {
        var machine = open
        #expect(machine.receive(bytes: [1]) == true)
        machine.finish(nil)
        #expect(machine.isFinished)
        #expect(machine.takeHead() == .value(HTTPResponseHead(status: 200, headers: [:])))
        #expect(machine.takePiece() == .value([1]))
        #expect(machine.takePiece() == .value(nil))
        #expect(machine.takePiece() == .value(nil))
    }

    @Test func `a failure comes after what arrived before it, and stays`() {
        var machine = open
        #expect(machine.receive(bytes: [1]) == true)
        machine.finish(.timedOut)
        #expect(machine.takeHead() == .value(HTTPResponseHead(status: 200, headers: [:])))
        #expect(machine.takePiece() == .value([1]))
        #expect(machine.takePiece() == .failure(.timedOut))
        #expect(machine.takePiece() == .failure(.timedOut))
    }

    @Test func `a failure before the head is the answer`() {
        var machine = receiving("HTTP/1.1 200 OK")
        machine.finish(.failed("reset"))
        #expect(machine.takeHead() == .failure(.failed("reset")))
        #expect(machine.takePiece() == .failure(.failed("reset")))
    }

    @Test func `an end without an answer is a failure`() {
        var machine = machine
        machine.finish(nil)
        #expect(machine.takeHead() == .failure(.failed("the connection ended before an answer")))
    }

    @Test func `only the first end counts`() {
        var finished = open
        finished.finish(nil)
        finished.finish(.cancelled)
        #expect(finished.takePiece() == .value(nil))
        var cancelled = open
        cancelled.finish(.cancelled)
        cancelled.finish(nil)
        cancelled.finish(.timedOut)
        #expect(cancelled.takePiece() == .failure(.cancelled))
    }

    @Test func `a head that comes after the end is too late`() {
        var machine = machine
        machine.finish(.cancelled)
        for line in ["HTTP/1.1 200 OK", ""] { machine.receive(headerLine: line) }
        #expect(machine.takeHead() == .failure(.cancelled))
    }

    @Test func `bytes that come after the end are too late, and do not pause libcurl`() {
        var machine = open
        machine.finish(.cancelled)
        #expect(machine.receive(bytes: Array(1...20)) == true)
        #expect(machine.receive(bytes: Array(1...20)) == true)
        #expect(!machine.isPaused)
        #expect(machine.takePiece() == .failure(.cancelled))
    }
}
