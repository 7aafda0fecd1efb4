import KubernetesCore

/// The fields of a user.
extension KubeconfigEntry {
    /// Where the user's credentials come from; a plugin is asked only where the user has nothing else.
    func credentialProvider(
        _ pluginCluster: JSONValue,
        files: FileReader,
        clock: WallClock
    ) throws(ConfigurationError) -> any CredentialProvider {
        try refuseUnsupportedFields()
        let authorization = try authorization()
        let tokenFile = try path("tokenFile")
        let certificate = try pem("client-certificate")
        let key = try pem("client-key")
        if certificate != nil, key == nil {
            throw failure("client-key", "is required where client-certificate is given")
        }
        if authorization == nil, tokenFile == nil, certificate == nil, let exec = try object("exec") {
            return ExecCredentialProvider(clock: clock, run: try exec.plugin(pluginCluster).run)
        }

        let tokenPlace = place(of: "tokenFile")
        @Sendable func credentials(tokenFile: String?) throws(ConfigurationError) -> Credentials {
            var credentials = Credentials(authorization: authorization)
            if let tokenFile {
                credentials.authorization = try files.bearer(fromTokenIn: tokenFile, at: tokenPlace)
            }
            if let certificate, let key {
                credentials.clientCertificate = ClientCertificate(
                    certificate: try certificate.contents(files),
                    key: try key.contents(files)
                )
            }
            return credentials
        }
        guard tokenFile != nil || certificate?.isFile == true || key?.isFile == true else {
            return StaticCredentialProvider(try credentials(tokenFile: nil))
        }
        // The file's token takes precedence over the one in place as soon as it could be read once.
        let fallback = authorization == nil ? nil : try credentials(tokenFile: nil)
        return try FileCredentialProvider(fallback: fallback, clock: clock) { () throws(ConfigurationError) in
            try credentials(tokenFile: tokenFile)
        }
    }

    /// The `Authorization` header for `token`, or for `username` and `password`.
    private func authorization() throws(ConfigurationError) -> String? {
        let token = try string("token")
        let user = try string("username")
        let password = try string("password")
        let tokenFile = try string("tokenFile")
        guard user != nil || password != nil else {
            return try token.map { token throws(ConfigurationError) in
                try Credentials.bearer(token, at: place(of: "token"))
            }
        }
        guard token == nil, tokenFile == nil else {
            throw failure("username", "must not be given together with a token", remedy: "remove one of the two")
        }
        return Credentials.basic(user: user ?? "", password: password ?? "")
    }

    private func refuseUnsupportedFields() throws(ConfigurationError) {
        for field in ["as", "as-uid", "as-groups", "as-user-extra"] where isGiven(field) {
            throw failure(
                field,
                "impersonation is not supported",
                reason: .unsupported,
                remedy: "use a user that has the rights itself"
            )
        }
        if isGiven("auth-provider") {
            throw failure(
                "auth-provider",
                "auth providers are not supported; Kubernetes 1.26 removed those of the clouds",
                reason: .unsupported,
                remedy: "use an exec plugin, for Azure by kubelogin convert-kubeconfig"
            )
        }
    }

    /// As Go leaves fields out that are empty.
    private func isGiven(_ field: String) -> Bool {
        ![.null, "", [], [:]].contains(fields[field] ?? .null)
    }
}
