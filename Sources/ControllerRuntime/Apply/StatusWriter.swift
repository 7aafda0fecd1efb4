package import KubernetesClient
package import KubernetesCore
import Synchronization

/// Writes the `status` of custom resources, by server-side apply: what the new status does not say is removed.
package final class StatusWriter: Sendable {
    private struct Written {
        /// The state of the object that the status was computed from.
        let resourceVersion: String
        let status: any Encodable & Sendable
    }

    private let client: Client
    private let fieldManager: FieldManager
    private let written = Mutex<[ObjectKey: Written]>([:])

    package init(client: Client, fieldManager: FieldManager) {
        self.client = client
        self.fieldManager = fieldManager
    }

    /// The status that was written last, where the store does not show it yet; else what the store shows.
    package func latest<Status: Encodable & Sendable>(_ stored: Status?, of metadata: ObjectMeta) -> Status? {
        let latest = written.withLock { written in
            // Kept no longer than it is needed: the store has a copy of its own.
            if written[metadata.key]?.resourceVersion != metadata.resourceVersion { written[metadata.key] = nil }
            return written[metadata.key]?.status
        }
        return latest as? Status ?? stored
    }

    /// An object that is gone by now needs no status: that is no error.
    ///
    /// - Throws: ``ClientError``, or an `EncodingError` of the status.
    package func write(
        _ status: some Encodable & Sendable,
        to metadata: ObjectMeta,
        of type: ResourceType
    ) async throws {
        // With the uid, so that an object that has taken the name meanwhile does not get it.
        let object: JSONValue = [
            "apiVersion": .string(type.apiVersion),
            "kind": .string(type.kind),
            "metadata": metadata.identity,
            "status": try JSONValue(encoding: status),
        ]
        let request = type.apply(object, to: metadata.key, subresource: "status", fieldManager: fieldManager)
        do throws(ClientError) {
            _ = try await client.send(request)
        } catch {
            guard error.isNotFound || error.isConflict else { throw error }
            return forget(metadata.key)
        }
        let written = Written(resourceVersion: metadata.resourceVersion, status: status)
        self.written.withLock { $0[metadata.key] = written }
    }

    package func forget(_ key: ObjectKey) {
        written.withLock { $0[key] = nil }
    }
}
