import KubernetesClient
import KubernetesCore
import Logging
import ServingCore

/// Writes what the gateway has to say into the status of InferenceServices, under a field manager of its own. All gateways say
/// the same, so that they share it.
struct GatewayReporter: Sendable {
    let client: Client
    let clock: WallClock
    let logger: Logger

    /// What cannot be written is tried again with the next change of anything.
    func report(_ report: GatewayReport, on services: [InferenceService]) async {
        for service in services {
            let conditions = report.conditions(of: service, now: clock.now)
            guard conditions != service.status?.gatewayConditions ?? [] else { continue }
            do {
                try await write(conditions, to: service.metadata)
            } catch {
                let metadata: Logger.Metadata = ["service": "\(service.metadata.key)", "error": "\(error)"]
                logger.warning("its status could not be written", metadata: metadata)
            }
        }
    }

    private func write(_ conditions: [Condition], to metadata: ObjectMeta) async throws {
        let type = ServingAPI.inferenceServices
        let object: JSONValue = [
            "apiVersion": .string(type.apiVersion),
            "kind": .string(type.kind),
            "metadata": metadata.identity,
            "status": ["conditions": try JSONValue(encoding: conditions)],
        ]
        let request = type.apply(object, to: metadata.key, subresource: "status", fieldManager: .slipwayGateway)
        do throws(ClientError) {
            _ = try await client.send(request)
        } catch {
            guard error.isNotFound || error.isConflict else { throw error }
        }
    }
}
