package import KubernetesCore

/// The Secret with the two keys of an InferenceService.
package enum KeysSecret {
    /// Its type, by which the gateway asks for these Secrets and for no others.
    package static let type = "serving.slipway.dev/keys"

    /// Either opens the endpoint, so that one can be changed while clients still use the other.
    package static let keyNames = ["primaryKey", "secondaryKey"]

    /// Such Secrets among all.
    package static let selection = Selection(fields: "type=\(type)")
}

extension InferenceService {
    /// The Secret to be made where the spec names none and there is none.
    ///
    /// - Parameter keys: of the two names, printable.
    package func desiredKeysSecret(keys: [String: String]) -> JSONValue {
        [
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": [
                "name": .string(keysSecret),
                "namespace": .string(metadata.namespace ?? ""),
                "labels": [
                    Labels.managedBy: "slipway",
                    "app.kubernetes.io/part-of": "slipway",
                    "app.kubernetes.io/instance": .string(metadata.name),
                ],
                "ownerReferences": [OwnerReference(controller: metadata, of: ServingAPI.inferenceServices).json],
            ],
            "type": .string(KeysSecret.type),
            "stringData": JSONValue(keys),
        ]
    }
}
