import KubernetesCore
import ServingCore
import Synchronization

/// The pod's own identity in Azure: the token of its service account, exchanged for one that the storage takes.
final class WorkloadIdentity: Authorization {
    private static let scope = "https://storage.azure.com/.default"
    private static let largestToken = 64 << 10

    private let clientID: String
    private let tokenFile: String
    private let endpoint: String
    private let options: DownloadOptions
    private let token = Mutex<(token: AccessToken, since: ContinuousClock.Instant)?>(nil)

    /// - Returns: nil where the environment says nothing of an identity.
    init?(environment: [String: String], allowsHTTP: Bool, options: DownloadOptions) throws(PullError) {
        guard let file = environment["AZURE_FEDERATED_TOKEN_FILE"], let client = environment["AZURE_CLIENT_ID"],
            let tenant = environment["AZURE_TENANT_ID"]
        else { return nil }
        var authority = environment["AZURE_AUTHORITY_HOST"] ?? "https://login.microsoftonline.com/"
        if !authority.hasSuffix("/") { authority += "/" }
        guard let address = WebAddress(authority), address.isSecure || allowsHTTP else {
            throw PullError(.invalidSource, "AZURE_AUTHORITY_HOST must begin with https://")
        }
        clientID = client
        tokenFile = file
        endpoint = "\(authority)\(PercentEncoding.encode(tenant))/oauth2/v2.0/token"
        self.options = options
    }

    func headers(for request: WebRequest) throws(PullError) -> [(name: String, value: String)] {
        [
            (name: "Authorization", value: "Bearer \(try current())"),
            (name: "x-ms-version", value: AzureSharedKey.version),
        ]
    }

    func renew(after head: WebHead) -> Bool {
        token.withLock { cached in
            defer { cached = nil }
            return cached != nil
        }
    }

    private func current() throws(PullError) -> String {
        let result: Result<String, PullError> = token.withLock { cached in
            if let cached, cached.since.duration(to: .now) < .seconds(cached.token.replacedAfter) {
                return .success(cached.token.text)
            }
            // Under the lock: the other threads need the same token and would only ask for it again.
            return Result { () throws(PullError) in
                let since = ContinuousClock.now
                let token = try exchange()
                cached = (token, since)
                return token.text
            }
        }
        return try result.get()
    }

    private func exchange() throws(PullError) -> AccessToken {
        guard let assertion = readText(tokenFile, limit: Self.largestToken)?.trimmed, !assertion.isEmpty else {
            throw PullError(
                .sourceForbidden,
                "AZURE_FEDERATED_TOKEN_FILE cannot be read: check the pod's workload identity"
            )
        }
        let form = [
            ("client_id", clientID), ("client_assertion", assertion), ("scope", Self.scope),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("grant_type", "client_credentials"),
        ]
        let shown = "the token endpoint of \(WebAddress(endpoint)?.authority ?? "Azure")"
        let (_, body): (WebHead, [UInt8])
        do {
            (_, body) = try WebClient(authorities: nil).fetch(
                WebRequest(
                    url: endpoint,
                    headers: [("Content-Type", "application/x-www-form-urlencoded")],
                    form: form.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
                ),
                with: FixedAuthorization(),
                shown: shown,
                limit: Self.largestToken,
                retry: options.retry
            )
        } catch  where [.invalidSource, .sourceNotFound].contains(error.failure) {
            // What it says to a wrong client, tenant or assertion.
            throw PullError(
                .sourceForbidden,
                "\(shown) refuses the workload identity; check AZURE_CLIENT_ID, AZURE_TENANT_ID and the federated credential"
            )
        }
        guard let json = try? JSONValue(parsing: String(decoding: body, as: UTF8.self)), let token = AccessToken(json)
        else {
            throw PullError(.sourceUnreachable, "\(shown) answers without a token; check AZURE_AUTHORITY_HOST")
        }
        return token
    }
}
