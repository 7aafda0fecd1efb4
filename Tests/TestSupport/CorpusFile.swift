import FoundationEssentials
package import KubernetesCore
import YAML

/// A manifest of `Tests/Corpus`, with what is to be said of it.
///
/// The first lines of an invalid one are comments: `# expect: LINE:COLUMN: FIELD: MESSAGE` for each finding in its order,
/// and `# server: accepts` where the rule is Slipway's alone, so that no API server knows it.
package struct CorpusFile: Sendable, CustomStringConvertible {
    package let path: String
    package let text: String

    package var description: String { path.split(separator: "/").suffix(2).joined(separator: "/") }
    package var name: String { String(path.split(separator: "/").last ?? "") }

    /// `LINE:COLUMN: FIELD: MESSAGE` of each error.
    package var expectations: [String] { comments("# expect: ") }

    package var isAcceptedByServers: Bool { comments("# server: ") == ["accepts"] }

    package var documents: [JSONValue] {
        get throws { try YAMLDocument.parse(text.utf8, file: name).map(\.value) }
    }

    private func comments(_ prefix: String) -> [String] {
        text.split(separator: "\n").prefix { $0.hasPrefix("#") }.filter { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count)) }
    }

    /// - Parameter folder: `valid` or `invalid`.
    package static func all(_ folder: String) -> [CorpusFile] {
        let root = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/Corpus/" + folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
            let path = "\(root)/\(name)"
            return FileManager.default.contents(atPath: path).map {
                CorpusFile(path: path, text: String(decoding: $0, as: UTF8.self))
            }
        }
    }
}
