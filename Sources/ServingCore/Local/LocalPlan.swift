import FoundationEssentials
package import KubernetesCore

/// What of some manifests runs on one machine: a scoring server for each ModelDeployment, and the endpoints before them.
package struct LocalPlan: Sendable {
    package private(set) var servers: [LocalServer] = []
    package private(set) var services: [InferenceService]
    /// What is wrong, or taken for granted.
    package private(set) var remarks: [Rendering.Remark]
    /// The InferenceServices that no manifest has: those of ModelDeployments that would get no requests otherwise.
    package private(set) var addedServices: [String] = []
    package let contents: LocalContents
    private var deployments: [ModelDeployment] = []

    /// - Parameters:
    ///   - manifests: without errors that `slipway validate` finds.
    ///   - namespace: of objects that name none.
    ///   - names: the ModelDeployments that are wanted; nil for all.
    package init(of manifests: [JSONValue], namespace: String, only names: Set<String>? = nil) {
        // No image is looked into: what it would hold is installed.
        let options = ServingOptions(image: "local", noCodeImages: [.scikitLearn: "local", .onnx: "local"])
        let rendering = Rendering(of: manifests, namespace: namespace, for: .newest, options)
        remarks = rendering.remarks
        services = rendering.inferenceServices
        contents = LocalContents(manifests, namespace: namespace)
        for item in rendering.rendered where names?.contains(item.root.metadata.name) != false {
            deployments.append(item.root)
            // It has no pods.
            if item.root.spec.suspend { continue }
            do throws(LocalRefusal) {
                servers.append(try LocalServer(item.resolved, contents))
            } catch {
                remarks.append(
                    Rendering.Remark(
                        isError: true,
                        origin: item.origin,
                        field: error.field,
                        message: error.message
                    )
                )
            }
        }
        addServices()
    }

    private mutating func addServices() {
        let known = Set(deployments.map(\.metadata.key))
        services = services.filter { !known.isDisjoint(with: $0.deployments) }
        let served = Set(services.flatMap(\.deployments))
        for server in servers where !served.contains(server.deployment) {
            let manifest: JSONValue = [
                "metadata": [
                    "name": .string(server.deployment.name),
                    "namespace": .string(server.deployment.namespace ?? ""),
                ],
                "spec": ["traffic": [["deployment": .string(server.deployment.name), "percent": 100]]],
            ]
            let object = CustomResourceDefinition.inferenceService.defaulted(manifest)
            guard let service = try? JSONValueDecoder().decode(InferenceService.self, from: object) else { continue }
            services.append(service)
            addedServices.append(server.deployment.name)
        }
    }

    /// What the gateway would see of a cluster.
    ///
    /// - Parameters:
    ///   - ports: where the servers that answer listen, on this machine.
    ///   - keys: of each Secret, by its name and the name of the key.
    package func gatewayCluster(ports: [ObjectKey: Int], keys: [ObjectKey: [String: String]]) throws -> GatewayCluster {
        let decoder = JSONValueDecoder()
        // Without TLS is how a machine's own endpoint is reached.
        let services = services.map { service in
            var service = service
            service.spec.expose?.plainHTTP = nil
            return service
        }
        return GatewayCluster(
            inferenceServices: services,
            modelDeployments: deployments,
            pods: try ports.map { try decoder.decode(Pod.self, from: Self.pod(of: $0, port: $1)) },
            keys: try keys.map { try decoder.decode(ServiceKeys.self, from: Self.secret($0, $1)) }
        )
    }

    private static func pod(of deployment: ObjectKey, port: Int) -> JSONValue {
        [
            "metadata": [
                "name": .string("\(deployment.name)-\(port)"),
                "namespace": .string(deployment.namespace ?? ""),
                "labels": [Labels.modelDeployment: .string(deployment.name)],
            ],
            "spec": [
                "containers": [
                    [
                        "name": .string(ScoringLayout.container),
                        "ports": [["name": "http", "containerPort": .integer(Int64(port))]],
                    ]
                ]
            ],
            "status": ["podIP": "127.0.0.1", "conditions": [["type": "Ready", "status": "True"]]],
        ]
    }

    private static func secret(_ key: ObjectKey, _ keys: [String: String]) -> JSONValue {
        [
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace ?? "")],
            "data": JSONValue(keys.mapValues { Data($0.utf8).base64EncodedString() }),
        ]
    }
}

extension InferenceService {
    /// The ModelDeployments that it sends requests to.
    fileprivate var deployments: [ObjectKey] {
        spec.traffic.map { ObjectKey(namespace: metadata.namespace, name: $0.deployment) }
    }
}
