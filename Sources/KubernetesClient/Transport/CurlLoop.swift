import CCurl
import Glibc

/// The one thread that touches libcurl.
///
/// libcurl allows a handle on one thread at a time. So the multi handle and every easy handle are made, used and freed
/// here, and other threads only push commands. One poll over a handful of connections needs no event library.
struct CurlLoop {
    /// Initialises libcurl once; its documentation asks for that before any other thread uses it.
    private static let isInitialised: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// For how long a poll sleeps when libcurl has no timer of its own, in milliseconds.
    private static let pollTimeout: Int32 = 60_000

    private let commands: CurlCommandQueue
    private var multi: UnsafeMutableRawPointer
    private var running: [ObjectIdentifier: CurlExchange] = [:]
    /// When an exchange last ended well.
    private var lastSuccess = ContinuousClock.now

    /// Starts the thread. It ends after a `close` command, when every exchange has been told so.
    ///
    /// - Returns: the thread, to be joined; nil where the system has none to spare, and every exchange fails.
    static func start(serving commands: CurlCommandQueue) -> pthread_t? {
        let argument = Unmanaged.passRetained(commands)
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let commands = Unmanaged<CurlCommandQueue>.fromOpaque(argument).takeRetainedValue()
                CurlLoop.run(serving: commands)
                return nil
            },
            argument.toOpaque()
        )
        guard result == 0 else {
            argument.release()
            commands.close()
            return nil
        }
        return thread
    }

    private static func run(serving commands: CurlCommandQueue) {
        defer { commands.close() }
        guard isInitialised, let multi = curl_multi_init() else { return }
        var loop = CurlLoop(commands: commands, multi: multi)
        while loop.turn() {}
        for exchange in loop.running.values { loop.end(exchange, .closed) }
        curl_multi_cleanup(loop.multi)
    }

    /// One round of commands, transfers and waiting; false after a `close` command.
    private mutating func turn() -> Bool {
        var isOpen = true
        for command in commands.takeAll() {
            switch command {
            case .start(let transfer): start(transfer)
            case .resume(let transfer): running[ObjectIdentifier(transfer)]?.resume()
            case .cancel(let transfer):
                if let exchange = running[ObjectIdentifier(transfer)] { end(exchange, .cancelled) }
            case .close: isOpen = false
            }
        }
        // What was to start behind the `close` is among those that are ended now.
        guard isOpen else { return false }
        var count: Int32 = 0
        curl_multi_perform(multi, &count)
        endFinished()
        endUnanswered(at: .now)
        var wake = curl_waitfd(fd: commands.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        curl_multi_poll(multi, &wake, 1, pollTimeout(at: .now), nil)
        return true
    }

    private func pollTimeout(at now: ContinuousClock.Instant) -> Int32 {
        guard let deadline = running.values.compactMap(\.headDeadline).min() else { return Self.pollTimeout }
        // A millisecond more than what is rounded down.
        return Int32(min(Double(Self.pollTimeout), max(0, (deadline - now) / .milliseconds(1)) + 1))
    }

    private mutating func start(_ transfer: Transfer) {
        guard !transfer.isFinished else { return }
        do throws(TransportError) {
            let exchange = try CurlExchange(transfer)
            let code = curl_multi_add_handle(multi, exchange.handle)
            guard code == CURLM_OK else { throw .failed(String(cString: curl_multi_strerror(code))) }
            running[ObjectIdentifier(transfer)] = exchange
        } catch {
            transfer.finish(error)
        }
    }

    private mutating func endFinished() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE,
                let exchange = running.values.first(where: { $0.handle == message.pointee.easy_handle })
            else { continue }
            let error = exchange.error(for: message.pointee.data.result)
            end(exchange, error)
            if error == .timedOut { replaceConnections(ifStalledSince: exchange) }
        }
    }

    private mutating func endUnanswered(at now: ContinuousClock.Instant) {
        for exchange in running.values {
            guard running[ObjectIdentifier(exchange.transfer)] != nil, let deadline = exchange.headDeadline,
                deadline <= now
            else { continue }
            end(exchange, .timedOut)
            replaceConnections(ifStalledSince: exchange)
        }
    }

    /// Leaves connections on which nothing moves any more although the network acknowledges every byte, as behind a
    /// load balancer whose other side is gone.
    ///
    /// All requests to one server share a connection, so that one without an answer, while nothing came for the others
    /// either, means that it is dead; libcurl would go on to send new requests into it.
    private mutating func replaceConnections(ifStalledSince unanswered: CurlExchange) {
        guard !unanswered.transfer.hasHead, lastSuccess < unanswered.start,
            !running.values.contains(where: { $0.transfer.lastArrival.map { $0 >= unanswered.start } ?? false }),
            let fresh = curl_multi_init()
        else { return }
        for exchange in running.values { end(exchange, .failed("the connection has stalled")) }
        curl_multi_cleanup(multi)
        multi = fresh
    }

    private mutating func end(_ exchange: CurlExchange, _ error: TransportError?) {
        curl_multi_remove_handle(multi, exchange.handle)
        running[ObjectIdentifier(exchange.transfer)] = nil
        if error == nil { lastSuccess = .now }
        exchange.transfer.finish(error)
    }
}
