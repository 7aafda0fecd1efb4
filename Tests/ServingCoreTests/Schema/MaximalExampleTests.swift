import FoundationEssentials
import KubernetesCore
import Testing
import YAML

@testable import ServingCore

/// An example of each kind in which every field is set: schema, example and Swift type must have the same fields.
@Suite struct MaximalExampleTests {
    private static func example(_ definition: CustomResourceDefinition) throws -> JSONValue {
        let folder = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/Maximal"
        let path = "\(folder)/\(definition.type.kind.lowercased()).yaml"
        let bytes = try #require(FileManager.default.contents(atPath: path))
        return try #require(try YAMLDocument.parse(Array(bytes), file: path).first).value
    }

    @Test("the example sets every field of the schema and no other", arguments: ServingAPI.definitions)
    func example(definition: CustomResourceDefinition) throws {
        let example = try Self.example(definition)
        for (name, schema) in [("spec", definition.spec), ("status", definition.status)] {
            let path = FieldPath([.member(name)])
            #expect(Self.unset(example[name], schema, at: path).map(\.description) == [])
            let unknown = schema.violations(of: try #require(example[name]), at: path).filter {
                $0.problem.contains("known field") || $0.problem.hasPrefix("must be a")
            }
            #expect(unknown.map(\.description) == [])
        }
    }

    @Test("the Swift type has every field of the schema and no other", arguments: ServingAPI.definitions)
    func type(definition: CustomResourceDefinition) throws {
        let example = try Self.example(definition)
        let object: any Resource =
            switch definition.type.kind {
            case "ComputeTarget": try JSONValueDecoder().decode(ComputeTarget.self, from: example)
            case "Model": try JSONValueDecoder().decode(Model.self, from: example)
            case "ModelDeployment": try JSONValueDecoder().decode(ModelDeployment.self, from: example)
            default: try JSONValueDecoder().decode(InferenceService.self, from: example)
            }
        for (name, schema) in [("spec", definition.spec), ("status", definition.status)] {
            let value = Mirror(reflecting: object).children.first { $0.label == name }?.value
            let differences = Self.differences(try #require(value), schema, at: FieldPath([.member(name)]))
            #expect(differences == [])
        }
    }

    /// The fields of `schema` that `value` does not set.
    private static func unset(_ value: JSONValue?, _ schema: Schema, at path: FieldPath) -> [FieldPath] {
        guard let value else { return [path] }
        switch schema.shape {
        case .object(let fields):
            return fields.flatMap { unset(value[$0.name], $0.schema, at: path.member($0.name)) }
        case .array(let element, _):
            return unset(value.array?.first, element, at: path.index(0))
        default:
            return []
        }
    }

    /// Where the members of a Swift value and of its schema part ways, and members that decoding has left nil.
    private static func differences(_ value: Any, _ schema: Schema, at path: FieldPath) -> [String] {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            guard let wrapped = mirror.children.first?.value else { return ["\(path) is nil"] }
            return differences(wrapped, schema, at: path)
        }
        switch schema.shape {
        case .object(let fields):
            let members = Dictionary(uniqueKeysWithValues: mirror.children.map { ($0.label ?? "", $0.value) })
            let missing = fields.filter { members[$0.name] == nil }.map { "\(path.member($0.name)) is not in Swift" }
            let names = Set(fields.map(\.name))
            let added = members.keys.filter { !names.contains($0) }.map { "\(path.member($0)) is not in the schema" }
            let inner = fields.flatMap { field in
                members[field.name].map { differences($0, field.schema, at: path.member(field.name)) } ?? []
            }
            return missing + added + inner
        case .array(let element, _):
            return mirror.children.first.map { differences($0.value, element, at: path.index(0)) } ?? [
                "\(path) is empty"
            ]
        default:
            return []
        }
    }
}
