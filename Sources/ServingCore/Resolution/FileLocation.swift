import KubernetesCore

/// Where the files of a model or of code are, and so how they get into a pod.
package enum FileLocation: Hashable, Sendable {
    /// Mounted: one key of a ConfigMap, or nil for all.
    case configMap(name: String, key: String?)
    /// Mounted: what is at `path` below the root of a PersistentVolumeClaim.
    case claim(name: String, path: String)
    /// Fetched by an init container.
    case download(Download)

    package struct Download: Hashable, Sendable {
        package let uri: String
        package let sha256: String?
        package let unpack: Bool
        /// The Secret with the credentials.
        package let secret: String?
    }

    /// - Parameters:
    ///   - uri: as a schema has checked it.
    ///   - unpack: nil where the name of the file decides.
    package init(uri: String, sha256: String? = nil, unpack: Bool? = nil, secret: String? = nil) {
        if let location = ConfigMapLocation(uri: uri) {
            self = .configMap(name: location.name, key: location.key)
        } else if uri.hasPrefix(Self.claimScheme) {
            let parts = uri.dropFirst(Self.claimScheme.count).split(separator: "/")
            self = .claim(name: parts.first.map(String.init) ?? "", path: parts.dropFirst().joined(separator: "/"))
        } else {
            let unpack = unpack ?? Self.namesArchive(uri)
            self = .download(Download(uri: uri, sha256: sha256, unpack: unpack, secret: secret))
        }
    }

    private static let claimScheme = "pvc://"

    private static func namesArchive(_ uri: String) -> Bool {
        let path = uri.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return [".tar.gz", ".tgz", ".zip"].contains(where: path.hasSuffix)
    }

    /// What is asked of files that are mounted as they are, and cannot be had; nil if nothing is.
    ///
    /// - Parameters:
    ///   - field: that the three stand below.
    static func unmetWish(uri: String, sha256: String?, unpack: Bool?, below field: String) -> String? {
        let scheme: String
        switch FileLocation(uri: uri) {
        case .configMap: scheme = "configmap://"
        case .claim: scheme = "pvc://"
        case .download: return nil
        }
        let mounted = "what \(scheme) names is mounted as it is"
        if sha256 != nil {
            return "\(field).sha256: \(mounted), and nobody compares its digest; remove sha256, or use https://"
        }
        guard unpack ?? namesArchive(uri) else { return nil }
        return unpack == true
            ? "\(field).unpack: \(mounted); unpack it there and remove unpack, or use https://"
            : "\(field).uri: \(mounted), and an archive is not unpacked; unpack it there, or use https://"
    }

    /// Tells of changes: what is there is another one if this is.
    ///
    /// - Parameter digests: of the keys of the ConfigMap.
    func content(_ digests: [String: String]) -> [String] {
        switch self {
        case .configMap(_, let key?): ["\(key) \(digests[key] ?? "")"]
        case .configMap(_, nil): digests.sorted { $0.key < $1.key }.map { "\($0) \($1)" }
        case .claim(let name, let path): ["pvc://\(name)/\(path)"]
        case .download(let download):
            ["\(download.uri) \(download.sha256 ?? "") \(download.unpack) \(download.secret ?? "")"]
        }
    }
}

extension String {
    /// A uri without what may be a secret, such as a shared access signature.
    package var withoutQuery: String { String(prefix { $0 != "?" }) }
}
