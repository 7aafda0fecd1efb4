import FoundationEssentials
import ServingCore
import TestSupport
import Testing

@Suite(.blocking) struct PullArchiveTests {
    private func run(_ archive: [UInt8], named name: String = "m.tar.gz") throws -> PullRun {
        let file = ServedFile(bytes: archive)
        let server = try ScriptedServer { file.answer($0) }
        return try PullRun("/\(name)", from: server, sha256: sha256(archive), unpack: true)
    }

    private func tar(_ fill: (inout ArchiveBuilder) -> Void) -> [UInt8] {
        var builder = ArchiveBuilder()
        fill(&builder)
        return builder.archive
    }

    @Test func foldersFilesAndLinksComeOut() throws {
        let content = sampleBytes(3000)
        let run = try run(
            tar {
                $0.add("./", type: "5", mode: 0o700)
                $0.add("./model/MLmodel", Array("flavor".utf8), mode: 0o4755)
                $0.add("model/weights", content, mode: 0o600)
                $0.add("latest", type: "2", link: "model/weights")
                $0.add("copy", type: "1", link: "model/weights")
                $0.add("modèle", [1])
            }
        )
        try run.run()
        #expect(run.bytes("latest") == content)
        #expect(run.bytes("copy") == content)
        #expect(run.bytes("modèle") == [1])
        let mode = { (name: String) in
            try FileManager.default.attributesOfItem(atPath: "\(run.target)/\(name)")[.posixPermissions] as? Int
        }
        #expect(try mode("model/MLmodel") == 0o755)
        #expect(try mode("model/weights") == 0o644)
        #expect(try mode("") == 0o755)
        #expect(run.leftovers == ["1"])
    }

    @Test func zipComesOut() throws {
        let run = try run(zipArchive("a/b", [1, 2, 3]), named: "m.zip")
        try run.run()
        #expect(run.bytes("a/b") == [1, 2, 3])
    }

    struct Attack: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let archive: [UInt8]
        /// What the message has to name.
        let entry: String

        init(_ description: String, entry: String, _ fill: (inout ArchiveBuilder) -> Void) {
            testDescription = description
            self.entry = entry
            var builder = ArchiveBuilder()
            builder.add("harmless", [1])
            fill(&builder)
            archive = builder.archive
        }

        init(zip entry: String) {
            testDescription = "zip-slip \(entry)"
            self.entry = entry
            archive = zipArchive(entry, [1])
        }

        /// From the folder with what is being unpacked, the sentinel is three or four levels up.
        static let all = [
            Attack(zip: "../../../sentinel"), Attack(zip: "/tmp/slipway-sentinel"),
            Attack(zip: "a/../../../../sentinel"),
            Attack("absolute path", entry: "/tmp/slipway-sentinel") { $0.add("/tmp/slipway-sentinel", [1]) },
            Attack("..", entry: "../../../sentinel") { $0.add("../../../sentinel", [1]) },
            Attack("absolute link", entry: "link") { $0.add("link", type: "2", link: "/etc/passwd") },
            Attack("link that leaves", entry: "a/link") { $0.add("a/link", type: "2", link: "../../../../sentinel") },
            Attack("write through a link", entry: "d") {
                $0.add("real/", type: "5")
                $0.add("d", type: "2", link: "real")
                $0.add("d/file", [1])
            },
            Attack("folder in place of a link", entry: "d") {
                $0.add("d", type: "2", link: "real")
                $0.add("d/", type: "5")
            },
            Attack("link by way of a link", entry: "a/b/c/out") {
                $0.add("a/b/c/d", type: "2", link: "../../..")
                $0.add("a/b/c/out", type: "2", link: "d/../../../sentinel")
            },
            Attack("hard link to outside", entry: "hard") { $0.add("hard", type: "1", link: "../../../sentinel") },
            Attack("absolute hard link", entry: "hard") { $0.add("hard", type: "1", link: "/etc/passwd") },
            Attack("hard link to nothing", entry: "hard") { $0.add("hard", type: "1", link: "missing") },
            Attack("hard link moves a link up", entry: "hard") {
                $0.add("a/b/c/link", type: "2", link: "../../../x")
                $0.add("hard", type: "1", link: "a/b/c/link")
            },
            Attack("device", entry: "dev") { $0.add("dev", type: "3") },
            Attack("block device", entry: "dev") { $0.add("dev", type: "4") },
            Attack("pipe", entry: "pipe") { $0.add("pipe", type: "6") },
        ]
    }

    @Test(arguments: Attack.all) func refusesByNameAndTouchesNothing(attack: Attack) throws {
        let run = try run(attack.archive)
        let sentinel = try run.folder.write("sentinel", "untouched")
        let error = try #require(run.failure())
        #expect(error.failure == .unsafeArchive)
        #expect(error.sentence.contains("\"\(attack.entry)\""), "\(error.sentence)")
        #expect(run.leftovers == [])
        #expect(try String(decoding: Data(contentsOf: URL(filePath: sentinel)), as: UTF8.self) == "untouched")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/slipway-sentinel"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: run.folder.path).sorted() == ["models", "sentinel"]
        )
    }

    @Test func theLaterOfTwoEntriesCounts() throws {
        let run = try run(
            tar {
                $0.add("a", [1])
                $0.add("b", type: "1", link: "a")
                $0.add("a", [2, 2])
            }
        )
        try run.run()
        #expect(run.bytes("a") == [2, 2])
        #expect(run.bytes("b") == [1])
    }

    @Test(
        arguments: [
            [], Array("no archive at all".utf8), [UInt8](repeating: 0, count: 1024),
            { () -> [UInt8] in
                var builder = ArchiveBuilder()
                builder.add("a", sampleBytes(2000))
                return Array(builder.archive.prefix(1500))
            }(),
            { () -> [UInt8] in
                var builder = ArchiveBuilder()
                builder.add("a/b", [1])
                builder.add("a", [1])
                return builder.archive
            }(),
        ] as [[UInt8]]
    )
    func refusesWhatIsBroken(archive: [UInt8]) throws {
        let run = try run(archive)
        #expect(run.failure()?.failure == .invalidArchive)
        #expect(run.leftovers == [])
    }

    @Test func aBombIsStoppedBeforeItIsWritten() throws {
        let run = try run(tar { $0.add("zeros", size: (8 << 30) - 1) })
        let error = try #require(run.failure())
        #expect(error.failure == .tooLarge)
        #expect(run.leftovers == [])
    }
}
