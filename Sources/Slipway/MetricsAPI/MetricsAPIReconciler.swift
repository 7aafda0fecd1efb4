import ControllerRuntime
import FoundationEssentials
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore

/// Makes and renews the metrics API's certificate, and has the API server pass requests on to it.
struct MetricsAPIReconciler: Reconciler {
    static let key = ObjectKey(namespace: nil, name: MetricsAPIRegistration.name)

    /// How soon it is seen that a certificate is due, which it is for a month.
    private static let interval = Duration.seconds(3600)

    let stores: MetricsStores
    let client: Client
    let clock: WallClock

    /// The name by which the API server asks for the Service.
    private var names: [String] { ["\(MetricsAPIRegistration.name).\(stores.namespace).svc"] }

    func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
        let own = stores.apiServices.objects.filter { $0.service?.name == MetricsAPIRegistration.name }
        if case .somebody(let service) = stores.provider {
            logger.warning("somebody else serves custom metrics", metadata: ["service": "\(service)"])
            for apiService in own where apiService.service?.namespace == stores.namespace {
                let options = DeleteOptions(uid: apiService.metadata.uid)
                _ = try await client.send(BuiltInTypes.apiServices.delete(apiService.metadata.key, options))
            }
            return .done
        }
        let certificate = try await certificate(logger)
        let owner = ObjectKey(namespace: nil, name: MetricsAPIRegistration.name)
        let role = try await client.send(BuiltInTypes.clusterRoles.get(owner), as: PartialObject.self)
        let desired = MetricsAPIRegistration.desiredAPIServices(
            in: stores.namespace,
            authorities: try certificate.authoritiesPEM(),
            owner: role.metadata
        )
        for apiService in desired { try await register(apiService, logger) }
        return .requeue(after: Self.interval)
    }

    /// Not by server-side apply, of which Kubernetes 1.20 knows nothing where APIServices are concerned.
    private func register(_ desired: DesiredObject, _ logger: Logger) async throws(ClientError) {
        let type = BuiltInTypes.apiServices
        do throws(ClientError) {
            if let observed = stores.apiServices[desired.key] {
                guard !desired.isMet(by: observed) else { return }
                let patch = type.mergePatch(desired.manifest, to: desired.key, fieldManager: .slipway)
                _ = try await client.send(patch)
            } else {
                _ = try await client.send(type.create(desired.manifest, in: nil, fieldManager: .slipway))
            }
            logger.info("registered", metadata: ["name": "\(desired.key.name)"])
        } catch {
            // The store does not show it yet: it will be looked at again then.
            guard error.isConflict else { throw error }
        }
    }

    /// The one of the Secret, renewed if it is due. Not from the store, which may lag behind what was just written.
    private func certificate(_ logger: Logger) async throws -> ServingCertificate {
        let key = ObjectKey(namespace: stores.namespace, name: MetricsAPIRegistration.secretName)
        let now = Date(timeIntervalSince1970: Double(clock.now.seconds))
        var current: ServingCertificate?
        do throws(ClientError) {
            let secret = try await client.send(BuiltInTypes.secrets.get(key), as: CertificateSecret.self)
            do {
                current = try ServingCertificate(secret.data)
            } catch {
                let metadata: Logger.Metadata = ["secret": "\(key)", "error": "\(error)"]
                logger.warning("the metrics API's certificate cannot be read and is made anew", metadata: metadata)
            }
        } catch {
            guard error.isNotFound else { throw error }
        }
        let next = try current.map { try $0.renewed(for: names, now: now) } ?? ServingCertificate(for: names, now: now)
        guard let next else { return try current ?? ServingCertificate(for: names, now: now) }
        let manifest: JSONValue = [
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": [
                "name": .string(key.name), "namespace": .string(stores.namespace),
                "labels": ["app.kubernetes.io/part-of": "slipway"],
            ],
            "type": "kubernetes.io/tls",
            "data": try JSONValue(encoding: next.secretData().mapValues { $0.base64EncodedString() }),
        ]
        _ = try await client.send(BuiltInTypes.secrets.apply(manifest, to: key, fieldManager: .slipway))
        logger.notice("made a certificate for the metrics API")
        return next
    }
}

/// Any object, as far as its metadata says.
private struct PartialObject: Resource {
    let metadata: ObjectMeta
}

extension MetricsStores {
    /// Has the registration looked at whenever somebody changes it.
    func triggerRegistration(_ queue: WorkQueue) {
        apiServices.observe { change in
            guard change.key.name.hasSuffix(".\(MetricsAPI.group)") else { return }
            // Its status, which says whether it is reached, is no concern.
            if change.old?.manifest != change.new?.manifest { queue.add(MetricsAPIReconciler.key) }
        }
        certificate.observe { change in
            if change.old?.data != change.new?.data { queue.add(MetricsAPIReconciler.key) }
        }
    }
}
