import TestSupport
import Testing

@testable import Slipway

@Suite struct ManifestFilesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func names(_ files: ManifestFiles) -> [String] {
        files.files.map { $0.path.replacing(folder.path + "/", with: "") }
    }

    @Test func `folders are searched for YAML and JSON, without hidden entries`() throws {
        for name in ["b.yaml", "a.yml", "c.json", "sub/d.YAML", "e.txt", ".f.yaml", ".git/g.yaml", "yaml"] {
            try folder.write(name, "a: 1")
        }
        let files = ManifestFiles([folder.path + "/"])
        #expect(names(files) == ["a.yml", "b.yaml", "c.json", "sub/d.YAML"])
        #expect(files.files.allSatisfy { !$0.isNamed })
        #expect(files.problems.isEmpty)
    }

    @Test func `a file counts once, and as named if it is`() throws {
        let file = try folder.write("sub/a.txt", "a: 1")
        try folder.write("sub/b.yaml", "a: 1")
        try folder.link("c.yaml", to: file)
        let files = ManifestFiles([folder.path, "\(folder.path)/sub", "\(folder.path)/sub/b.yaml", file, file])
        #expect(names(files) == ["sub/a.txt", "sub/b.yaml"])
        #expect(files.files.map(\.isNamed) == [true, true])
    }

    @Test func `links are followed, but not in circles`() throws {
        let other = try TemporaryFolder()
        try other.write("a.yaml", "a: 1")
        try folder.link("linked", to: other.path)
        try folder.link("circle", to: folder.path)
        let files = ManifestFiles([folder.path])
        #expect(names(files) == ["linked/a.yaml"])
        #expect(files.problems.isEmpty)
    }

    @Test func `what does not exist is named`() throws {
        let file = try folder.write("a.yaml", "a: 1")
        try folder.link("broken.yaml", to: "/nonexistent")
        try folder.link("broken", to: "/nonexistent")
        let files = ManifestFiles([folder.path, "\(folder.path)/none", "\(file)/b"])
        #expect(names(files) == ["a.yaml"])
        #expect(
            files.problems.map(\.description)
                == ["none", "a.yaml/b", "broken.yaml"].map { name in
                    "\(folder.path)/\(name): there is no such file or folder"
                }
        )
    }

    @Test func `a file over the limit is refused, whether or not its size is known`() throws {
        let path = try folder.write("a.yaml", [UInt8](repeating: UInt8(ascii: "a"), count: 3 << 20))
        for size in [3 << 20, 0] as [Int64] {
            let file = ManifestFile(path: path, isNamed: true, size: size)
            #expect(try file.contents(limit: 3 << 20).count == 3 << 20)
            let error = #expect(throws: ManifestFileError.self) { try file.contents(limit: 2 << 20) }
            #expect(error?.description == "\(path): is larger than the 2 MiB that are read")
        }
    }

    @Test func `a file without an end is refused`() throws {
        let file = try #require(ManifestFiles(["/dev/zero"]).files.first)
        #expect(throws: ManifestFileError.self) { try file.contents(limit: 1 << 20) }
    }

    @Test func `the standard input has its own name and comes once`() {
        let files = ManifestFiles(["-", "-"])
        #expect(files.files.map(\.name) == ["<stdin>"])
    }
}
