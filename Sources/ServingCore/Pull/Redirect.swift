/// Whether an answer that points elsewhere is followed.
package enum Redirect: Hashable, Sendable {
    /// - Parameter keepsCredentials: only on the same server.
    case follow(String, keepsCredentials: Bool)
    case refuse(PullError)

    /// curl's and browsers' bounds are 20 and more; storage services need one or two.
    package static let limit = 10

    /// - Parameters:
    ///   - target: absolute; nil where the answer does not say.
    ///   - count: how many have been followed already.
    package static func decide(from: String, to target: String?, origin: String, count: Int) -> Redirect {
        guard let here = WebAddress(from), let origin = WebAddress(origin) else {
            return .refuse(PullError(.invalidSource, "the uri names no host: write https://HOST/PATH"))
        }
        guard count < limit else {
            return .refuse(
                PullError(.sourceUnreachable, "\(origin.redacted) redirects more than \(limit) times; check the uri")
            )
        }
        guard let target, let there = WebAddress(target) else {
            return .refuse(
                PullError(.sourceUnreachable, "\(here.redacted) redirects to nowhere that can be asked; check the uri")
            )
        }
        guard there.isSecure || !here.isSecure else {
            return .refuse(
                PullError(
                    .invalidSource,
                    "\(here.redacted) redirects to \(there.redacted), which is not encrypted; use a uri that stays on https"
                )
            )
        }
        return .follow(target, keepsCredentials: there.isSameServer(as: origin))
    }
}
