/// What Azure Storage wants signed with an account's key (Authorize with Shared Key, for versions from 2015-02-21 on).
package enum AzureSharedKey {
    /// The version of the service whose rules these are. Bearer tokens need 2017-11-09 or later.
    package static let version = "2020-10-02"

    /// Headers that have a line of their own, in that order.
    private static let standardHeaders = [
        "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date",
        "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range",
    ]

    /// The text to sign.
    ///
    /// - Parameter headers: all that are sent, names in any case; one of them is `x-ms-date`.
    package static func stringToSign(
        method: String,
        account: String,
        address: WebAddress,
        headers: [(name: String, value: String)]
    ) -> String {
        let headers = headers.map { (name: $0.name.lowercased(), value: $0.value) }
        let standard = standardHeaders.map { name in
            let value = headers.first { $0.name == name }?.value ?? ""
            return name == "content-length" && value == "0" ? "" : value
        }
        let own = headers.filter { $0.name.hasPrefix("x-ms-") }.sorted { $0.name < $1.name }.map {
            "\($0.name):\($0.value)"
        }
        var parameters: [String: [String]] = [:]
        for pair in (address.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            let value = parts.count > 1 ? PercentEncoding.decode(parts[1]) ?? String(parts[1]) : ""
            let name = (PercentEncoding.decode(parts[0]) ?? String(parts[0])).lowercased()
            parameters[name, default: []].append(value)
        }
        let resource =
            ["/\(account)\(address.path)"]
            + parameters.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.sorted().joined(separator: ","))" }
        return ([method] + standard + own + resource).joined(separator: "\n")
    }
}
