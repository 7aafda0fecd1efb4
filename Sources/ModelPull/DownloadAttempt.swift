import Crypto
import Glibc
import ServingCore
import Synchronization

/// One content of a file, from its beginning.
final class DownloadAttempt: Sendable {
    enum Outcome: Sendable {
        case complete(Downloaded)
        /// What comes is not what has come before.
        case changed
        /// The server gives parts, but nothing by which to know that they belong together.
        case withoutRanges
        /// A stream that cannot be taken up where it ended.
        case cut(WebAnswer)
    }

    private struct State {
        var plan: RangePlan?
        var identity: ContentIdentity?
        var canResume = false
        /// Ends every thread.
        var ending: Result<Outcome, PullError>?
    }

    /// How often the hashing thread looks when there is nothing to hash.
    private static let pause = Duration.milliseconds(5)

    private let file: RemoteFile
    private let target: Descriptor
    private let options: DownloadOptions
    private let asksForRanges: Bool
    private let state = Mutex(State())

    init(_ file: RemoteFile, _ target: Descriptor, _ options: DownloadOptions, asksForRanges: Bool) {
        self.file = file
        self.target = target
        self.options = options
        self.asksForRanges = asksForRanges
    }

    func run(_ progress: Progress) throws(PullError) -> Outcome {
        var threads = [startWorker(first: true)]
        var hash = SHA256()
        var hashed = 0
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        defer {
            // They write to a file that is about to be used or thrown away.
            for case let thread? in threads { pthread_join(thread, nil) }
        }
        while true {
            let (plan, ending) = state.withLock { ($0.plan, $0.ending) }
            switch ending {
            case .failure(let error): throw error
            case .success(let outcome): return outcome
            case nil: break
            }
            guard let plan else {
                sleep(Self.pause)
                continue
            }
            if threads.count == 1 {
                for _ in 0..<min(options.connections - 1, plan.remainingParts) {
                    threads.append(startWorker(first: false))
                }
                // Once, however many were needed.
                threads.append(nil)
            }
            progress.update(received: plan.received, total: plan.total)
            if hashed < plan.contiguous {
                let count = buffer.withUnsafeMutableBytes {
                    pread(target.number, $0.baseAddress, min($0.count, plan.contiguous - hashed), hashed)
                }
                guard count > 0 else { throw stop(target.writeFailure(errno, file.shown, size: hashed)) }
                buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                hashed += count
            } else if plan.isComplete {
                return .complete(Downloaded(size: hashed, sha256: SHA256Digits(of: hash.finalize())))
            } else {
                sleep(Self.pause)
            }
        }
    }

    private func startWorker(first: Bool) -> pthread_t? {
        let thread = startThread { [self] in
            do throws(PullError) {
                let client = try WebClient(authorities: options.authorities)
                if first { try fetch(0..<options.partLength, client) }
                while let range = state.withLock({ $0.ending == nil ? $0.plan?.takeNext() : nil }) {
                    try fetch(range, client)
                }
            } catch {
                _ = stop(error)
            }
        }
        if thread == nil, first { _ = stop(PullError(.sourceUnreachable, "the system has no thread left; try again")) }
        return thread
    }

    private func stop(_ error: PullError) -> PullError {
        end(.failure(error))
        return error
    }

    private func end(_ ending: Result<Outcome, PullError>) {
        state.withLock { if $0.ending == nil { $0.ending = ending } }
    }

    private var hasEnded: Bool { state.withLock { $0.ending != nil } }

    /// Gets the bytes of `range`, over as many requests as it takes.
    private func fetch(_ range: Range<Int>, _ client: WebClient) throws(PullError) {
        var retry = options.retry
        var part = Part(start: range.lowerBound, end: range.upperBound, position: range.lowerBound)
        while !hasEnded {
            let before = part.position
            part.hasLookedAtHead = false
            let answer = try client.ask(request(for: part), with: file.authorization, while: { !self.hasEnded }) {
                take($0, $1, &part)
            }
            // An empty body brings no piece.
            if let head = answer.head, head.status < 300 { _ = take(head, nil, &part) }
            if hasEnded { return }
            if part.position > before { retry.progress() }
            if try finish(&part, answer) { return }
            if part.position > 0, !state.withLock(\.canResume) {
                return end(.success(.cut(answer)))
            }
            guard let wait = retry.wait(retryAfter: answer.retryAfter, jitter: .random(in: 0...1)) else {
                throw answer.failure(.sourceUnreachable, file.shown)
            }
            pauseUnlessEnded(wait)
        }
    }

    /// A range as far as it has come.
    private struct Part {
        let start: Int
        /// The first byte that is not part of it; `Int.max` in a stream of unknown length.
        var end: Int
        var position: Int
        var isStream = false
        var hasLookedAtHead = false
    }

    private func request(for part: Part) -> WebRequest {
        var request = file.request
        let identity = state.withLock(\.identity)
        guard asksForRanges, !part.isStream || state.withLock(\.canResume) else { return request }
        request.headers.append(("Range", "bytes=\(part.position)-\(part.end == .max ? "" : "\(part.end - 1)")"))
        if let identity {
            request.headers.append((file.usesIfMatch && identity.isTag ? "If-Match" : "If-Range", identity.validator))
        }
        return request
    }

    /// Takes a piece of a body, and before the first one looks whether it is of the same content.
    private func take(_ head: WebHead, _ bytes: UnsafeRawBufferPointer?, _ part: inout Part) -> Bool {
        if !part.hasLookedAtHead {
            guard !hasEnded, begin(head, &part) else { return false }
            part.hasLookedAtHead = true
        }
        guard let bytes else { return true }
        guard bytes.count <= part.end - part.position else {
            end(.success(.changed))
            return false
        }
        if part.end == .max {
            do throws(PullError) {
                try options.limits.check(file.shown, size: part.position + bytes.count, free: .max)
            } catch {
                _ = stop(error)
                return false
            }
        }
        let code = target.write(bytes, at: part.position)
        guard code == 0 else {
            _ = stop(target.writeFailure(code, file.shown, size: state.withLock { $0.plan?.total } ?? part.position))
            return false
        }
        part.position += bytes.count
        let (position, start) = (part.position, part.start)
        return state.withLock { state in
            state.plan?.wrote(upTo: position, ofRangeFrom: start)
            return state.ending == nil
        }
    }

    /// - Returns: whether the body is wanted.
    private func begin(_ head: WebHead, _ part: inout Part) -> Bool {
        let identity = ContentIdentity(headers: head.headers)
        let known = state.withLock { ($0.plan, $0.identity) }
        let range = head.status == 206 ? ContentRange(head.headers["content-range"]) : nil
        if let plan = known.0, part.position > 0 || plan.total != nil {
            if let bytes = range?.bytes, bytes.lowerBound == part.position,
                range?.total == plan.total || plan.total == nil,
                identity == known.1
            {
                return true
            }
            // From the beginning again, and nothing of it has come yet.
            let length = head.headers["content-length"].flatMap { Int($0) }
            if head.status == 200, part.isStream, part.position == 0, length == plan.total, identity == known.1 {
                return true
            }
            end(.success(.changed))
            return false
        }
        let total: Int?
        if head.status == 206 {
            guard let range, let bytes = range.bytes, bytes.lowerBound == 0, let whole = range.total,
                whole <= options.partLength || identity != nil
            else {
                end(.success(.withoutRanges))
                return false
            }
            total = whole
            part.end = min(whole, options.partLength)
        } else {
            total = head.headers["content-length"].flatMap { Int($0) }
            part.end = total ?? .max
            part.isStream = true
        }
        return plan(total, identity, part, canResume: head.status == 206)
    }

    private func plan(_ total: Int?, _ identity: ContentIdentity?, _ part: Part, canResume: Bool) -> Bool {
        do throws(PullError) {
            if let total { try options.limits.check(file.shown, size: total, free: target.freeSpace) }
        } catch {
            _ = stop(error)
            return false
        }
        state.withLock { state in
            state.plan = RangePlan(total: total, first: part.start..<part.end, partLength: options.partLength)
            state.identity = identity
            state.canResume = canResume && identity != nil
        }
        return true
    }

    /// Looks at an answer's end.
    ///
    /// - Returns: whether the range is complete, or will not be.
    private func finish(_ part: inout Part, _ answer: WebAnswer) throws(PullError) -> Bool {
        guard let head = answer.head else { return false }
        if head.status == 412 || head.status == 416, part.position > 0 || state.withLock({ $0.plan != nil }) {
            end(.success(.changed))
            return true
        }
        if head.status == 416, ContentRange(head.headers["content-range"])?.total == 0 {
            state.withLock { $0.plan = RangePlan(total: 0, first: 0..<0, partLength: options.partLength) }
            return true
        }
        switch AnswerVerdict(status: head.status) {
        case .failure(let failure): throw answer.failure(failure, file.shown)
        case .retry: return false
        case .good: break
        }
        if part.end == .max, answer.problem == nil {
            let position = part.position
            state.withLock { $0.plan?.end(at: position) }
            return true
        }
        return part.position == part.end
    }

    private func pauseUnlessEnded(_ wait: Duration) {
        let deadline = ContinuousClock.now + wait
        while !hasEnded, ContinuousClock.now < deadline { sleep(min(.milliseconds(50), deadline - .now)) }
    }
}
