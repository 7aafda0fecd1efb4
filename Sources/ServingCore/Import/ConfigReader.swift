import KubernetesCore

/// Reads the values of a configuration file, and remembers which were read and what is wrong with them.
///
/// As in Azure ML, null is the same as a missing key.
struct ConfigReader {
    private let root: JSONValue
    private let place: (FieldPath) -> ImportPlace
    /// nil: all keys may be read.
    private let readable: Set<FieldPath>?
    private(set) var problems: [ImportProblem] = []
    private var read: Set<FieldPath> = []

    init(_ root: JSONValue, at place: @escaping (FieldPath) -> ImportPlace, reading readable: Set<FieldPath>? = nil) {
        self.root = root
        self.place = place
        self.readable = readable
    }

    /// An empty text is none.
    mutating func text(_ path: FieldPath) -> Given<String>? {
        scalar(path, "a string") { $0.string }.flatMap { $0.value.isEmpty ? nil : $0 }
    }

    mutating func boolean(_ path: FieldPath) -> Given<Bool>? {
        scalar(path, "true or false") { $0.bool }
    }

    /// Azure ML takes 3.0 for 3.
    mutating func integer(_ path: FieldPath) -> Given<Int64>? {
        scalar(path, "an integer") { $0.integer ?? $0.double.flatMap(Int64.init(exactly:)) }
    }

    mutating func number(_ path: FieldPath) -> Given<Double>? {
        scalar(path, "a number") { $0.double }
    }

    mutating func object(_ path: FieldPath) -> Given<JSONObject>? {
        scalar(path, "an object") { $0.object }
    }

    /// The members of an object that may have any keys.
    mutating func texts(_ path: FieldPath) -> [(name: String, text: Given<String>)] {
        (object(path)?.value ?? [:]).compactMap { name, value in
            let path = path.member(name)
            if value == .null { return nil }
            guard let text = value.string else {
                problems.append(mismatch(path, "a string", value))
                return nil
            }
            return (name, Given(value: text, place: place(path)))
        }
    }

    /// The value at `path`, whatever its type.
    mutating func value(_ path: FieldPath) -> Given<JSONValue>? {
        guard readable?.contains(path) != false else { return nil }
        var value = root
        for (depth, step) in path.steps.enumerated() {
            let parent = FieldPath(Array(path.steps.prefix(depth)))
            if value != .null, value.object == nil {
                if read.insert(parent).inserted { problems.append(mismatch(parent, "an object", value)) }
                return nil
            }
            guard case .member(let name) = step, let member = value[name] else { return nil }
            value = member
        }
        read.insert(path)
        return value == .null ? nil : Given(value: value, place: place(path))
    }

    /// Whether there is a value of any type that may be read.
    func isGiven(_ path: FieldPath) -> Bool {
        var reader = self
        return reader.value(path) != nil
    }

    /// For keys that Azure ML takes in two forms.
    func isText(_ path: FieldPath) -> Bool {
        var reader = self
        return reader.value(path)?.value.string != nil
    }

    mutating func report(at place: ImportPlace, _ problem: String) {
        problems.append(ImportProblem(at: place, problem))
    }

    /// Reports those of `paths` that are missing, if another one is given.
    mutating func requireTogether(_ paths: [FieldPath]) {
        let given = paths.filter(isGiven)
        guard let first = given.first, given.count < paths.count else { return }
        let missing = paths.filter { !given.contains($0) }.map(\.description).joined(separator: " and ")
        report(at: place(first), "needs \(missing) beside it: add what is missing or remove the others")
    }

    /// The keys with a value that nothing has read, in the order of the file.
    var unread: [FieldPath] { unread(root, FieldPath()) }

    private func unread(_ value: JSONValue, _ path: FieldPath) -> [FieldPath] {
        if read.contains(path) { return [] }
        if let members = value.object { return members.flatMap { unread($0.value, path.member($0.key)) } }
        return value.saysNothing ? [] : [path]
    }

    private mutating func scalar<Value>(
        _ path: FieldPath,
        _ expected: String,
        _ convert: (JSONValue) -> Value?
    ) -> Given<Value>? {
        guard let given = value(path) else { return nil }
        guard let converted = convert(given.value) else {
            problems.append(mismatch(path, expected, given.value))
            return nil
        }
        return Given(value: converted, place: given.place)
    }

    private func mismatch(_ path: FieldPath, _ expected: String, _ value: JSONValue) -> ImportProblem {
        let remedy =
            switch (expected, value) {
            case ("a string", .integer), ("a string", .number), ("a string", .bool): ": write it in quotes"
            case ("an integer", .string), ("a number", .string), ("true or false", .string): ": write it without quotes"
            default: ""
            }
        return ImportProblem(at: place(path), "must be \(expected), not \(value.typeName)" + remedy)
    }
}

extension JSONValue {
    /// Whether it is the same as a missing value.
    var saysNothing: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }
}
