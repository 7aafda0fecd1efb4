import KubernetesCore
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) struct KubeconfigExecTests {
    private static func entry(_ fields: JSONValue) throws -> KubeconfigEntry {
        let place = ConfigurationError.Place(file: "/kube/config", entry: "user \"aks\"", field: "exec")
        return KubeconfigEntry(try #require(fields.object), at: place)
    }

    private static let cluster: JSONValue = ["server": "https://host"]

    @Test func `a plugin as Azure's kubelogin configures itself is understood`() throws {
        let plugin = try Self.entry([
            "apiVersion": "client.authentication.k8s.io/v1beta1",
            "command": "kubelogin",
            "args": ["get-token", "--login", "workloadidentity", ""],
            "env": [["name": "AZURE_CLIENT_ID", "value": "5"], ["name": "EMPTY", "value": ""], ["name": "NONE"]],
            "installHint": "See https://aka.ms/kubelogin",
            "provideClusterInfo": false,
        ]).plugin(Self.cluster)
        #expect(plugin.version == .v1beta1)
        #expect(plugin.command == "kubelogin")
        #expect(plugin.arguments == ["get-token", "--login", "workloadidentity", ""])
        #expect(plugin.environment == ["AZURE_CLIENT_ID": "5", "EMPTY": "", "NONE": ""])
        #expect(plugin.installHint == "See https://aka.ms/kubelogin")
        #expect(plugin.cluster == nil)
        #expect(plugin.timeLimit == .seconds(60))
    }

    @Test(
        "A command with a slash is meant from the file's folder",
        arguments: [
            ("plugin", "plugin"), ("./plugin", "/kube/./plugin"), ("bin/plugin", "/kube/bin/plugin"),
            ("/usr/bin/plugin", "/usr/bin/plugin"),
        ]
    )
    func command(given: String, expected: String) throws {
        let fields: JSONValue = ["apiVersion": "client.authentication.k8s.io/v1beta1", "command": .string(given)]
        #expect(try Self.entry(fields).plugin(Self.cluster).command == expected)
    }

    @Test(
        "Every mode that needs no terminal is accepted",
        arguments: [
            ("v1", "Never"), ("v1", "IfAvailable"), ("v1beta1", "Never"), ("v1beta1", "IfAvailable"), ("v1beta1", nil),
        ] as [(String, String?)]
    )
    func interactiveMode(version: String, mode: String?) throws {
        var fields: JSONValue = [
            "apiVersion": "client.authentication.k8s.io/\(version)", "command": "plugin", "provideClusterInfo": true,
        ]
        fields["interactiveMode"] = mode.map(JSONValue.string)
        #expect(try Self.entry(fields).plugin(Self.cluster).cluster == Self.cluster)
    }

    @Test(
        "What is wrong with a plugin is said with its field",
        arguments: [
            ("command", nil, "command: is required"),
            ("apiVersion", nil, "apiVersion: is required"),
            (
                "apiVersion", "client.authentication.k8s.io/v1alpha1",
                "apiVersion: client.authentication.k8s.io/v1alpha1 is not supported; "
                    + "use client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1"
            ),
            ("interactiveMode", nil, "interactiveMode: is required in client.authentication.k8s.io/v1; use Never"),
            (
                "interactiveMode", "Always",
                "interactiveMode: the plugin has to ask somebody, and there is no terminal; "
                    + "let it log in by itself, such as by a workload identity, and use Never"
            ),
            ("interactiveMode", "Sometimes", "interactiveMode: must be Never, IfAvailable or Always"),
            ("args", ["get-token", 5], "args: must be a list of strings"),
            ("args", "get-token", "args: must be a list of strings"),
            ("env", ["A=B"], "env[0]: must be an object, not string"),
            ("env", [["name": "A"], ["value": "s3cr3t"]], "env[1].name: is required"),
            ("env", [["name": "A", "value": 5]], "env[0].value: must be a string, not integer"),
            ("provideClusterInfo", "true", "provideClusterInfo: must be true or false, not string"),
        ] as [(String, JSONValue?, String)]
    )
    func refuses(field: String, value: JSONValue?, message: String) throws {
        var fields: JSONValue = [
            "apiVersion": "client.authentication.k8s.io/v1", "command": "plugin", "interactiveMode": "Never",
        ]
        fields[field] = value
        let entry = try Self.entry(fields)
        let error = try #require(throws: ConfigurationError.self) { try entry.plugin(Self.cluster) }
        #expect(error.description == "/kube/config: user \"aks\": exec.\(message)")
    }

    @Test func `a plugin is run from a kubeconfig file and told of its cluster`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "plugin.sh",
            """
            printf %s "$KUBERNETES_EXEC_INFO" > "$1/info"
            echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "t"}}'
            """
        )
        let path = try folder.write(
            "config",
            """
            current-context: main
            contexts: [{name: main, context: {cluster: prod, user: aks}}]
            clusters:
            - name: prod
              cluster:
                server: https://host:6443/
                certificate-authority-data: \(SamplePEM.base64(SamplePEM.authority))
                tls-server-name: kubernetes
                proxy-url: http://proxy:3128
                extensions:
                - {name: other, extension: {audience: wrong}}
                - {name: client.authentication.k8s.io/exec, extension: {audience: right, empty: ""}}
            users:
            - name: aks
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: sh
                  args: [\(folder.path)/plugin.sh, \(folder.path)]
                  interactiveMode: IfAvailable
                  provideClusterInfo: true
            """
        )
        let configuration = try ClusterConfiguration.load(explicitPath: path, environment: [:])
        #expect(try await configuration.credentials.credentials() == Credentials(authorization: "Bearer t"))
        let info = try JSONValue(parsing: #require(folder.lines(of: "info").first))
        #expect(
            info == [
                "apiVersion": "client.authentication.k8s.io/v1",
                "kind": "ExecCredential",
                "spec": [
                    "interactive": false,
                    "cluster": [
                        "server": "https://host:6443",
                        "certificate-authority-data": .string(SamplePEM.base64(SamplePEM.authority)),
                        "tls-server-name": "kubernetes",
                        "proxy-url": "http://proxy:3128",
                        "config": ["audience": "right", "empty": ""],
                    ],
                ],
            ]
        )
    }

    @Test func `a skipped verification is told to a plugin`() throws {
        let entry = try Self.entry([:])
        let configuration = ClusterConfiguration(
            server: "https://host",
            tls: TLSConfiguration(skipsVerification: true),
            credentials: StaticCredentialProvider(Credentials())
        )
        #expect(
            try entry.pluginCluster(for: configuration) == ["server": "https://host", "insecure-skip-tls-verify": true]
        )
    }
}
