import FoundationEssentials
import TestSupport
import Testing

/// Parametrised tests without cases pass: a folder that was moved would take its tests along.
@Suite struct GoldenFoldersTests {
    @Test(arguments: [
        ("Golden/autoscaling", "in.yaml", 5), ("Golden/children", "in.yaml", 10), ("Golden/compute", "in.yaml", 10),
        ("Golden/compute-target", "in.yaml", 10), ("Golden/gateway", "in.yaml", 5),
        ("Golden/inference-service", "in.yaml", 15), ("Golden/invalid", "in.yaml", 5), ("Golden/model", "in.yaml", 10),
        ("Golden/references", "in.yaml", 10), ("Golden/status", "in.yaml", 70), ("Golden/status-tree", "in.yaml", 1),
        ("GoldenImport", "command.yaml", 30), ("Upgrade", "in.yaml", 5),
    ])
    func `every kind of case is there`(_ folder: String, _ input: String, _ minimum: Int) {
        #expect(GoldenCase.all(below: folder, with: input, besideFile: #filePath).count >= minimum)
    }

    @Test(arguments: [("Golden", "in.yaml"), ("GoldenImport", "command.yaml"), ("Upgrade", "in.yaml")])
    func `what has no input would be compared with nothing`(_ folder: String, _ input: String) throws {
        let root = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/" + folder
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root)
        let files = paths.filter { path in
            var isFolder = false
            return FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) && !isFolder
        }
        let folders = Set(files.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
        #expect(folders.filter { !files.contains("\($0)/\(input)") }.sorted() == [])
    }

    @Test(arguments: [("valid", 40), ("invalid", 100)])
    func `the corpus is there`(_ folder: String, _ minimum: Int) {
        #expect(CorpusFile.all(folder).count >= minimum)
    }
}
