import KubernetesCore
import Testing

@testable import YAML

@Suite struct RoundTripTests {
    @Test("What is written as YAML is read as the same value", arguments: 0..<8)
    func yaml(seed: UInt64) throws {
        var random = RandomJSONValue(seed: seed)
        for _ in 0..<500 {
            // A document that says null is passed over, so every value stands in an array.
            let value: JSONValue = [random.value()]
            let documents = try YAMLDocument.parse(value.yamlText.utf8)
            try #require(documents.map(\.value) == [value], "\(value.yamlText)")
        }
    }

    @Test("Strings stay the same to the byte, alone in a document and as keys")
    func strings() throws {
        var random = RandomJSONValue(seed: 8)
        let inner: JSONValue = ["a": 1]
        var count = 0
        while count < 2_000 {
            guard case .string(let string) = random.value() else { continue }
            count += 1
            let alone = try #require(try YAMLDocument.parse(JSONValue.string(string).yamlText.utf8).first?.value)
            try #require(alone.string.map { Array($0.utf8) } == Array(string.utf8))
            let member = JSONValue.object(JSONObject([(string, inner)]))
            let key = try YAMLDocument.parse(member.yamlText.utf8).first?.value.object?.keys.first
            try #require(key.map { Array($0.utf8) } == Array(string.utf8))
        }
    }

    @Test("JSON text is read as the value it was written from, by both parsers")
    func json() throws {
        var random = RandomJSONValue(seed: 9)
        for _ in 0..<1_000 {
            let value: JSONValue = [random.value()]
            try #require(try JSONValue(parsing: value.jsonBytes) == value)
            try #require(try YAMLDocument.parse(value.jsonBytes).map(\.value) == [value], "\(value.jsonText)")
        }
    }

    @Test("Several documents are written into one text and read back in their order")
    func documents() throws {
        var random = RandomJSONValue(seed: 10)
        let values: [JSONValue] = (0..<200).map { _ in [random.value()] }
        #expect(try YAMLDocument.parse(values.yamlText.utf8).map(\.value) == values)
    }
}
