import ServingCore

extension WebClient {
    /// A small answer as a whole, after retries.
    ///
    /// - Parameters:
    ///   - shown: what is asked, for people.
    ///   - limit: in bytes.
    func fetch(
        _ request: WebRequest,
        with authorization: any Authorization,
        shown: String,
        limit: Int,
        retry: Retry
    ) throws(PullError) -> (head: WebHead, body: [UInt8]) {
        var retry = retry
        while true {
            var body: [UInt8] = []
            var isTooLong = false
            let answer = try ask(request, with: authorization) { _, bytes in
                isTooLong = body.count + bytes.count > limit
                if !isTooLong { body += bytes }
                return !isTooLong
            }
            guard !isTooLong else {
                throw PullError(
                    .tooLarge,
                    "\(shown) answers with more than \(limit) bytes; check that it is what is meant"
                )
            }
            if let head = answer.head {
                switch AnswerVerdict(status: head.status) {
                case .good where answer.problem == nil: return (head, body)
                case .good, .retry: break
                case .failure(let failure): throw answer.failure(failure, shown)
                }
            }
            guard let wait = retry.wait(retryAfter: answer.retryAfter, jitter: .random(in: 0...1)) else {
                throw answer.failure(.sourceUnreachable, shown)
            }
            sleep(wait)
        }
    }
}

extension WebAnswer {
    func failure(_ failure: PullFailure, _ shown: String) -> PullError {
        let said = problem ?? head.map { "HTTP status \($0.status)" } ?? "no answer"
        return switch failure {
        case .sourceForbidden:
            PullError(failure, "\(shown) is refused (\(said)): check the credentials and their rights")
        case .sourceNotFound:
            PullError(failure, "\(shown) does not exist (\(said)): check the uri")
        case .invalidSource:
            PullError(failure, "\(shown) cannot be asked for like this (\(said)): check the uri and the credentials")
        default:
            PullError(
                failure,
                "\(shown) gave no usable answer after several tries (\(said)); the next start tries again"
            )
        }
    }
}
