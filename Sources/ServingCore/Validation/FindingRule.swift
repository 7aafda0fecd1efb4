import KubernetesCore

/// The catalogue of what is found in manifests.
package enum FindingRule: String, Sendable, CaseIterable {
    case unreadableFile = "unreadable-file"
    case invalidYAML = "invalid-yaml"
    case noObject = "no-object"
    case passedOver = "passed-over"

    case wrongVersion = "wrong-api-version"
    case unknownKind = "unknown-kind"
    case invalidName = "invalid-name"
    case ignoredNamespace = "ignored-namespace"

    case unknownField = "unknown-field"
    case missingField = "missing-field"
    case invalidField = "invalid-field"
    case unprotectedURI = "unprotected-uri"
    case codeRequired = "code-required"

    case missingReference = "missing-reference"
    case missingKey = "missing-key"
    case wrongSecretType = "wrong-secret-type"
    case duplicateObject = "duplicate-object"
    case duplicateVersion = "duplicate-version"
    case duplicateServiceName = "duplicate-service-name"

    package var id: String { "slipway/\(rawValue)" }

    /// The rule in one sentence.
    package var summary: String {
        switch self {
        case .unreadableFile: "A file can be read and is not too large."
        case .invalidYAML: "A file is YAML or JSON as kubectl reads it."
        case .noObject: "A file holds Kubernetes objects."
        case .passedOver: "Only objects of Slipway's kinds are checked."
        case .wrongVersion: "Slipway's kinds are of \(ServingAPI.group)/\(ServingAPI.version)."
        case .unknownKind: "Slipway's group has the kinds \(ServingAPI.kinds.joined(separator: ", "))."
        case .invalidName: "Names, namespaces, labels and annotations are as Kubernetes takes them."
        case .ignoredNamespace: "Cluster-scoped objects have no namespace."
        case .unknownField: "Only fields of the schema are given; an API server would drop others."
        case .missingField: "Required fields are given."
        case .invalidField: "Values have the type, bounds and form that the schema asks for."
        case .unprotectedURI: "Models and code do not come over http://."
        case .codeRequired: "Only a single model of a framework is deployed without code."
        case .missingReference: "What is referred to is in the files, too."
        case .missingKey: "A ConfigMap holds the key that is referred to."
        case .wrongSecretType: "Secrets with keys or a certificate have the type by which they are looked for."
        case .duplicateObject: "No object is given twice."
        case .duplicateVersion: "No version of a model is registered twice."
        case .duplicateServiceName: "No two InferenceServices of a cluster have the same service name."
        }
    }
}

extension ServingAPI {
    static let kinds = definitions.map(\.type.kind)
}
