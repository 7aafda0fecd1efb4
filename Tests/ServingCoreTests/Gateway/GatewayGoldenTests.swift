import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// `in.yaml`: what the gateway sees of the cluster. `haproxy.cfg`: HAProxy's configuration; `maps.yaml`: what is in its map
/// files; `certificates.list`: which certificates there are, where there are any. The one in `slipway-system` is the default
/// one. Where there are pods of the gateway, it runs in the one named `gateway-a`.
@Test(
    "golden gateway",
    arguments: GoldenCase.all(besideFile: goldenFolder).filter { $0.description.hasPrefix("gateway/") }
)
func gateway(_ golden: GoldenCase) throws {
    let plan = GatewayPlan(try Manifests(try golden.documents("in.yaml")).gatewayCluster)
    let settings = try #require(GatewaySettings.example)
    let files = HAProxyConfiguration(plan, settings, generation: 1).files
    let configuration = golden.difference(from: "haproxy.cfg", files["haproxy.cfg"] ?? "")
    #expect(configuration == nil)
    let maps = JSONObject(
        GatewayMap.allCases.map { map in
            (
                map.rawValue,
                JSONValue.object(
                    JSONObject(plan.entries(of: map).sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
                )
            )
        }
    )
    if !plan.certificates.isEmpty {
        let list = golden.difference(from: "certificates.list", files["certificates.list"] ?? "")
        #expect(list == nil)
    }
    let entries = golden.difference(from: "maps.yaml", JSONValue.object(maps).yamlText)
    #expect(entries == nil)
}

/// A file beside the folder with the golden cases.
private let goldenFolder = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/x"

extension GatewaySettings {
    static var example: GatewaySettings? {
        Folder("/run/slipway").map { folder in
            var settings = GatewaySettings(folder: folder)
            settings.ownAddress = ReplicaAddress("10.0.9.1")
            return settings
        }
    }
}

extension Manifests {
    var gatewayCluster: GatewayCluster {
        get throws {
            let pods = try all(Pod.self)
            let gateways = pods.filter { $0.metadata.labels["app.kubernetes.io/component"] == "gateway" }
            var cluster = GatewayCluster(
                inferenceServices: try all(InferenceService.self),
                modelDeployments: try all(ModelDeployment.self),
                pods: pods.filter { $0.metadata.labels[Labels.modelDeployment] != nil },
                keys: try keys,
                gatewayPods: gateways,
                ownPod: gateways.isEmpty ? nil : "gateway-a"
            )
            cluster.certificates = try certificates
            cluster.defaultCertificate = cluster.certificates.keys.first { $0.namespace == "slipway-system" }
            return cluster
        }
    }
}
