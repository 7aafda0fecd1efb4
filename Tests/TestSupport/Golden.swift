import FoundationEssentials
package import KubernetesCore
import YAML

/// A folder with what goes into a decision and what must come out.
package struct GoldenCase: Sendable, CustomStringConvertible {
    package let folder: String

    package var description: String {
        folder.split(separator: "/").suffix(2).joined(separator: "/")
    }

    /// Every folder below `folder` beside the calling test that has a file named `input`.
    package static func all(
        below folder: String = "Golden",
        with input: String = "in.yaml",
        besideFile file: String = #filePath
    ) -> [GoldenCase] {
        let root = file.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/" + folder
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        return paths.filter { $0.hasSuffix("/\(input)") }.sorted().map { path in
            GoldenCase(folder: root + "/" + path.dropLast(input.count + 1))
        }
    }

    /// The bytes of a file of the case; none when there is no such file.
    package func content(_ name: String) -> [UInt8] {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map(Array.init) ?? []
    }

    /// The documents of a file of the case; none when there is no such file.
    package func documents(_ name: String) throws -> [JSONValue] {
        try YAMLDocument.parse(content(name), file: "\(description)/\(name)").map(\.value)
    }

    /// Compares `text` with a file of the case.
    ///
    /// With `GOLDEN=update` in the environment the file is written instead, and the case fails, so that no run blesses
    /// itself.
    ///
    /// - Returns: nil if they are equal, else a message with the first line that differs.
    package func difference(from name: String, _ text: String) -> String? {
        let path = "\(folder)/\(name)"
        if ProcessInfo.processInfo.environment["GOLDEN"] == "update" {
            guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
                return "cannot write \(path)"
            }
            return "\(description)/\(name) is written; read the difference in git, then run without GOLDEN=update"
        }
        guard let data = FileManager.default.contents(atPath: path) else { return "\(description)/\(name) is missing" }
        let expected = String(decoding: data, as: UTF8.self)
        guard expected != text else { return nil }
        let lines = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let actual = text.split(separator: "\n", omittingEmptySubsequences: false)
        let number = zip(lines, actual).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.count, actual.count)
        let expectedLine = number < lines.count ? String(lines[number]) : "(end)"
        let actualLine = number < actual.count ? String(actual[number]) : "(end)"
        return "\(description)/\(name):\(number + 1): expected \(expectedLine), got \(actualLine)"
    }
}
