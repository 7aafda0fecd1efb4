package import KubernetesCore

/// The user and password of a registry in a Docker configuration file, the form of a pull Secret.
package enum RegistryCredentials {
    /// - Returns: the value of a Basic authorization; nil where the file has nothing for that registry.
    package static func basic(in dockerConfig: JSONValue, for registry: String, encode: (String) -> String) -> String? {
        for (key, entry) in dockerConfig["auths"]?.object?.members ?? [] where host(of: key) == registry.lowercased() {
            if let auth = entry["auth"]?.string, !auth.isEmpty { return auth }
            if let user = entry["username"]?.string, let password = entry["password"]?.string {
                return encode("\(user):\(password)")
            }
        }
        return nil
    }

    /// Keys may be `https://HOST/v1/`, too.
    private static func host(of key: String) -> String {
        let rest = key.firstRange(of: "://").map { key[$0.upperBound...] } ?? key[...]
        return rest.prefix { $0 != "/" }.lowercased()
    }
}
