import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct ConfigurationLoadingTests {
    /// A file with one context, whose cluster bears the name.
    private static func kubeconfig(_ name: String) -> String {
        """
        current-context: \(name)
        contexts: [{name: \(name), context: {cluster: \(name)}}]
        clusters: [{name: \(name), cluster: {server: "https://\(name)"}}]
        """
    }

    private static let pod = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
    private static let account = "/var/run/secrets/kubernetes.io/serviceaccount"

    private static let files: [String: String?] = [
        "/flag": kubeconfig("flag"), "/a": kubeconfig("a"), "/b": kubeconfig("b"), "/locked": nil,
        "/home/.kube/config": kubeconfig("home"), "\(account)/token": "t0ken", "\(account)/ca.crt": SamplePEM.authority,
    ]

    @Test(
        "The configuration is looked for in order",
        arguments: [
            ("/flag", nil, ["KUBECONFIG": "/a", "HOME": "/home"], "https://flag"),
            ("", nil, ["KUBECONFIG": "/a", "HOME": "/home"], "https://a"),
            (nil, nil, ["KUBECONFIG": "/a:/b", "HOME": "/home"], "https://a"),
            (nil, nil, ["KUBECONFIG": "/missing::/b:/a:", "HOME": "/home"], "https://b"),
            (nil, "b", ["KUBECONFIG": "/a:/b"], "https://b"),
            (nil, nil, ["KUBECONFIG": "", "HOME": "/home"], "https://10.0.0.1:443"),
            (nil, nil, ["KUBECONFIG": ":", "HOME": "/home"], "https://10.0.0.1:443"),
            (nil, nil, [:], "https://10.0.0.1:443"),
            (nil, nil, ["KUBERNETES_SERVICE_HOST": "", "HOME": "/home"], "https://home"),
            (nil, nil, ["KUBERNETES_SERVICE_PORT": "", "HOME": "/home"], "https://home"),
            (nil, "home", ["HOME": "/home"], "https://home"),
        ] as [(String?, String?, [String: String], String)]
    )
    func order(path: String?, context: String?, variables: [String: String], server: String) throws {
        let configuration = try ClusterConfiguration.load(
            explicitPath: path,
            context: context,
            environment: Self.pod.merging(variables) { $1 },
            files: .memory(Self.files)
        )
        #expect(configuration.server == server)
    }

    @Test(
        "What was tried is said when nothing is found",
        arguments: [
            ("/missing", nil, ["HOME": "/home"], "there is no file /missing"),
            ("/locked", nil, ["HOME": "/home"], "cannot read /locked (Permission denied)"),
            ("/flag", "a", [:], "/flag: there is no context \"a\"; there are: flag"),
            (
                nil, nil, ["KUBECONFIG": "/missing:/gone", "HOME": "/home"],
                "of the files in KUBECONFIG none exists (/missing, /gone); "
                    + "correct KUBECONFIG, or unset it to use the pod's service account or ~/.kube/config"
            ),
            (nil, nil, ["KUBECONFIG": "/locked:/a"], "cannot read /locked (Permission denied)"),
            (nil, "c", ["KUBECONFIG": "/a:/b"], "/a, /b: there is no context \"c\"; there are: a, b"),
            (
                nil, nil, ["HOME": "/nobody"],
                "there is no cluster configuration: no kubeconfig file is named; KUBECONFIG names no file; "
                    + "KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is not set; "
                    + "/nobody/.kube/config does not exist; name a kubeconfig file, or set KUBECONFIG"
            ),
            (
                nil, "prod", pod,
                "there is no cluster configuration: no kubeconfig file is named; KUBECONFIG names no file; "
                    + "a pod's service account has no context \"prod\"; HOME is not set; name a kubeconfig file, or set KUBECONFIG"
            ),
        ] as [(String?, String?, [String: String], String)]
    )
    func nothing(path: String?, context: String?, variables: [String: String], message: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ClusterConfiguration.load(
                explicitPath: path,
                context: context,
                environment: variables,
                files: .memory(Self.files)
            )
        }
        #expect(error.description == message)
    }

    @Test func `a pod without a token says why`() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ClusterConfiguration.load(environment: Self.pod, files: .memory([:]))
        }
        #expect(
            error.description.contains(
                "\(Self.account)/token does not exist, perhaps for automountServiceAccountToken: false"
            )
        )
    }

    @Test(
        "A pod's service account gives everything",
        arguments: [
            ("10.0.0.1", ["namespace": "team\n", "ca.crt": SamplePEM.authority], [:], "https://10.0.0.1:6443", "team"),
            ("fd00::1", ["ca.crt": SamplePEM.authority], [:], "https://[fd00::1]:6443", "default"),
            ("host", ["namespace": "team"], ["POD_NAMESPACE": "other"], "https://host:6443", "other"),
            ("host", ["namespace": ""], ["POD_NAMESPACE": ""], "https://host:6443", "default"),
        ] as [(String, [String: String], [String: String], String, String)]
    )
    func serviceAccount(
        host: String,
        contents: [String: String],
        variables: [String: String],
        server: String,
        namespace: String
    ) async throws {
        var files: [String: String?] = ["/account/token": "t0ken\n"]
        for (name, content) in contents { files["/account/\(name)"] = content }
        let environment = ["KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": "6443"]
        let configuration = try ClusterConfiguration.load(
            environment: environment.merging(variables) { $1 },
            files: .memory(files),
            serviceAccountFolder: "/account"
        )
        #expect(configuration.server == server)
        #expect(configuration.namespace == namespace)
        let authority = contents["ca.crt"].map { Array($0.utf8) }
        #expect(configuration.tls == TLSConfiguration(certificateAuthority: authority))
        let credentials = Credentials(authorization: "Bearer t0ken", certificateAuthority: authority)
        #expect(try await configuration.credentials.credentials() == credentials)
    }

    @Test(
        "A service account that is broken stops the search",
        arguments: [
            ("token", "", "service account: token: the token is empty; a bearer token is one word of ASCII characters"),
            ("token", nil, "service account: token: cannot read /account/token (Permission denied)"),
            (
                "ca.crt", "text",
                "service account: ca.crt: this is no PEM; PEM begins with a line such as -----BEGIN CERTIFICATE-----"
            ),
            ("namespace", nil, "service account: namespace: cannot read /account/namespace (Permission denied)"),
        ] as [(String, String?, String)]
    )
    func brokenServiceAccount(name: String, content: String?, message: String) throws {
        var files: [String: String?] = ["/account/token": "t0ken", "/home/.kube/config": Self.kubeconfig("home")]
        files["/account/\(name)"] = .some(content)
        let error = try #require(throws: ConfigurationError.self) {
            try ClusterConfiguration.load(
                environment: Self.pod.merging(["HOME": "/home"]) { $1 },
                files: .memory(files),
                serviceAccountFolder: "/account"
            )
        }
        #expect(error.description == message)
    }

    @Test func `a service account's token is read again within a minute, and kept while it cannot be`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("token", "first")
        let clock = SettableClock()
        let provider = try ClusterConfiguration.load(
            environment: Self.pod,
            clock: clock.wallClock,
            serviceAccountFolder: folder.path
        ).credentials
        let first = try await provider.credentials()
        #expect(first.authorization == "Bearer first")

        try folder.write("token", "second")
        #expect(try await provider.credentials().authorization == "Bearer first")
        clock.advance(by: .seconds(50))
        #expect(try await provider.credentials().authorization == "Bearer second")

        try folder.remove("token")
        clock.advance(by: .seconds(50))
        let second = try await provider.credentials()
        #expect(second.authorization == "Bearer second")
        #expect(!provider.refused(second))

        try folder.write("token", "third")
        #expect(provider.refused(second))
        #expect(try await provider.credentials().authorization == "Bearer third")
    }
}
