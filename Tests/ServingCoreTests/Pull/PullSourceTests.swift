import ServingCore
import Testing

struct PullSourceTests {
    private let digest = String(repeating: "ab", count: 32)

    @Test func readsTheSchemes() throws {
        #expect(
            try PullSource("azureblob://acc/models/a/b.pkl", allowsHTTP: false)
                == .blob(account: "acc", container: "models", path: "a/b.pkl")
        )
        #expect(
            try PullSource("oci://127.0.0.1:5000/team/m@sha256:\(digest)", allowsHTTP: false)
                == .artifact(registry: "127.0.0.1:5000", repository: "team/m", digest: digest)
        )
        guard case .web(_, let address) = try PullSource("HTTPS://u:p@Host:443/a%20b?sig=x#f", allowsHTTP: false) else {
            Issue.record("no web address")
            return
        }
        #expect(address.redacted == "https://host/a%20b")
        #expect(address.query == "sig=x")
    }

    @Test(arguments: [
        "http://host/file", "https:///file", "ftp://host/file", "azureblob://acc/models",
        "azureblob://acc/models/f?sig=x",
        "oci://host/repo:tag", "oci://repo@sha256:ab", "pvc://claim/path", "file", "",
    ])
    func refuses(uri: String) {
        #expect { try PullSource(uri, allowsHTTP: false) } throws: { error in
            (error as? PullError)?.failure == .invalidSource
                && (error as? PullError)?.sentence.contains("sig=") == false
        }
    }

    @Test(arguments: [("/a/m.pkl", "m.pkl"), ("/a%20b", "a b"), ("/a/b/", "b")])
    func namesTheFile(path: String, name: String) throws {
        #expect(try PullSource.fileName(of: path, isEncoded: true) == name)
    }

    @Test(arguments: ["/", "/..", "/%2e%2e", "/a%2Fb", "/%zz", "/%ff", "/a%00", "/.slipway-pull"])
    func refusesNames(path: String) {
        #expect(throws: PullError.self) { try PullSource.fileName(of: path, isEncoded: true) }
    }

    @Test func aPodMayPullWhatItsComputeTargetAllows() {
        #expect(PullArguments(uri: "http://h/f", directory: "/d", unpack: false).commandLine.last == "--allow-http")
        #expect(!PullArguments(uri: "https://h/f", directory: "/d", unpack: false).commandLine.contains("--allow-http"))
    }
}
