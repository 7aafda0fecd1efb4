import Glibc
import ServingCore

/// Something that a server holds.
struct RemoteFile: Sendable {
    let request: WebRequest
    let authorization: any Authorization
    /// For people, without secrets.
    let shown: String
    /// Azure's blobs know `If-Match` only.
    var usesIfMatch = false
}

struct DownloadOptions: Sendable {
    /// Four connections fill a link of 10 Gb/s where one is bound by its round trips; storage services advise against more.
    var connections = 4
    /// Long enough that a round trip does not matter, short enough that the page cache still holds it when it is hashed.
    var partLength = 32 << 20
    var retry = Retry.standard
    var limits = PullLimits(maximum: nil)
    var authorities: String?
}

/// What arrived.
struct Downloaded: Sendable {
    let size: Int
    let sha256: SHA256Digits
}

/// A file on its way to the disk: in parallel ranges of one content, or else in one stream.
///
/// The threads that ask write each byte where it belongs; the calling one hashes behind them in the file's order, while
/// the page cache still has what it reads.
struct Download {
    /// How often content that changes on its way is fetched from its beginning again.
    private static let changesAllowed = 5

    let file: RemoteFile
    let target: Descriptor
    let options: DownloadOptions
    let progress: Progress

    /// Returns when all of it is written.
    func run() throws(PullError) -> Downloaded {
        var retry = options.retry
        var changes = 0
        var asksForRanges = true
        while true {
            guard ftruncate(target.number, 0) == 0 else {
                throw target.writeFailure(errno, file.shown, size: 0)
            }
            let attempt = DownloadAttempt(file, target, options, asksForRanges: asksForRanges)
            switch try attempt.run(progress) {
            case .complete(let downloaded): return downloaded
            case .withoutRanges: asksForRanges = false
            case .changed:
                changes += 1
                guard changes <= Self.changesAllowed else {
                    throw PullError(
                        .sourceUnreachable,
                        "\(file.shown) changes again and again while it is fetched; pull it when it is finished"
                    )
                }
                progress.note("the content has changed on its way, and is fetched from its beginning")
            case .cut(let answer):
                guard let wait = retry.wait(retryAfter: answer.retryAfter, jitter: .random(in: 0...1)) else {
                    throw answer.failure(.sourceUnreachable, file.shown)
                }
                progress.note("the connection was cut, and the server cannot resume: from the beginning")
                sleep(wait)
            }
        }
    }
}
