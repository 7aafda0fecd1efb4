package import KubernetesCore

/// A version of a model in the registry: where its file is.
package struct Model: Resource, Hashable {
    package var metadata: ObjectMeta
    package var spec: Spec
    package var status: ModelStatus?
    /// The rules that the object breaks by itself.
    package let violations: [Violation]

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decode(Spec.self, forKey: .spec)
        status = try container.decodeIfPresent(ModelStatus.self, forKey: .status)
        violations = CustomResourceDefinition.model.refusals(of: try JSONValue(from: decoder))
    }

    package struct Spec: Decodable, Hashable, Sendable {
        package var modelName: String?
        package var version: Int
        package var uri: String
        package var sha256: String?
        /// nil: what the name of the file says.
        package var unpack: Bool?
        package var framework: Framework
        package var frameworkVersion: String?
        package var credentialsSecretRef: NameReference?
        package var description: String?
        package var tags: [String: String]?
        package var properties: [String: String]?
    }

    /// Azure ML's frameworks, as far as its scoring images know them.
    package enum Framework: String, Decodable, Sendable, CaseIterable {
        case custom = "Custom"
        case scikitLearn = "ScikitLearn"
        case onnx = "Onnx"
        case tensorFlow = "TensorFlow"
        case pyTorch = "PyTorch"
    }

    /// The name by which it is deployed.
    package var name: String { spec.modelName ?? metadata.name }
}

/// An object of the same namespace, or of none.
package struct NameReference: Codable, Hashable, Sendable {
    package var name: String
}
