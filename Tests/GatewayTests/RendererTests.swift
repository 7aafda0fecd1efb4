import FoundationEssentials
import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// The files, as HAProxy itself judges them.
struct RendererTests {
    private static let nasty = [
        "a b", "a\nbackend x", "a;b", "a\"b", "a'b", "a#b", "a\\", "a$HOME", "a%[src]", "a|b", "a/b", "a:b", "../a", "",
        " ", "é", "\u{0}a",
        "a\r\n", "${x}", "-a", String(repeating: "a", count: 300), "a}", "{a", "global", "a,b", "add map", "a@1",
    ]

    @Test func nothingOfAManifestReachesTheFilesUnlessItIsAWord() async throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<10 {
            let cluster = try Self.cluster { fallback in
                Bool.random(using: &random) ? fallback : Self.nasty.randomElement(using: &random) ?? ""
            }
            let plan = GatewayPlan(cluster)
            let files = try await checked(plan)
            for (name, text) in files where name != HAProxyConfiguration.fileName {
                for line in text.split(separator: "\n") {
                    #expect(line.split(separator: " ").count == 2, "\(name)")
                    #expect(line.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f || $0 == 0x20 }, "\(name)")
                }
            }
            // Every line of the configuration is one of ours: the words of manifests stand only where names stand.
            let known = try await checked(GatewayPlan(try Self.cluster { $0 }))
            #expect(Self.keywords(of: files).isSubset(of: Self.keywords(of: known)))
        }
    }

    @Test func aThousandServicesAreOneConfiguration() async throws {
        var manifests: [String] = []
        for index in 0..<1000 {
            manifests.append(
                GatewayCluster.service(
                    "s\(index)",
                    "traffic: [{deployment: a\(index), percent: 90}, {deployment: b\(index)}]"
                )
                    + GatewayCluster.deployment("a\(index)") + GatewayCluster.deployment("b\(index)")
            )
        }
        let cluster = try GatewayCluster.example(
            manifests.joined(),
            replicas: ["a1": ["10.0.0.1"], "b1": ["10.0.0.2"]],
            keys: [:]
        )
        let plan = GatewayPlan(cluster)
        #expect(plan.entries(of: .paths).count == 2000)
        _ = try await checked(plan)
    }

    /// The files, after HAProxy has found nothing wrong with them.
    private func checked(_ plan: GatewayPlan) async throws -> [String: String] {
        let folder = try TemporaryFolder()
        let settings = GatewaySettings(folder: try required(GatewaySettings.Folder(folder.path)))
        let files = HAProxyConfiguration(plan, settings, generation: 1).files
        for (name, text) in files { try folder.write(name, text) }
        let result = try await run("haproxy", ["-c", "-f", "\(folder.path)/\(HAProxyConfiguration.fileName)"])
        #expect(result.isSuccess, "\(result.error)")
        #expect(!result.error.contains("[WARNING]") && !result.error.contains("[ALERT]"), "\(result.error)")
        return files
    }

    /// What the lines of the configuration begin with.
    private static func keywords(of files: [String: String]) -> Set<Substring> {
        let lines = files[HAProxyConfiguration.fileName, default: ""].split(separator: "\n")
        return Set(lines.compactMap { $0.split(separator: " ").first })
    }

    /// - Parameter word: what stands for a word of a manifest.
    private static func cluster(_ word: (String) -> String) throws -> GatewayCluster {
        func json(_ text: String) -> JSONValue { .string(word(text)) }
        let services: [JSONValue] = (0..<6).map { index in
            [
                "metadata": ["name": json("s\(index)"), "namespace": json("team")],
                "spec": [
                    "serviceName": json("service\(index)"), "auth": ["enabled": true], "limits": ["maxRequestBytes": 5],
                    "traffic": [
                        ["deployment": json("blue"), "percent": 50], ["deployment": json("green"), "percent": 60],
                    ],
                    "expose": ["hosts": [json("h\(index).example.com")]],
                ],
            ]
        }
        let definition = CustomResourceDefinition.modelDeployment
        let deployments: [JSONValue] = ["blue", "green"].map { name in
            definition.defaulted([
                "metadata": ["name": json(name), "namespace": json("team")],
                "spec": [
                    "models": [["name": "m"]],
                    "requestSettings": [
                        "scoringTimeoutMs": 9_000_000_000, "maxQueueWaitMs": 0, "maxConcurrentPerReplica": -1,
                    ],
                ],
            ])
        }
        let pods: [JSONValue] = (0..<4).map { index in
            [
                "metadata": [
                    "name": json("pod\(index)"), "namespace": json("team"),
                    "labels": [Labels.modelDeployment: json("blue"), "app.kubernetes.io/component": "gateway"],
                ],
                "status": ["podIP": json("10.0.0.\(index)"), "conditions": [["type": "Ready", "status": "True"]]],
            ]
        }
        let decoded: [Pod] = try pods.map { try JSONValueDecoder().decode(Pod.self, from: $0) }
        return GatewayCluster(
            inferenceServices: try services.map { try JSONValueDecoder().decode(InferenceService.self, from: $0) },
            modelDeployments: try deployments.map { try JSONValueDecoder().decode(ModelDeployment.self, from: $0) },
            pods: decoded,
            keys: [],
            gatewayPods: decoded,
            ownPod: "pod0"
        )
    }
}
