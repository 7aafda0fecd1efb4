import ClusterTestSupport
import Crypto
import FoundationEssentials
import ServingCore
import TestSupport

/// What is wrong with files that pods fetch, on a server that they reach.
final class FailureFiles: Sendable {
    let server: ScriptedServer

    /// Python packs what its own libraries would not unpack.
    init(address: String) async throws {
        let folder = try TemporaryFolder()
        _ = try await TestCluster.run("python3", ["-c", Self.pack, folder.path])
        var archives: [Substring: ServedFile] = [:]
        for name in ["unsafe.zip", "link.tar.gz", "bomb.tar.gz"] {
            archives["/\(name)"] = ServedFile(
                bytes: Array(try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)")))
            )
        }
        server = try ScriptedServer(address: address) { [archives] request in
            switch request.path {
            case "/model.pkl": ServedFile(bytes: Array("model".utf8)).answer(request)
            case "/forbidden.pkl": ScriptedServer.response(403, "")
            case "/larger-than-any-disk.pkl":
                Array("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\nConnection: close\r\n\r\nm".utf8)
            case let path: archives[path]?.answer(request) ?? ScriptedServer.response(404, "")
            }
        }
    }

    static func digest(of text: String) -> String {
        SHA256Digits(of: SHA256.hash(data: Array(text.utf8))).text
    }

    /// The bomb is 10 GB of zeros in 10 MB: members of gzip may follow each other.
    private static let pack = """
        import gzip, io, os, sys, tarfile, zipfile
        os.chdir(sys.argv[1])
        with zipfile.ZipFile("unsafe.zip", "w") as archive:
            archive.writestr("../../../escaped", "escaped")
        with tarfile.open("link.tar.gz", "w:gz") as archive:
            link = tarfile.TarInfo("link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(link)
        zeros = gzip.compress(bytes(100 << 20))
        with open("bomb.tar.gz", "wb") as bomb:
            for name in "a", "b":
                entry = tarfile.TarInfo(name)
                entry.size = 50 * (100 << 20)
                bomb.write(gzip.compress(entry.tobuf()))
                bomb.write(zeros * 50)
            bomb.write(gzip.compress(bytes(1024)))
        """
}
