import FoundationEssentials

extension JSONValue {
    /// The JSON of a value, members sorted by name.
    package init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try self.init(parsing: encoder.encode(value))
    }
}
