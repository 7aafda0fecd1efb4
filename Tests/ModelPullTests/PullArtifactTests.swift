import ServingCore
import TestSupport
import Testing

@Suite(.blocking) struct PullArtifactTests {
    private static let model = sampleBytes(2500)

    private static let folder: [UInt8] = {
        var builder = ArchiveBuilder()
        builder.add("sub/file", [7])
        return builder.archive
    }()

    private static let manifest =
        #"{"schemaVersion": 2, "layers": ["#
        + #"{"mediaType": "application/octet-stream", "digest": "sha256:\#(sha256(model))", "size": 2500, "#
        + #""annotations": {"org.opencontainers.image.title": "model.pkl"}},"#
        + #"{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "sha256:\#(sha256(folder))", "#
        + #""size": \#(folder.count)}]}"#

    /// A registry that wants a token, and gives it for the right password.
    private func registry(model: [UInt8] = model, manifest: String = manifest) throws -> ScriptedServer {
        try ScriptedServer { request in
            let host = request.headers["host"] ?? ""
            if request.path == "/token" {
                let isRight = request.headers["authorization"] == "Basic dTpw" && request.parameter("service") == "reg"
                return isRight
                    ? ScriptedServer.response(200, #"{"token": "pass"}"#) : ScriptedServer.response(401, "")
            }
            guard request.headers["authorization"] == "Bearer pass" else {
                let challenge = #"Bearer realm="http://\#(host)/token",service="reg",scope="repository:team/m:pull""#
                return ScriptedServer.response(401, "", headers: ["WWW-Authenticate: \(challenge)"])
            }
            switch request.path {
            case "/v2/team/m/manifests/sha256:\(sha256(Array(Self.manifest.utf8)))":
                return ScriptedServer.response(200, manifest)
            case "/v2/team/m/blobs/sha256:\(sha256(Self.model))": return ServedFile(bytes: model).answer(request)
            case "/v2/team/m/blobs/sha256:\(sha256(Self.folder))": return ServedFile(bytes: Self.folder).answer(request)
            default: return ScriptedServer.response(404, "")
            }
        }
    }

    private func run(_ server: ScriptedServer, digest: String = sha256(Array(manifest.utf8))) throws -> PullRun {
        var run = try PullRun("oci://127.0.0.1:\(server.port)/team/m@sha256:\(digest)")
        run.server = server
        run.secret = [
            ".dockerconfigjson": #"{"auths": {"127.0.0.1:\#(server.port)": {"username": "u", "password": "p"}}}"#
        ]
        return run
    }

    @Test func layersBecomeFilesAndFolders() throws {
        let server = try registry()
        let run = try run(server)
        try run.run()
        #expect(run.bytes("model.pkl") == Self.model)
        #expect(run.bytes("sub/file") == [7])
        #expect(server.requests.count { $0.path == "/token" } == 1)
    }

    @Test func aLayerIsWhatItsDigestSays() throws {
        let run = try run(registry(model: sampleBytes(2500, seed: 3)))
        #expect(run.failure()?.failure == .digestMismatch)
        #expect(run.leftovers == [])
    }

    @Test func soIsTheManifest() throws {
        let run = try run(registry(manifest: Self.manifest + " "))
        #expect(run.failure()?.failure == .digestMismatch)
    }

    @Test func withoutThePasswordItIsForbidden() throws {
        var run = try run(registry())
        run.secret = ["username": "u", "password": "wrong"]
        let error = try #require(run.failure())
        #expect(error.failure == .sourceForbidden)
        #expect(!error.sentence.contains("wrong"))
    }

    @Test func whatIsNotThereIsNotFound() throws {
        let run = try run(registry(), digest: String(repeating: "0", count: 64))
        #expect(run.failure()?.failure == .sourceNotFound)
    }
}
