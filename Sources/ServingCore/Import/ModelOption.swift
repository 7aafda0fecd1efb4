import KubernetesCore

/// A model on the command line: `NAME:VERSION`, with `=` and a uri or the path of a file if its place is known.
struct ModelOption: Sendable {
    enum Source: Sendable {
        case uri(String)
        case file(String)
    }

    let name: String
    let version: Int64
    let source: Source?
    let place: ImportPlace

    /// A valid name for an object. Two models may come to the same one.
    var objectName: String {
        let characters = name.lowercased().prefix(200).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "\(String(characters))-\(version)"
    }

    init(_ option: String) throws(ImportProblem) {
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let identity = parts[0].split(separator: ":", omittingEmptySubsequences: false)
        place = Self.place(of: option)
        guard identity.count == 2 else {
            throw ImportProblem(
                at: place,
                "must be NAME:VERSION, or NAME:VERSION=URI-OR-FILE: give the version too, as in \(identity[0]):3"
            )
        }
        guard Pattern.matches(String(identity[0]), Model.namePattern) else {
            throw ImportProblem(at: place, "the name must be \(Model.nameMeaning)")
        }
        guard let version = Int64(identity[1]), (1...Int64(Int32.max)).contains(version) else {
            throw ImportProblem(at: place, "the version must be a whole number from 1")
        }
        name = String(identity[0])
        self.version = version
        switch parts.dropFirst().first {
        case nil: source = nil
        case "": throw ImportProblem(at: place, "a uri or a file must follow =")
        case let text? where text.contains("://"): source = .uri(String(text))
        case let text?: source = .file(String(text))
        }
    }

    /// Without the uri, which may hold a key.
    static func place(of option: String) -> ImportPlace {
        .option("--model \(option.prefix { $0 != "=" })")
    }
}
