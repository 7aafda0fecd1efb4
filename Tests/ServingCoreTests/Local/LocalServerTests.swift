import KubernetesCore
import Testing
import YAML

@testable import ServingCore

struct LocalServerTests {
    private static let manifests = """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: Model
        metadata: {name: m}
        spec: {version: 3, uri: "configmap://files/model.pkl"}
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: blue}
        spec:
          models: [{name: m}]
          inferenceConfig:
            entryScript: score.py
            source: {configMapRef: {name: code}}
            environment: {image: x, environmentVariables: {PYTHONPATH: "/extra:/opt", URL: "https://x/tmp"}}
          requestSettings: {maxConcurrentPerReplica: 2, scoringTimeoutMs: 1500}
          podTemplate:
            env:
            - {name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}
            - {name: TOKEN, valueFrom: {secretKeyRef: {name: secret, key: token}}}
            - {name: FILE, value: "$(AML_APP_ROOT)/$(MODE)/$$(X)"}
            volumes: [{name: extra, configMap: {name: settings}}]
            volumeMounts: [{name: extra, mountPath: /extra}]
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: files}
        binaryData: {model.pkl: AAEC}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: code}
        data: {score.py: "def init(): pass"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {mode: fast}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: secret}
        data: {token: aHVzaA==}
        """

    private static func documents(_ change: (String) -> String = { $0 }) throws -> [JSONValue] {
        try YAMLDocument.parse(Array(change(manifests).utf8)).map(\.value)
    }

    private static func plan(_ change: (String) -> String = { $0 }) throws -> LocalPlan {
        LocalPlan(of: try documents(change), namespace: "default")
    }

    @Test func theProcessIsThePodsContainerBelowAFolder() throws {
        let server = try #require(try Self.plan().servers.first)
        let process = server.process(below: "/run/x", port: 7000)
        let rendering = Rendering(
            of: try Self.documents(),
            namespace: "default",
            for: .newest,
            ServingOptions(image: "slipway")
        )
        let deployment = try #require(rendering.objects.first { $0["kind"] == "Deployment" })
        let container = deployment["spec"]?["template"]?["spec"]?["containers"]?.array?.first
        let names = (container?["env"]?.array ?? []).compactMap { $0["name"]?.string }
        #expect(Set(process.environment.keys) == Set(names))
        #expect(
            process.arguments == ["--entry_script", "/run/x/var/azureml-app/code/score.py", "--port", "7000"]
        )
        #expect(process.workingDirectory == "/run/x/var/azureml-app")
        #expect(process.environment["AZUREML_MODEL_DIR"] == "/run/x/var/azureml-app/azureml-models/m/3")
        #expect(process.environment["HOME"] == "/run/x/tmp")
        #expect(process.environment["WORKER_COUNT"] == "2")
        #expect(process.environment["SCORING_TIMEOUT_MS"] == "1500")
    }

    @Test func variablesHaveTheValuesThatAKubeletWouldFind() throws {
        let environment = try #require(try Self.plan().servers.first).process(below: "/run/x", port: 1).environment
        #expect(environment["MODE"] == "fast")
        #expect(environment["TOKEN"] == "hush")
        #expect(environment["FILE"] == "/run/x/var/azureml-app/fast/$(X)")
        #expect(environment["PYTHONPATH"] == "/run/x/extra:/opt")
        #expect(environment["URL"] == "https://x/tmp")
    }

    @Test func filesOfConfigMapsAreMounted() throws {
        let mounts = try #require(try Self.plan().servers.first).mounts
        func files(_ folder: String) -> LocalMount.Source? { mounts.first { $0.folder == folder }?.source }
        #expect(files("/var/azureml-app/azureml-models/m/3") == .files(["model.pkl": [0, 1, 2]]))
        #expect(files("/var/azureml-app/code") == .files(["score.py": Array("def init(): pass".utf8)]))
        #expect(files("/extra") == .files(["mode": Array("fast".utf8)]))
        #expect(files("/tmp") == .empty)
    }

    @Test(arguments: [
        (
            "configMap: {name: settings}}", "projected: {sources: []}}",
            "the volume extra is only to be had in a cluster"
        ),
        ("secretKeyRef: {name: secret,", "secretKeyRef: {name: none,", "Secret none with the key token is not among"),
        ("configMapKeyRef: {name: settings, key: mode}", "resourceFieldRef: {resource: x}", "the variable MODE"),
    ])
    func whatOnlyAClusterHasIsRefused(_ part: String, _ other: String, _ problem: String) throws {
        let plan = try Self.plan { $0.replacing(part, with: other) }
        #expect(plan.servers.isEmpty)
        let remark = try #require(plan.remarks.first { $0.isError })
        #expect(remark.message.contains(problem), "\(remark.message)")
        #expect(remark.origin.manifest == 1)
    }

    @Test func claimsAndDownloadsAreLeftToWhoeverPlacesFiles() throws {
        let claim = try Self.plan { $0.replacing("configmap://files/model.pkl", with: "pvc://disk/models/m.pkl") }
        let folder = "/var/azureml-app/azureml-models/m/3/m.pkl"
        #expect(
            claim.servers.first?.mounts.contains(
                LocalMount(folder: folder, source: .claim("disk", path: "models/m.pkl"))
            ) == true
        )
        let download = try Self.plan { $0.replacing("configmap://files/model.pkl", with: "https://x/m.tar.gz") }
        guard
            case .download(let download, _) = download.servers.first?.mounts.first(where: { $0.folder.hasSuffix("m/3") }
            )?.source
        else {
            Issue.record("the model is no download")
            return
        }
        #expect(download.uri == "https://x/m.tar.gz" && download.unpack)
    }

    @Test func aDeploymentWithoutAServiceGetsOne() throws {
        let plan = try Self.plan()
        #expect(plan.addedServices == ["blue"])
        let cluster = try plan.gatewayCluster(
            ports: [ObjectKey(namespace: "default", name: "blue"): 7000],
            keys: [
                ObjectKey(namespace: "default", name: "blue-keys"): ["primaryKey": "first", "secondaryKey": "second"]
            ]
        )
        let gateway = GatewayPlan(cluster)
        var settings = GatewaySettings(folder: try #require(GatewaySettings.Folder("/run/gateway")))
        settings.isLocal = true
        settings.ownAddress = ReplicaAddress("127.0.0.1")
        let text = HAProxyConfiguration(gateway, settings, generation: 1).files[HAProxyConfiguration.fileName] ?? ""
        #expect(text.contains("server blue-7000 ipv4@127.0.0.1:7000 maxconn 2"))
        let binds = text.split(separator: "\n").filter { $0.contains("bind ") }
        #expect(binds == ["  bind 127.0.0.1:8080", "  bind ipv4@127.0.0.1:8090"])
        #expect(gateway.entries(of: .keys).count == 2)
    }

    @Test(arguments: ["Redirect", "Refuse"])
    func withoutTLSIsHowAnEndpointIsReached(option: String) throws {
        let service = """

            ---
            apiVersion: serving.slipway.dev/v1alpha1
            kind: InferenceService
            metadata: {name: blue}
            spec:
              traffic: [{deployment: blue, percent: 100}]
              expose: {hosts: [blue.example.com], tlsSecretRef: {name: tls}, plainHTTP: \(option)}
            """
        let plan = try Self.plan { $0 + service }
        #expect(plan.addedServices == [])
        let gateway = GatewayPlan(try plan.gatewayCluster(ports: [:], keys: [:]))
        #expect(gateway.endpoints.values.map(\.plainHTTP) == [.allow])
    }

    @Test func whatTheServerSaysBecomesASentenceWithFileAndLine() throws {
        let server = try #require(try Self.plan().servers.first)
        let root = "/tmp/run/blue-1"
        let log = """
            Traceback (most recent call last):
              File "/x/azureml_inference_server_http/server/user_script.py", line 1, in load
              File "\(root)/var/azureml-app/code/score.py", line 7, in init
                raise ValueError("no luck")
            ValueError: no luck
            """
        let sentence = server.failure(saying: log, below: root, exitCode: 3, packages: "requirements.txt")
        #expect(
            sentence.hasPrefix(
                "ModelDeployment blue: init() of the entry script raised ValueError: no luck (score.py, line 7, in init)"
            )
        )
        let killed = server.failure(saying: "bye", below: root, exitCode: nil, packages: "requirements.txt")
        #expect(killed == "ModelDeployment blue: the scoring server was killed: bye")
    }
}
