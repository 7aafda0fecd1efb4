import ArgumentParser
import FoundationEssentials
import KubernetesClient
import KubernetesCore
import ServingCore

/// The Secret with the keys of an InferenceService, as its owner sees it.
struct EndpointKeys {
    enum Name: String, CaseIterable, ExpressibleByArgument {
        case primary
        case secondary

        /// In the Secret.
        var field: String { "\(rawValue)Key" }
    }

    enum Failure: Error, CustomStringConvertible {
        case noService(ObjectKey)
        case needsNone(ObjectKey)
        case noSecret(ObjectKey)
        case wrongType(ObjectKey)
        case noKey(Name, secret: ObjectKey, service: ObjectKey)

        var description: String {
            switch self {
            case .noService(let key):
                "there is no InferenceService \(key); correct the name, or give its namespace with --namespace"
            case .needsNone(let key):
                "InferenceService \(key) takes requests without a key; set spec.auth.enabled to true to have keys"
            case .noSecret(let key):
                "there is no Secret \(key); Slipway makes the one of an InferenceService unless spec.auth.keysSecretRef names "
                    + "another: see its status"
            case .wrongType(let key):
                "the keys in Secret \(key) open nothing, as its type is not \(KeysSecret.type); delete it and create it anew "
                    + "with this type"
            case .noKey(let name, let secret, let service):
                "Secret \(secret) has no \(name.field); slipway keys rotate \(service.name) --key \(name.rawValue)"
                    + (service.namespace.map { " --namespace \($0)" } ?? "") + " makes one"
            }
        }
    }

    let service: ObjectKey
    let client: Client

    /// - Returns: those keys, none of which is empty.
    func read(_ names: [Name]) async throws -> [(name: Name, key: String)] {
        let (location, secret) = try await secret()
        return try names.map { name in
            guard let data = secret["data"]?[name.field]?.string.flatMap({ Data(base64Encoded: $0) }), !data.isEmpty
            else { throw Failure.noKey(name, secret: location, service: service) }
            return (name, String(decoding: data, as: UTF8.self))
        }
    }

    /// Fails where somebody else has changed the Secret in between.
    func replace(_ name: Name, by key: String) async throws {
        var (location, secret) = try await secret()
        var data = secret["data"] ?? [:]
        data[name.field] = .string(Data(key.utf8).base64EncodedString())
        secret["data"] = data
        _ = try await client.send(BuiltInTypes.secrets.update(secret, at: location, fieldManager: .slipwayKeys))
    }

    private func secret() async throws -> (location: ObjectKey, object: JSONValue) {
        let service: InferenceService
        do {
            service = try await client.send(ServingAPI.inferenceServices.get(self.service))
        } catch  where error.isNotFound {
            throw Failure.noService(self.service)
        }
        guard service.spec.auth.enabled else { throw Failure.needsNone(self.service) }
        let location = ObjectKey(namespace: self.service.namespace, name: service.keysSecret)
        do {
            let secret = try await client.send(BuiltInTypes.secrets.get(location)).json
            guard secret["type"]?.string == KeysSecret.type else { throw Failure.wrongType(location) }
            return (location, secret)
        } catch let error as ClientError where error.isNotFound {
            throw Failure.noSecret(location)
        }
    }
}
