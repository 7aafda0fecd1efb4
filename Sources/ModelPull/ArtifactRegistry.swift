import Crypto
import KubernetesCore
import ServingCore

/// A repository of an OCI registry.
struct ArtifactRegistry {
    private let name: String
    private let base: String
    private let authorization: RegistryAuthorization
    private let options: DownloadOptions

    init(
        registry: String,
        repository: String,
        credentials: CredentialFolder,
        allowsHTTP: Bool,
        options: DownloadOptions
    ) throws(PullError) {
        name = "oci://\(registry)/\(repository)"
        base = "\(allowsHTTP ? "http" : "https")://\(registry)/v2/\(repository)"
        self.options = options
        var basic = try credentials.basic()
        if let text = try credentials.value(".dockerconfigjson") {
            guard let json = try? JSONValue(parsing: text) else {
                throw PullError(.invalidSource, "the credentials' .dockerconfigjson is no JSON; make the Secret again")
            }
            basic = RegistryCredentials.basic(in: json, for: registry, encode: base64) ?? basic
        }
        authorization = RegistryAuthorization(
            repository: repository,
            basic: basic,
            allowsHTTP: allowsHTTP,
            options: options
        )
    }

    func pull(_ digest: String, into collector: FileCollector, unpack: Bool) throws(PullError) {
        let shown = "\(name)@sha256:\(digest)"
        let (_, body) = try WebClient(authorities: options.authorities).fetch(
            WebRequest(
                url: "\(base)/manifests/sha256:\(digest)",
                headers: [("Accept", ArtifactManifest.mediaTypes.joined(separator: ", "))]
            ),
            with: authorization,
            shown: shown,
            limit: ArtifactManifest.largest,
            retry: options.retry
        )
        let found = SHA256Digits(of: SHA256.hash(data: body))
        guard found.text == digest else {
            throw PullError(
                .digestMismatch,
                "the manifest of \(shown) has the sha256 \(found.text); the registry is at fault, push the artifact again"
            )
        }
        guard let json = try? JSONValue(parsing: String(decoding: body, as: UTF8.self)) else {
            throw PullError(.invalidSource, "\(shown) is no manifest; check the digest")
        }
        for layer in try ArtifactManifest(json, of: shown).layers {
            let file = RemoteFile(
                request: WebRequest(url: "\(base)/blobs/sha256:\(layer.digest.text)"),
                authorization: authorization,
                shown: "the layer \(layer.title ?? layer.digest.text) of \(shown)"
            )
            let isPacked = layer.isFolder || layer.title.map { unpack && PullSource.isArchive(named: $0) } ?? true
            let components = try ArchiveEntry.components(of: layer.title ?? layer.digest.text)
            try collector.add(file, named: components, sha256: layer.digest, unpack: isPacked)
        }
    }
}
