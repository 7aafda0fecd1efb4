import KubernetesCore
import Testing

@testable import KubernetesClient

@Suite struct CredentialsTests {
    private static let secret = "s3cr3t"
    private static let credentials = Credentials(
        authorization: "Bearer \(secret)",
        clientCertificate: ClientCertificate(certificate: Array(secret.utf8), key: Array(secret.utf8))
    )

    /// Everything that holds secrets.
    private static func holders() throws -> [Any] {
        let place = ConfigurationError.Place(file: "config", entry: "user \"admin\"")
        var kubeconfig = Kubeconfig()
        try kubeconfig.merge(
            Array(#"{"users": [{"name": "admin", "user": {"token": "\#(secret)"}}]}"#.utf8),
            from: "config"
        )
        let plugin = ExecPlugin(
            place: place,
            version: .v1,
            command: "kubelogin",
            arguments: [secret],
            environment: ["CLIENT_SECRET": secret]
        )
        return [
            credentials,
            ClientCertificate(certificate: Array(secret.utf8), key: Array(secret.utf8)),
            StaticCredentialProvider(credentials),
            try FileCredentialProvider(clock: .system) { credentials },
            ExecCredentialProvider(clock: .system) {
                ExecCredential(credentials: credentials, expiration: nil)
            },
            ExecCredential(credentials: credentials, expiration: nil),
            plugin,
            KubeconfigEntry(["token": .string(secret)], at: place),
            kubeconfig,
            ClusterConfiguration(
                server: "https://host",
                proxyURL: "http://\(secret):\(secret)@proxy:3128",
                credentials: StaticCredentialProvider(credentials)
            ),
        ]
    }

    @Test func `no way of printing shows a secret`() throws {
        for holder in try Self.holders() {
            var texts = ["\(holder)", String(describing: holder), String(reflecting: holder)]
            var dumped = ""
            dump([holder], to: &dumped)
            texts.append(dumped)
            texts.append(String(reflecting: [Optional(holder)]))
            for text in texts {
                #expect(!text.contains(Self.secret))
                // The bytes of a key, as an array of numbers.
                #expect(!text.contains("115"))
            }
        }
    }

    @Test func `a description says what kinds of credentials there are`() {
        #expect("\(Credentials())" == "anonymous")
        #expect("\(Self.credentials)" == "Bearer [redacted], client certificate [redacted]")
        #expect("\(Credentials(authorization: "Basic abc"))" == "Basic [redacted]")
    }

    @Test func `a token becomes a header`() throws {
        #expect(try Credentials.bearer("abc.def-_~+/=", at: .init()) == "Bearer abc.def-_~+/=")
    }

    @Test(
        "A token that could not stand in a header is refused, and not shown",
        arguments: ["", "two words", "line\nbreak", "line\r\nX-Header: injected", "\u{0}nul", "bell\u{7}", "ümlaut"]
    )
    func refusesToken(token: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try Credentials.bearer(token, at: .init(entry: "user \"admin\"", field: "token"))
        }
        #expect(error.reason == .invalid)
        #expect(error.description.hasPrefix("user \"admin\": token: the token "))
        #expect(token.isEmpty || !error.description.contains(token))
    }

    @Test func `a user name and a password become a header`() {
        #expect(Credentials.basic(user: "Aladdin", password: "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(Credentials.basic(user: "ümlaut", password: "") == "Basic w7xtbGF1dDo=")
    }

    @Test func `static credentials have no others to offer`() async {
        let provider = StaticCredentialProvider(Self.credentials)
        #expect(provider.credentials() == Self.credentials)
        #expect(!provider.refused(Self.credentials))
        #expect(provider.credentials() == Self.credentials)
    }
}
