import ServingCore
import TestSupport
import Testing

@testable import Slipway

/// Every manifest of `Tests/Corpus` as `slipway validate` sees it.
@Suite struct CorpusTests {
    @Test func `there are enough of them`() {
        #expect(CorpusFile.all("valid").count >= 30)
        #expect(CorpusFile.all("invalid").count >= 60)
    }

    @Test("a valid manifest has no errors", arguments: CorpusFile.all("valid"))
    func valid(_ file: CorpusFile) {
        #expect(errors(in: file) == [])
    }

    @Test("an invalid manifest has exactly the errors that it says", arguments: CorpusFile.all("invalid"))
    func invalid(_ file: CorpusFile) {
        #expect(!file.expectations.isEmpty)
        #expect(errors(in: file) == file.expectations)
    }

    private func errors(in file: CorpusFile) -> [String] {
        // A single object is not about what it refers to.
        let allowsMissing = !file.text.contains("\n---\n")
        let files = ManifestDocuments(ManifestFiles([file.path]))
        let report = ValidationReport(files, allowsMissingReferences: allowsMissing)
        return report.findings.filter { $0.severity == .error }.map { finding in
            finding.text.replacing("\(file.path):", with: "\(file.name):").replacing(
                "\(file.name):\(finding.location.mark)",
                with: "\(finding.location.mark)"
            )
        }
    }
}
