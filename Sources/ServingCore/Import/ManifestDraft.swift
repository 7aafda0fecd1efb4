import KubernetesCore

/// A manifest in the making, which remembers where its values come from.
struct ManifestDraft {
    private(set) var manifest: JSONValue
    private var origins: [(field: FieldPath, place: ImportPlace)]

    /// - Parameter place: where the name comes from.
    init(_ kind: String, name: String, namespace: String?, from place: ImportPlace) {
        let definition = ServingAPI.definitions.first { $0.type.kind == kind }
        var metadata: JSONValue = ["name": .string(name)]
        metadata["namespace"] = namespace.map(JSONValue.string)
        manifest = [
            "apiVersion": .string(definition?.type.apiVersion ?? "v1"),
            "kind": .string(kind),
            "metadata": metadata,
        ]
        origins = [("metadata.name", place)]
    }

    /// Sets a field, unless there is no value.
    mutating func set(_ field: FieldPath, _ value: JSONValue?, from place: ImportPlace? = nil) {
        guard let value else { return }
        manifest = manifest.setting(value, at: field.steps[...])
        if let place { trace(field, to: place) }
    }

    mutating func set(_ field: FieldPath, _ given: Given<Int64>?) {
        set(field, given.map { .integer($0.value) }, from: given?.place)
    }

    mutating func set(_ field: FieldPath, _ given: Given<String>?) {
        set(field, given.map { .string($0.value) }, from: given?.place)
    }

    mutating func set(_ field: FieldPath, _ given: Given<Bool>?) {
        set(field, given.map { .bool($0.value) }, from: given?.place)
    }

    /// Says where a part of what was set comes from.
    mutating func trace(_ field: FieldPath, to place: ImportPlace) {
        origins.append((field, place))
    }

    /// The rules of the schema that the manifest breaks, but for those at a place of which something is known already.
    func problems(besides known: [ImportProblem]) -> [ImportProblem] {
        guard let definition = ServingAPI.definitions.first(where: { $0.type.kind == manifest["kind"]?.string }) else {
            return []
        }
        return definition.violations(of: definition.defaulted(manifest)).compactMap { violation in
            let places = places(of: violation.field)
            guard let place = places.first, !known.contains(where: { places.contains($0.place) }) else { return nil }
            let isExact = origins.contains { $0.field == violation.field }
            return ImportProblem(at: place, isExact ? violation.problem : violation.description)
        }
    }

    /// Where `field` and what is in it come from, or else the nearest value that holds it.
    private func places(of field: FieldPath) -> [ImportPlace] {
        let within = origins.filter { $0.field.steps.starts(with: field.steps) }
        if !within.isEmpty { return within.map(\.place) }
        return field.parent.map(places) ?? []
    }
}

extension JSONValue {
    fileprivate func setting(_ value: JSONValue, at steps: ArraySlice<FieldPath.Step>) -> JSONValue {
        guard case .member(let name) = steps.first else { return value }
        var object = self
        object[name] = (self[name] ?? [:]).setting(value, at: steps.dropFirst())
        return object
    }
}
