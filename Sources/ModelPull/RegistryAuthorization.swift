import KubernetesCore
import ServingCore
import Synchronization

/// Does what a registry's challenge asks for: fetches a token, with the password if there is one.
final class RegistryAuthorization: Authorization {
    private static let largestToken = 64 << 10

    private let repository: String
    private let allowsHTTP: Bool
    /// The value of a Basic authorization.
    private let basic: String?
    private let options: DownloadOptions
    private let header = Mutex<String?>(nil)

    init(repository: String, basic: String?, allowsHTTP: Bool, options: DownloadOptions) {
        self.repository = repository
        self.basic = basic
        self.allowsHTTP = allowsHTTP
        self.options = options
    }

    func headers(for request: WebRequest) -> [(name: String, value: String)] {
        header.withLock { $0.map { [(name: "Authorization", value: $0)] } ?? [] }
    }

    func renew(after head: WebHead) throws(PullError) -> Bool {
        guard let challenge = head.headers["www-authenticate"].flatMap(RegistryChallenge.init) else { return false }
        let new: String
        switch challenge {
        case .basic:
            guard let basic else { return false }
            new = "Basic \(basic)"
        case .bearer(let realm, let parameters):
            new = "Bearer \(try token(realm, parameters).text)"
        }
        header.withLock { $0 = new }
        return true
    }

    private func token(_ realm: String, _ parameters: [String: String]) throws(PullError) -> AccessToken {
        guard let address = WebAddress(realm), address.isSecure || allowsHTTP else {
            throw PullError(
                .sourceForbidden,
                "the registry sends passwords to an address that is not encrypted; ask its owner"
            )
        }
        let shown = "the token endpoint \(address.redacted)"
        let (_, body) = try WebClient(authorities: options.authorities).fetch(
            WebRequest(
                url: RegistryChallenge.tokenURL(realm: realm, parameters: parameters, repository: repository)
            ),
            with: FixedAuthorization(all: basic.map { [("Authorization", "Basic \($0)")] } ?? []),
            shown: shown,
            limit: Self.largestToken,
            retry: options.retry
        )
        guard let json = try? JSONValue(parsing: String(decoding: body, as: UTF8.self)), let token = AccessToken(json)
        else {
            throw PullError(.sourceUnreachable, "\(shown) answers without a token; check the registry")
        }
        return token
    }
}
