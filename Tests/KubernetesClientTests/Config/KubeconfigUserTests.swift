import KubernetesCore
import Synchronization
import Testing

@testable import KubernetesClient

@Suite struct KubeconfigUserTests {
    private static let certificate = ClientCertificate(
        certificate: Array(SamplePEM.certificate.utf8),
        key: Array(SamplePEM.key.utf8)
    )

    private static let files: [String: String?] = [
        "/kube/token": "from-file\n",
        "/kube/client.crt": SamplePEM.certificate,
        "/kube/client.key": SamplePEM.key,
        "/kube/text": "no PEM, s3cr3t",
    ]

    /// The provider for a user with these fields.
    private static func provider(
        _ fields: String,
        files: FileReader = .memory(files),
        clock: WallClock = .system
    ) throws(ConfigurationError) -> any CredentialProvider {
        let text = """
            current-context: main
            contexts: [{name: main, context: {cluster: prod, user: admin}}]
            clusters: [{name: prod, cluster: {server: "https://host"}}]
            users: [{name: admin, user: {\(fields)}}]
            """
        var kubeconfig = Kubeconfig()
        try kubeconfig.merge(Array(text.utf8), from: "/kube/config")
        return try kubeconfig.configuration(context: nil, files: files, clock: clock).credentials
    }

    private static let inlineCertificate = """
        client-certificate-data: \(SamplePEM.base64(SamplePEM.certificate)), client-key-data: \(SamplePEM.base64(SamplePEM.key))
        """
    private static let plugin = "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: /no/such/plugin}"

    @Test(
        "Every way to authenticate is understood",
        arguments: [
            ("", nil, nil),
            ("token: abc", "Bearer abc", nil),
            ("tokenFile: token", "Bearer from-file", nil),
            ("token: abc, tokenFile: token", "Bearer from-file", nil),
            ("token: abc, tokenFile: missing", "Bearer abc", nil),
            ("username: Aladdin, password: open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", nil),
            ("username: Aladdin", "Basic QWxhZGRpbjo=", nil),
            ("client-certificate: client.crt, client-key: client.key", nil, certificate),
            (inlineCertificate, nil, certificate),
            ("client-certificate: client.crt, client-key-data: \(SamplePEM.base64(SamplePEM.key))", nil, certificate),
            ("client-certificate: missing, client-key: missing, \(inlineCertificate)", nil, certificate),
            ("token: abc, \(inlineCertificate)", "Bearer abc", certificate),
            ("tokenFile: token, \(inlineCertificate)", "Bearer from-file", certificate),
            ("token: abc, tokenFile: missing, \(inlineCertificate)", "Bearer abc", certificate),
            ("token: '', username: '', as: '', client-key: client.key", nil, nil),
            ("token: abc, \(plugin)", "Bearer abc", nil),
            ("tokenFile: token, \(plugin)", "Bearer from-file", nil),
            ("username: Aladdin, \(plugin)", "Basic QWxhZGRpbjo=", nil),
            ("\(inlineCertificate), \(plugin)", nil, certificate),
        ] as [(String, String?, ClientCertificate?)]
    )
    func authenticates(fields: String, authorization: String?, certificate: ClientCertificate?) async throws {
        let credentials = try await Self.provider(fields).credentials()
        #expect(credentials.authorization == authorization)
        #expect(credentials.clientCertificate == certificate)
    }

    @Test(
        "What is wrong with a user is said with its field, and nothing secret",
        arguments: [
            ("token: 's3cr3t s3cr3t'", "token: the token holds a space, a line break or another character"),
            ("token: 5", "token: must be a string, not integer"),
            ("tokenFile: missing", "tokenFile: there is no file /kube/missing"),
            ("tokenFile: text", "tokenFile: the token holds a space, a line break or another character"),
            ("token: s3cr3t, username: me", "username: must not be given together with a token; remove one of the two"),
            ("tokenFile: token, password: s3cr3t", "username: must not be given together with a token"),
            ("client-certificate: client.crt", "client-key: is required where client-certificate is given"),
            ("client-certificate: text, client-key: client.key", "client-certificate: /kube/text holds no PEM"),
            ("client-certificate: client.crt, client-key: text", "client-key: /kube/text holds no PEM"),
            ("client-key-data: s3cr3t", "client-key-data: must be base64"),
            ("client-certificate: client.crt, client-key-data: c2VjcmV0", "client-key-data: this is no PEM"),
            ("token: s3cr3t, as: root", "as: impersonation is not supported; use a user that has the rights itself"),
            ("token: s3cr3t, as-groups: [admins]", "as-groups: impersonation is not supported"),
            ("token: s3cr3t, as-uid: '5'", "as-uid: impersonation is not supported"),
            ("token: s3cr3t, as-user-extra: {a: [b]}", "as-user-extra: impersonation is not supported"),
            (
                "auth-provider: {name: azure}",
                "auth-provider: auth providers are not supported; Kubernetes 1.26 removed those of the clouds; "
                    + "use an exec plugin, for Azure by kubelogin convert-kubeconfig"
            ),
        ]
    )
    func refuses(fields: String, message: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try Self.provider(fields) }
        #expect(error.description.hasPrefix("/kube/config: user \"admin\": \(message)"))
        #expect(!error.description.contains("s3cr3t"))
    }

    @Test func `replaced files are read again within a minute, and at once after a refusal`() async throws {
        let content = Mutex(Self.files)
        let files = FileReader { path throws(FileReader.Failure) in
            content.withLock { $0[path]?.map { Array($0.utf8) } }
        }
        let clock = SettableClock()
        let fields = "tokenFile: token, client-certificate: client.crt, client-key: client.key"
        let provider = try Self.provider(fields, files: files, clock: clock.wallClock)
        let old = Credentials(authorization: "Bearer from-file", clientCertificate: Self.certificate)
        content.withLock { $0["/kube/token"] = "second" }
        #expect(try await provider.credentials() == old)
        clock.advance(by: .seconds(50))
        #expect(try await provider.credentials().authorization == "Bearer second")
        content.withLock { $0["/kube/client.crt"] = SamplePEM.other }
        let refused = try await provider.credentials()
        #expect(refused.clientCertificate == Self.certificate)
        #expect(provider.refused(refused))
        let renewed = try await provider.credentials()
        #expect(renewed.clientCertificate?.certificate == Array(SamplePEM.other.utf8))
        #expect(renewed.authorization == "Bearer second")
    }
}
