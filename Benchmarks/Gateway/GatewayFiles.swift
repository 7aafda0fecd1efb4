import ArgumentParser
import FoundationEssentials
import ServingCore
import TestSupport

/// Writes HAProxy's files as the gateway of a cluster with many services would.
@main struct GatewayFiles: ParsableCommand {
    @Option var services = 1000
    @Option var port: Int
    @Argument var folder: String

    func run() throws {
        guard let path = GatewaySettings.Folder(folder) else { throw ValidationError("\(folder) is no folder") }
        var settings = GatewaySettings(folder: path)
        settings.isLocal = true
        settings.httpPort = port
        settings.peerPort = port + 1
        settings.ownAddress = ReplicaAddress("127.0.0.1")
        let configuration = HAProxyConfiguration(GatewayPlan(try cluster), settings, generation: 1)
        for (name, text) in configuration.files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
    }

    /// Two deployments for each service, each with one replica of its own.
    private var cluster: GatewayCluster {
        get throws {
            let numbers = 0..<services
            let limits = "{scoringTimeoutMs: 60000, maxQueueWaitMs: 60000, maxConcurrentPerReplica: 100}"
            let manifests = numbers.map { number in
                GatewayCluster.service(
                    "service-\(number)",
                    "traffic: [{deployment: blue-\(number), percent: 90}, {deployment: green-\(number), percent: 10}]"
                ) + GatewayCluster.deployment("blue-\(number)", limits)
                    + GatewayCluster.deployment("green-\(number)", limits)
            }
            let replicas = numbers.flatMap { number in
                [("blue", 1), ("green", 2)].map { color, network in
                    ("\(color)-\(number)", ["127.\(network).\(number / 250).\(number % 250 + 1)"])
                }
            }
            return try GatewayCluster.example(
                manifests.joined(),
                replicas: Dictionary(uniqueKeysWithValues: replicas),
                keys: Dictionary(uniqueKeysWithValues: numbers.map { ("service-\($0)-keys", ["key-\($0)", "other"]) })
            )
        }
    }
}
