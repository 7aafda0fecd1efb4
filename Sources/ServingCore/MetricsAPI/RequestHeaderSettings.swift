package import KubernetesCore

/// How an API server that passes requests on says who sent them: its ConfigMap `kube-system/extension-apiserver-authentication`.
package struct RequestHeaderSettings: Resource, Hashable {
    package static let key = ObjectKey(namespace: "kube-system", name: "extension-apiserver-authentication")

    package let metadata: ObjectMeta
    /// Certificates in PEM: who passes requests on has one that was signed with one of these.
    package let authorities: String
    /// The common names that such certificates may have; any, if there are none.
    package let allowedNames: [String]
    /// The headers with the caller's name; the first one that is there counts.
    package let userHeaders: [String]
    package let groupHeaders: [String]
    package let extraPrefixes: [String]

    private enum CodingKeys: CodingKey {
        case metadata, data
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        let data = try container.decodeIfPresent([String: String].self, forKey: .data) ?? [:]
        authorities = data["requestheader-client-ca-file"] ?? ""
        // A list that cannot be read is not an empty one, which would let anybody's certificate do.
        func list(_ name: String) throws -> [String] {
            guard let text = data[name] else { return [] }
            let elements = (try? JSONValue(parsing: text))?.array
            guard let elements, case let strings = elements.compactMap(\.string), strings.count == elements.count else {
                throw DecodingError.dataCorruptedError(
                    forKey: .data,
                    in: container,
                    debugDescription: "must hold a JSON array of strings as \(name)"
                )
            }
            return strings
        }
        allowedNames = try list("requestheader-allowed-names")
        userHeaders = try list("requestheader-username-headers")
        groupHeaders = try list("requestheader-group-headers")
        extraPrefixes = try list("requestheader-extra-headers-prefix")
    }

    /// Who the API server says has sent a request.
    ///
    /// - Parameters:
    ///   - headers: all of them, with names in any case.
    ///   - commonName: of the certificate of whoever has passed the request on, which one of ``authorities`` has signed.
    /// - Throws: ``MetricsFailure``: unauthorized.
    package func caller(_ headers: [(name: String, value: String)], commonName: String?) throws(MetricsFailure)
        -> Caller
    {
        guard allowedNames.isEmpty || commonName.map(allowedNames.contains) == true else {
            throw .unauthorized("the certificate of \(commonName ?? "nobody") is not one of the API server's")
        }
        func values(_ names: [String]) -> [String] {
            names.flatMap { name in headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value) }
        }
        guard let user = values(userHeaders).first, !user.isEmpty else {
            throw .unauthorized("the request does not say whose it is: ask the API server, which says so")
        }
        var extra: [String: [String]] = [:]
        for header in headers {
            for prefix in extraPrefixes where header.name.lowercased().hasPrefix(prefix.lowercased()) {
                extra[header.name.lowercased().dropFirst(prefix.count).description, default: []].append(header.value)
            }
        }
        return Caller(user: user, groups: Self.withAuthenticated(values(groupHeaders), of: user), extra: extra)
    }

    /// Every Kubernetes API server counts whoever has a name as authenticated. What it asks for itself, as discovery documents
    /// since 1.26, it asks for as system:kube-aggregator and names no group.
    private static func withAuthenticated(_ groups: [String], of user: String) -> [String] {
        let (authenticated, unauthenticated) = ("system:authenticated", "system:unauthenticated")
        let isTold = groups.contains(authenticated) || groups.contains(unauthenticated)
        return isTold || user == "system:anonymous" ? groups : groups + [authenticated]
    }
}

/// Somebody who asks the API server for something.
package struct Caller: Hashable, Sendable {
    package let user: String
    package let groups: [String]
    package let extra: [String: [String]]

    package init(user: String, groups: [String], extra: [String: [String]]) {
        self.user = user
        self.groups = groups
        self.extra = extra
    }

    /// A SubjectAccessReview: may the caller do this?
    ///
    /// - Parameter attributes: of the request.
    package func review(_ attributes: JSONValue) -> JSONValue {
        var spec = attributes
        spec["user"] = .string(user)
        spec["groups"] = .array(groups.map(JSONValue.string))
        spec["extra"] = .object(
            JSONObject(extra.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map(JSONValue.string))) })
        )
        return ["apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec]
    }
}
