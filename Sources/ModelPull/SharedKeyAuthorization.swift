import Crypto
import FoundationEssentials
import Glibc
import ServingCore

/// Signs each request with the key of a storage account.
struct SharedKeyAuthorization: Authorization {
    private let account: String
    private let key: SymmetricKey
    /// For `x-ms-date`.
    private let now: @Sendable () -> String

    init(account: String, key: String, now: @escaping @Sendable () -> String = Self.httpDate) throws(PullError) {
        guard let bytes = Data(base64Encoded: key) else {
            throw PullError(
                .invalidSource,
                "the credentials' accountKey is not in base64: copy the account's key again"
            )
        }
        self.account = account
        self.key = SymmetricKey(data: bytes)
        self.now = now
    }

    func headers(for request: WebRequest) throws(PullError) -> [(name: String, value: String)] {
        guard let address = WebAddress(request.url) else {
            throw PullError(.invalidSource, "the endpoint of the storage account must be https://HOST")
        }
        let own = [(name: "x-ms-date", value: now()), (name: "x-ms-version", value: AzureSharedKey.version)]
        let text = AzureSharedKey.stringToSign(
            method: request.method,
            account: account,
            address: address,
            headers: request.headers + own
        )
        let signature = Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)).base64EncodedString()
        return own + [(name: "Authorization", value: "SharedKey \(account):\(signature)")]
    }

    func renew(after head: WebHead) -> Bool { false }

    /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    static let httpDate: @Sendable () -> String = {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 40)
        let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
