import ClusterTestSupport
import FoundationEssentials

/// A certificate authority of a test's own, for 127.0.0.1.
struct TestAuthority {
    private let folder: String

    init(in folder: String) async throws {
        self.folder = folder
        try await certify("authority", "basicConstraints=critical,CA:TRUE")
    }

    /// What it is trusted by, as PEM.
    var certificate: [UInt8] {
        Array(FileManager.default.contents(atPath: "\(folder)/authority.crt") ?? Data())
    }

    /// A new key and certificate in one file, as HAProxy reads them; the file is always the same.
    func issue() async throws -> String {
        let authority = ["-CA", "\(folder)/authority.crt", "-CAkey", "\(folder)/authority.key"]
        try await certify("server", "subjectAltName=IP:127.0.0.1", authority)
        let files = ["server.crt", "server.key"].map {
            FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data()
        }
        try (files[0] + files[1]).write(to: URL(filePath: "\(folder)/server.pem"))
        return "\(folder)/server.pem"
    }

    private func certify(_ name: String, _ extensions: String, _ authority: [String] = []) async throws {
        let key = [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(folder)/\(name).key",
        ]
        let certificate = [
            "-days", "2", "-subj", "/CN=\(name)", "-addext", extensions, "-out", "\(folder)/\(name).crt",
        ]
        _ = try await TestCluster.run("openssl", ["req", "-x509"] + key + certificate + authority)
    }
}
