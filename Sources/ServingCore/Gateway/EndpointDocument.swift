package import KubernetesCore

/// The address of an endpoint, as a client has asked for it.
package struct EndpointAddress: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// With the port, unless it is the scheme's own.
    package let host: String
    /// The path of the document, such as `/api/v1/service/mnist/swagger.json`.
    package let path: String
    package let needsKey: Bool

    package init(scheme: String, host: String, path: String, needsKey: Bool) {
        self.scheme = scheme
        self.host = host
        self.path = path
        self.needsKey = needsKey
    }

    /// What the paths of the document come behind, without a slash at its end.
    var basePath: String { path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } }
}

/// A model's OpenAPI document, made that of its endpoint: where it is, that it takes a key, and only the paths that the
/// gateway serves. All else stays the model's.
package enum EndpointDocument {
    private static let served: Set = ["/score", "/swagger.json"]

    /// - Parameter document: of Swagger 2.0, or OpenAPI 3.
    /// - Returns: nil for what is neither.
    package static func rewritten(_ document: JSONValue, for address: EndpointAddress) -> JSONValue? {
        var document = document
        if document["swagger"]?.string == "2.0" {
            document["host"] = .string(address.host)
            document["basePath"] = .string(address.basePath.isEmpty ? "/" : address.basePath)
            document["schemes"] = [.string(address.scheme)]
            document["securityDefinitions"] =
                address.needsKey ? ["Bearer": ["type": "apiKey", "name": "Authorization", "in": "header"]] : .none
        } else if document["openapi"]?.string?.hasPrefix("3.") == true {
            document["servers"] = [["url": .string("\(address.scheme)://\(address.host)\(address.basePath)")]]
            var components = document["components"] ?? [:]
            components["securitySchemes"] = address.needsKey ? ["Bearer": ["type": "http", "scheme": "bearer"]] : .none
            document["components"] = components
        } else {
            return nil
        }
        document["security"] = address.needsKey ? [["Bearer": []]] : .none
        document["paths"] = document["paths"].map(paths)
        return document
    }

    /// What the operations say of security themselves would count instead of what the document says.
    private static func paths(_ paths: JSONValue) -> JSONValue {
        let kept = (paths.object?.members ?? []).compactMap { path, item -> (String, JSONValue)? in
            guard let last = path.split(separator: "/").last, served.contains("/\(last)") else { return nil }
            let operations = (item.object?.members ?? []).map { name, operation -> (String, JSONValue) in
                guard case .object(var members) = operation else { return (name, operation) }
                members["security"] = nil
                return (name, .object(members))
            }
            return ("/\(last)", .object(JSONObject(operations)))
        }
        return .object(JSONObject(kept))
    }
}
