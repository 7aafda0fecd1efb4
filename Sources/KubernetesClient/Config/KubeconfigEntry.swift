import FoundationEssentials
import KubernetesCore

/// A named context, cluster or user of a kubeconfig file, or an object inside one.
///
/// Fields are read only when they are needed, so that a mistake in one entry does not stop the use of another, and so
/// that every message can name the entry. As in Go, an empty text and null count as a missing field.
struct KubeconfigEntry: Sendable {
    let place: ConfigurationError.Place
    let fields: JSONObject

    init(_ fields: JSONObject, at place: ConfigurationError.Place) {
        self.fields = fields
        self.place = place
    }

    /// The place of a field of this entry.
    func place(of field: String) -> ConfigurationError.Place {
        ConfigurationError.Place(
            file: place.file,
            entry: place.entry,
            field: [place.field, field].compactMap(\.self).joined(separator: ".")
        )
    }

    func string(_ field: String) throws(ConfigurationError) -> String? {
        guard let value = value(field) else { return nil }
        guard let text = value.string else { throw mismatch(field, "a string", value) }
        return text.isEmpty ? nil : text
    }

    /// False where the field is missing.
    func bool(_ field: String) throws(ConfigurationError) -> Bool {
        guard let value = value(field) else { return false }
        guard let bool = value.bool else { throw mismatch(field, "true or false", value) }
        return bool
    }

    /// Empty where the field is missing.
    func strings(_ field: String) throws(ConfigurationError) -> [String] {
        guard let value = value(field) else { return [] }
        guard let elements = value.array, case let texts = elements.compactMap(\.string),
            texts.count == elements.count
        else { throw failure(field, "must be a list of strings") }
        return texts
    }

    func object(_ field: String) throws(ConfigurationError) -> KubeconfigEntry? {
        guard let value = value(field) else { return nil }
        guard let members = value.object else { throw mismatch(field, "an object", value) }
        return KubeconfigEntry(members, at: place(of: field))
    }

    /// Empty where the field is missing.
    func objects(_ field: String) throws(ConfigurationError) -> [KubeconfigEntry] {
        guard let value = value(field) else { return [] }
        guard let elements = value.array else { throw mismatch(field, "a list", value) }
        var entries: [KubeconfigEntry] = []
        for (index, element) in elements.enumerated() {
            guard let members = element.object else { throw mismatch("\(field)[\(index)]", "an object", element) }
            entries.append(KubeconfigEntry(members, at: place(of: "\(field)[\(index)]")))
        }
        return entries
    }

    /// The field as it stands, nil for null.
    func value(_ field: String) -> JSONValue? {
        guard let value = fields[field], value != .null else { return nil }
        return value
    }

    func failure(
        _ field: String,
        _ problem: String,
        reason: ConfigurationError.Reason = .invalid,
        remedy: String? = nil
    ) -> ConfigurationError {
        ConfigurationError(reason, at: place(of: field), problem: problem, remedy: remedy)
    }

    private func mismatch(_ field: String, _ expected: String, _ value: JSONValue) -> ConfigurationError {
        failure(field, "must be \(expected), not \(value.typeName)")
    }
}

extension KubeconfigEntry {
    /// The path of a file; a relative one is meant from the folder of the kubeconfig file that names it.
    func path(_ field: String) throws(ConfigurationError) -> String? {
        try string(field).map(resolved)
    }

    func resolved(_ path: String) -> String {
        guard !path.hasPrefix("/"), let file = place.file else { return path }
        let folder = file.lastIndex(of: "/").map { file[...$0] } ?? "./"
        return folder + path
    }

    /// What `field` and `field`-data give; the data wins, which is base64 and may be broken into lines.
    func pem(_ field: String) throws(ConfigurationError) -> PEM? {
        let dataField = field + "-data"
        guard let text = try string(dataField) else {
            return try path(field).map { .file($0, place: place(of: field)) }
        }
        guard let data = Data(base64Encoded: text.filter { !$0.isWhitespace }) else {
            throw failure(dataField, "must be base64", remedy: "encode the PEM file by base64 -w0")
        }
        return .text(try PEM.checked([UInt8](data), at: place(of: dataField)))
    }
}

extension KubeconfigEntry: Redacted {
    var description: String { place.entry ?? "an entry" }
}
