import KubernetesCore
import Testing

@testable import KubernetesClient

@Suite struct KubeconfigConfigurationTests {
    private static func load(
        _ text: String,
        context: String? = nil,
        files: [String: String?] = [:]
    ) throws(ConfigurationError) -> ClusterConfiguration {
        var kubeconfig = Kubeconfig()
        try kubeconfig.merge(Array(text.utf8), from: "/kube/config")
        return try kubeconfig.configuration(context: context, files: .memory(files), clock: .system)
    }

    /// The configuration for a cluster with these fields.
    private static func cluster(
        _ fields: String,
        files: [String: String?] = [:]
    ) throws(ConfigurationError) -> ClusterConfiguration {
        let text = """
            current-context: main
            contexts: [{name: main, context: {cluster: prod}}]
            clusters: [{name: prod, cluster: {\(fields)}}]
            """
        return try load(text, files: files)
    }

    private static let twoContexts = """
        current-context: one
        contexts:
        - name: one
          context: {cluster: east, user: admin}
        - name: two
          context: {cluster: west, user: admin, namespace: team}
        clusters:
        - name: east
          cluster: {server: "https://east:6443"}
        - name: west
          cluster: {server: "https://west/k8s/clusters/c-1/"}
        users:
        - name: admin
          user: {token: abc}
        """

    @Test func `the current context is used, with the default namespace`() async throws {
        let configuration = try Self.load(Self.twoContexts)
        #expect(configuration.server == "https://east:6443")
        #expect(configuration.namespace == "default")
        #expect(configuration.tls == TLSConfiguration())
        #expect(configuration.proxyURL == nil)
        #expect(try await configuration.credentials.credentials() == Credentials(authorization: "Bearer abc"))
    }

    @Test func `a named context is used in its place`() throws {
        let configuration = try Self.load(Self.twoContexts, context: "two")
        #expect(configuration.server == "https://west/k8s/clusters/c-1")
        #expect(configuration.namespace == "team")
    }

    @Test func `a context without a user is anonymous`() async throws {
        #expect(try await Self.cluster(#"server: "https://host""#).credentials.credentials() == Credentials())
    }

    @Test(
        "What a context lacks is said with what there is",
        arguments: [
            ("contexts: []", nil, "no context is chosen; set current-context or name a context; there are none"),
            (
                "contexts: [{name: b}, {name: a}]", nil,
                "no context is chosen; set current-context or name a context; there are: a, b"
            ),
            ("contexts: [{name: a}]", "b", "there is no context \"b\"; there are: a"),
            ("current-context: b", nil, "there is no context \"b\"; there are none"),
            ("contexts: [{name: a}]", "a", "context \"a\": cluster: is required"),
            (
                "{contexts: [{name: a, context: {cluster: x}}], clusters: [{name: q}, {name: p}]}", "a",
                "context \"a\": cluster: there is no cluster \"x\"; there are: p, q"
            ),
            (
                "{contexts: [{name: a, context: {cluster: p, user: x}}], clusters: [{name: p}]}", "a",
                "context \"a\": user: there is no user \"x\"; there are none"
            ),
        ] as [(String, String?, String)]
    )
    func lacks(text: String, context: String?, message: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try Self.load(text, context: context) }
        #expect(error.description == "/kube/config: \(message)")
    }

    @Test(
        "Servers' addresses are brought into one form",
        arguments: [
            ("https://host:6443", "https://host:6443"),
            ("https://host:6443/", "https://host:6443"),
            ("https://host/prefix//", "https://host/prefix"),
            ("https://host/a/b/?query=1#part", "https://host/a/b"),
            ("https://[::1]:6443/", "https://[::1]:6443"),
            ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ]
    )
    func server(text: String, expected: String) throws {
        #expect(try Self.cluster("server: \"\(text)\"").server == expected)
    }

    @Test(
        "Other addresses are refused",
        arguments: [
            "host:6443", "host", "ftp://host", "https://", "https:///path", "https:host", "//host", "https://a b",
        ]
    )
    func noServer(text: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try Self.cluster("server: \"\(text)\"") }
        #expect(
            error.description == "/kube/config: cluster \"prod\": server: must be an address such as https://host:6443"
        )
    }

    @Test func `an address with a password is refused without showing it`() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try Self.cluster(#"server: "https://me:s3cr3t@host""#)
        }
        #expect(error.problem == "must hold no user name and no password")
        #expect(!error.description.contains("s3cr3t"))
    }

    @Test func `without TLS nothing secret is sent`() async throws {
        let text = Self.twoContexts.replacing("https://east", with: "http://east")
        #expect(try await Self.load(text).credentials.credentials() == Credentials())
    }

    @Test(
        "A certificate authority is read from where it is given",
        arguments: [
            ("certificate-authority-data: \(SamplePEM.base64(SamplePEM.authority))", SamplePEM.authority),
            (
                "certificate-authority-data: \"\(SamplePEM.base64(SamplePEM.authority, lineLength: 20))\"",
                SamplePEM.authority
            ),
            ("certificate-authority: ca.crt", SamplePEM.authority),
            ("certificate-authority: ./ca.crt", SamplePEM.authority),
            ("certificate-authority: ../etc/ca.crt", SamplePEM.other),
            ("certificate-authority: /etc/ca.crt", SamplePEM.other),
            (
                "certificate-authority: /etc/ca.crt, certificate-authority-data: \(SamplePEM.base64(SamplePEM.authority))",
                SamplePEM.authority
            ),
            ("certificate-authority: \"\", certificate-authority-data: \"\"", nil),
            ("insecure-skip-tls-verify: false", nil),
        ] as [(String, String?)]
    )
    func authority(fields: String, expected: String?) throws {
        let files = [
            "/kube/ca.crt": SamplePEM.authority, "/kube/./ca.crt": SamplePEM.authority,
            "/etc/ca.crt": SamplePEM.other, "/kube/../etc/ca.crt": SamplePEM.other,
        ]
        let tls = try Self.cluster("server: \"https://host\", \(fields)", files: files).tls
        #expect(tls == TLSConfiguration(certificateAuthority: expected.map { Array($0.utf8) }))
    }

    @Test func `verification is skipped and the name replaced only when said`() throws {
        let fields = #"server: "https://host", insecure-skip-tls-verify: true, tls-server-name: kubernetes"#
        let tls = try Self.cluster(fields).tls
        #expect(tls.skipsVerification)
        #expect(tls.serverName == "kubernetes")
    }

    @Test(arguments: ["http://proxy:3128", "https://proxy", "socks5://127.0.0.1:1080", "http://me:s3cr3t@proxy"])
    func `a proxy is used as it is given`(proxy: String) throws {
        let configuration = try Self.cluster("server: \"https://host\", proxy-url: \"\(proxy)\"")
        #expect(configuration.proxyURL == proxy)
        #expect("\(configuration)".hasPrefix("https://host by way of "))
        #expect("\(configuration)".hasSuffix(", namespace default"))
        #expect(!"\(configuration)".contains("s3cr3t"))
    }

    @Test(
        "What is wrong with a cluster is said with its field",
        arguments: [
            ("certificate-authority: missing.crt", "certificate-authority: there is no file /kube/missing.crt"),
            (
                "certificate-authority: locked.crt",
                "certificate-authority: cannot read /kube/locked.crt (Permission denied)"
            ),
            (
                "certificate-authority: text.crt",
                "certificate-authority: /kube/text.crt holds no PEM; "
                    + "PEM begins with a line such as -----BEGIN CERTIFICATE-----"
            ),
            (
                "certificate-authority-data: '%'",
                "certificate-authority-data: must be base64; encode the PEM file by base64 -w0"
            ),
            (
                "certificate-authority-data: c2VjcmV0",
                "certificate-authority-data: this is no PEM; "
                    + "PEM begins with a line such as -----BEGIN CERTIFICATE-----"
            ),
            (
                "insecure-skip-tls-verify: true, certificate-authority: ca.crt",
                "insecure-skip-tls-verify: must not be true where a certificate authority is given; "
                    + "remove one of the two"
            ),
            ("insecure-skip-tls-verify: 'yes'", "insecure-skip-tls-verify: must be true or false, not string"),
            ("proxy-url: 'ftp://s3cr3t'", "proxy-url: must be an address with the scheme http, https or socks5"),
            ("proxy-url: 'proxy:3128'", "proxy-url: must be an address with the scheme http, https or socks5"),
            ("extensions: {}", "extensions: must be a list, not object"),
        ]
    )
    func refuses(fields: String, message: String) throws {
        let files: [String: String?] = ["/kube/locked.crt": nil as String?, "/kube/text.crt": "text"]
        let text = """
            current-context: main
            contexts: [{name: main, context: {cluster: prod, user: admin}}]
            clusters: [{name: prod, cluster: {server: "https://host", \(fields)}}]
            users: [{name: admin}]
            """
        let error = try #require(throws: ConfigurationError.self) { try Self.load(text, files: files) }
        #expect(error.description == "/kube/config: cluster \"prod\": \(message)")
    }

    @Test func `a relative path without a folder is meant from the working folder`() {
        #expect(KubeconfigEntry([:], at: .init(file: "config")).resolved("ca.crt") == "./ca.crt")
        #expect(KubeconfigEntry([:], at: .init(file: "sub/config")).resolved("ca.crt") == "sub/ca.crt")
        #expect(KubeconfigEntry([:], at: .init(file: "/config")).resolved("ca.crt") == "/ca.crt")
        #expect(KubeconfigEntry([:], at: .init(file: "/config")).resolved("/etc/ca.crt") == "/etc/ca.crt")
    }
}
