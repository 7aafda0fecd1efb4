import ServingCore

/// A container of an Azure storage account.
struct BlobStorage {
    private static let largestPage = 8 << 20
    /// A page of which has 1 to 2 MB.
    private static let blobsPerPage = 1000

    private let account: String
    private let container: String
    private let endpoint: String
    private let authorization: any Authorization
    private let sasToken: String?
    private let options: DownloadOptions

    init(
        account: String,
        container: String,
        credentials: CredentialFolder,
        environment: [String: String],
        allowsHTTP: Bool,
        options: DownloadOptions
    ) throws(PullError) {
        self.account = account
        self.container = container
        self.options = options
        var endpoint = environment["AZURE_STORAGE_BLOB_ENDPOINT"] ?? "https://\(account).blob.core.windows.net"
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        guard let address = WebAddress(endpoint), address.isSecure || allowsHTTP else {
            throw PullError(.invalidSource, "AZURE_STORAGE_BLOB_ENDPOINT must begin with https://")
        }
        self.endpoint = endpoint
        let anonymous = FixedAuthorization(all: [("x-ms-version", AzureSharedKey.version)])
        var sasToken: String?
        if let key = try credentials.value("accountKey") {
            authorization = try SharedKeyAuthorization(account: account, key: key)
        } else if let token = try credentials.value("sasToken") {
            sasToken = token.hasPrefix("?") ? String(token.dropFirst()) : token
            authorization = anonymous
        } else {
            authorization =
                try WorkloadIdentity(environment: environment, allowsHTTP: allowsHTTP, options: options) ?? anonymous
        }
        self.sasToken = sasToken
    }

    /// Pulls the blob of that name, or all below it if there is none.
    func pull(
        _ path: String,
        into collector: FileCollector,
        sha256: SHA256Digits?,
        unpack: Bool
    ) throws(PullError) {
        guard !path.hasSuffix("/") else { return try pullFolder(path, into: collector, sha256: sha256) }
        do {
            let name = try PullSource.fileName(of: path, isEncoded: false)
            try collector.add(blob(path), named: [name], sha256: sha256, unpack: unpack)
        } catch  where error.failure == .sourceNotFound {
            let blobs: [BlobList.Blob]
            do {
                blobs = try list(prefix: path + "/")
            } catch {
                // Listing may not be allowed, which is no reason to hide what was asked for.
                blobs = []
            }
            guard !blobs.isEmpty else { throw error }
            try pullFolder(path + "/", into: collector, sha256: sha256)
        }
    }

    private func pullFolder(_ prefix: String, into collector: FileCollector, sha256: SHA256Digits?) throws(PullError) {
        guard sha256 == nil else {
            throw PullError(
                .invalidSource,
                "\(shown(prefix)) is a folder and has no digest: leave out sha256, or pack it"
            )
        }
        let blobs = try list(prefix: prefix)
        guard !blobs.isEmpty else { throw PullError(.sourceNotFound, "\(shown(prefix)) holds no blobs: check the uri") }
        for found in blobs {
            let components = try ArchiveEntry.components(of: String(found.name.dropFirst(prefix.count)))
            try collector.add(blob(found.name), named: components, sha256: nil, unpack: false)
        }
    }

    private func list(prefix: String) throws(PullError) -> [BlobList.Blob] {
        var blobs: [BlobList.Blob] = []
        var marker: String?
        repeat {
            var query =
                "restype=container&comp=list&maxresults=\(Self.blobsPerPage)&prefix=\(PercentEncoding.encode(prefix))"
            if let marker { query += "&marker=\(PercentEncoding.encode(marker))" }
            let (_, body) = try WebClient(authorities: options.authorities).fetch(
                WebRequest(url: url("", query: query)),
                with: authorization,
                shown: "the list of \(shown(prefix))",
                limit: Self.largestPage,
                retry: options.retry
            )
            guard let page = BlobList(String(decoding: body, as: UTF8.self)),
                page.blobs.allSatisfy({ $0.name.hasPrefix(prefix) })
            else {
                throw PullError(
                    .sourceUnreachable,
                    "the list of \(shown(prefix)) is none that can be read; check the endpoint"
                )
            }
            blobs += page.blobs
            guard blobs.count <= PullLimits.entries, page.nextMarker == nil || page.nextMarker != marker else {
                throw PullError(
                    .tooLarge,
                    "\(shown(prefix)) holds more than \(PullLimits.entries) blobs; name a smaller folder"
                )
            }
            marker = page.nextMarker
        } while marker != nil
        return blobs
    }

    private func blob(_ path: String) -> RemoteFile {
        RemoteFile(
            request: WebRequest(url: url("/" + PercentEncoding.encode(path, keeping: "/"))),
            authorization: authorization,
            shown: shown(path),
            usesIfMatch: true
        )
    }

    private func url(_ path: String, query: String? = nil) -> String {
        let queries = [query, sasToken].compactMap { $0 }.joined(separator: "&")
        return "\(endpoint)/\(container)\(path)" + (queries.isEmpty ? "" : "?\(queries)")
    }

    private func shown(_ path: String) -> String { "azureblob://\(account)/\(container)/\(path)" }
}
