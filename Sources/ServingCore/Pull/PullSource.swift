/// What a uri says is to be pulled.
package enum PullSource: Hashable, Sendable {
    case web(url: String, WebAddress)
    case blob(account: String, container: String, path: String)
    case artifact(registry: String, repository: String, digest: String)

    package init(_ uri: String, allowsHTTP: Bool) throws(PullError) {
        let scheme = uri.firstRange(of: "://").map { uri[..<$0.lowerBound].lowercased() } ?? ""
        let rest = uri.dropFirst(scheme.count + 3)
        switch scheme {
        case "https", "http":
            guard let address = WebAddress(uri) else {
                throw PullError(.invalidSource, "the uri names no host: write https://HOST/PATH")
            }
            guard allowsHTTP || address.isSecure else {
                throw PullError(
                    .invalidSource,
                    "\(address.redacted) is not encrypted: use https, or allow it with --allow-http"
                )
            }
            self = .web(url: uri, address)
        case "azureblob":
            let parts = rest.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }), !rest.contains("?") else {
                throw PullError(
                    .invalidSource,
                    "the uri must be azureblob://ACCOUNT/CONTAINER/PATH; a SAS token belongs in the credentials as sasToken"
                )
            }
            self = .blob(account: String(parts[0]), container: String(parts[1]), path: String(parts[2]))
        case "oci":
            let parts = rest.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, let digest = SHA256Digits(prefixed: parts[1]),
                let slash = parts[0].firstIndex(of: "/"), slash > parts[0].startIndex,
                parts[0].index(after: slash) < parts[0].endIndex
            else {
                throw PullError(.invalidSource, "the uri must be oci://REGISTRY/REPOSITORY@sha256:DIGEST")
            }
            let repository = parts[0][parts[0].index(after: slash)...]
            self = .artifact(registry: String(parts[0][..<slash]), repository: String(repository), digest: digest.text)
        case "pvc", "configmap":
            throw PullError(.invalidSource, "\(scheme):// is mounted into the pod and needs no pull")
        default:
            throw PullError(.invalidSource, "the uri must begin with https://, azureblob:// or oci://")
        }
    }

    /// The source without a query, user or password.
    package var redacted: String {
        switch self {
        case .web(_, let address): address.redacted
        case .blob(let account, let container, let path): "azureblob://\(account)/\(container)/\(path)"
        case .artifact(let registry, let repository, let digest): "oci://\(registry)/\(repository)@sha256:\(digest)"
        }
    }

    /// What the last part of a path is called as a file.
    ///
    /// - Parameter isEncoded: whether `%20` means a space.
    package static func fileName(of path: String, isEncoded: Bool) throws(PullError) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        guard let name = isEncoded ? PercentEncoding.decode(last) : last, !name.isEmpty, name != ".", name != "..",
            !name.contains("/"), !name.utf8.contains(0), name.utf8.count <= 255, !name.hasPrefix(".slipway-pull")
        else { throw PullError(.invalidSource, "the uri's path must end with the name of a file") }
        return name
    }

    /// What Azure ML unpacks without being told to.
    package static func isArchive(named name: String) -> Bool {
        [".tar.gz", ".tgz", ".zip"].contains { name.lowercased().hasSuffix($0) }
    }
}
