import KubernetesCore
import YAML

/// What one or several kubeconfig files say together.
///
/// As in client-go, of several entries with one name the first counts, whole, and the first `current-context` does.
struct Kubeconfig: Sendable {
    private(set) var files: [String] = []
    private(set) var currentContext: String?
    private(set) var contexts: [String: KubeconfigEntry] = [:]
    private(set) var clusters: [String: KubeconfigEntry] = [:]
    private(set) var users: [String: KubeconfigEntry] = [:]

    /// Adds a file, of which earlier ones take precedence; it may hold several documents.
    mutating func merge(_ content: [UInt8], from file: String) throws(ConfigurationError) {
        files.append(file)
        for document in try Self.documents(in: content, file: file) where document != .null {
            guard let members = document.object else {
                throw ConfigurationError(
                    .invalid,
                    at: .init(file: file),
                    problem: "must be an object, not \(document.typeName)",
                    remedy: Self.remedy
                )
            }
            try merge(KubeconfigEntry(members, at: .init(file: file)))
        }
    }

    private static let remedy = "a kubeconfig file has the fields clusters, users, contexts and current-context"

    private mutating func merge(_ document: KubeconfigEntry) throws(ConfigurationError) {
        guard try document.string("kind") ?? "Config" == "Config" else {
            throw document.failure("kind", "must be Config", remedy: Self.remedy)
        }
        if currentContext == nil { currentContext = try document.string("current-context") }
        try Self.merge(document, "context", into: &contexts)
        try Self.merge(document, "cluster", into: &clusters)
        try Self.merge(document, "user", into: &users)
    }

    private static func merge(
        _ document: KubeconfigEntry,
        _ kind: String,
        into entries: inout [String: KubeconfigEntry]
    ) throws(ConfigurationError) {
        var names: Set<String> = []
        for item in try document.objects(kind + "s") {
            guard let name = try item.string("name") else { throw item.failure("name", "is required") }
            guard names.insert(name).inserted else {
                throw item.failure("name", "there already is a \(kind) \"\(name)\"")
            }
            guard entries[name] == nil else { continue }
            let place = ConfigurationError.Place(file: item.place.file, entry: "\(kind) \"\(name)\"")
            entries[name] = KubeconfigEntry(try item.object(kind)?.fields ?? JSONObject(), at: place)
        }
    }

    private static func documents(in content: [UInt8], file: String) throws(ConfigurationError) -> [JSONValue] {
        do throws(YAMLError) {
            return try YAMLDocument.parse(content).map(\.value)
        } catch {
            throw ConfigurationError(.invalid, at: .init(file: "\(file):\(error.mark)"), problem: error.problem)
        }
    }
}
