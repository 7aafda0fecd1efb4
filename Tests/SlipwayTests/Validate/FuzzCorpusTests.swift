import FoundationEssentials
import Testing

@testable import Slipway

/// What fuzzing starts from, and what it has found: each file once broke something, or looks as if it could.
@Test func `no file of the fuzzing corpus does harm`() throws {
    let folder = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/Fuzz/Corpus"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count >= 3)
    for name in names {
        let files = ManifestDocuments(ManifestFiles(["\(folder)/\(name)"]))
        let report = ValidationReport(files, allowsMissingReferences: false)
        #expect(!report.findings.isEmpty || report.objectCount == 0, "\(name)")
    }
}
