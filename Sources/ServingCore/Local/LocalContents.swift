import FoundationEssentials
package import KubernetesCore

/// What the ConfigMaps and Secrets among some manifests hold.
package struct LocalContents: Sendable {
    /// By key of the object, then by key of the file.
    package private(set) var configMaps: [ObjectKey: [String: [UInt8]]] = [:]
    package private(set) var secrets: [ObjectKey: [String: [UInt8]]] = [:]

    /// - Parameter namespace: of objects that name none.
    package init(_ manifests: [JSONValue], namespace: String) {
        for manifest in manifests {
            for (_, object) in manifest.listedObjects { add(object, namespace) }
        }
    }

    private mutating func add(_ object: JSONValue, _ namespace: String) {
        guard object["apiVersion"] == "v1", let name = object["metadata"]?["name"]?.string else { return }
        let key = ObjectKey(namespace: object.statedNamespace ?? namespace, name: name)
        switch object["kind"] {
        case "ConfigMap": configMaps[key] = object.files(encoded: "binaryData", plain: "data")
        case "Secret": secrets[key] = object.files(encoded: "data", plain: "stringData")
        default: break
        }
    }
}

extension JSONValue {
    /// The files of a ConfigMap or a Secret: those in base64, and those as they are, which win.
    fileprivate func files(encoded: String, plain: String) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (name, value) in self[encoded]?.object?.members ?? [] {
            // Base64 may have line breaks, as YAML's folded texts do.
            files[name] = Data(base64Encoded: value.string ?? "", options: .ignoreUnknownCharacters).map(Array.init)
        }
        for (name, value) in self[plain]?.object?.members ?? [] { files[name] = value.string.map { Array($0.utf8) } }
        return files
    }
}
