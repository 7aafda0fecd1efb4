import ServingCore
import Synchronization
import TestSupport
import Testing

@testable import ModelPull

@Suite(.blocking) struct PullBlobTests {
    private let blobs = [
        "dir/model.pkl": sampleBytes(3500), "dir/a/b": sampleBytes(10, seed: 2), "dir/c": [], "directory": [9],
    ]

    private func run(_ path: String, _ server: ScriptedServer, sha256: String? = nil) throws -> PullRun {
        var run = try PullRun("azureblob://\(BlobService.account)/models/\(path)", sha256: sha256)
        run.server = server
        run.environment = ["AZURE_STORAGE_BLOB_ENDPOINT": server.url]
        return run
    }

    /// The signature was reckoned with Python's hmac.
    @Test func signsLikeOthers() throws {
        let authorization = try SharedKeyAuthorization(account: "myaccount", key: BlobService.key) {
            "Fri, 26 Jun 2015 23:39:12 GMT"
        }
        let headers = try authorization.headers(
            for: WebRequest(
                url: "https://myaccount.blob.core.windows.net/models/a%20b/model.pkl",
                headers: [("Range", "bytes=100-199"), ("If-Match", "\"0x8D4BCC2E4835CD0\"")]
            )
        )
        #expect(headers.last?.value == "SharedKey myaccount:led4U1EVhT2YV6Nd3do0hPRXcPe0V3Z5xItL0uzuKek=")
    }

    @Test func theAccountsKeySignsEveryRange() throws {
        let service = BlobService(blobs: blobs, takes: BlobService.isSigned)
        let server = try ScriptedServer { service.answer($0) }
        var run = try run("dir/model.pkl", server, sha256: sha256(blobs["dir/model.pkl"] ?? []))
        run.secret = ["accountKey": BlobService.key + "\n"]
        try run.run()
        #expect(run.bytes("model.pkl") == blobs["dir/model.pkl"])
        #expect(server.requests.count == 4)
        run.secret = ["accountKey": "AAAA"]
        #expect(run.failure()?.failure == .sourceForbidden)
        run.secret = ["accountKey": "no base 64!"]
        #expect(run.failure()?.failure == .invalidSource)
    }

    @Test(arguments: ["dir", "dir/"]) func aFolderComesWithAllThatIsInIt(path: String) throws {
        let service = BlobService(blobs: blobs, takes: BlobService.isSigned)
        let server = try ScriptedServer { service.answer($0) }
        var run = try run(path, server)
        run.secret = ["accountKey": BlobService.key]
        try run.run()
        #expect(run.bytes("model.pkl") == blobs["dir/model.pkl"])
        #expect(run.bytes("a/b") == blobs["dir/a/b"])
        #expect(run.bytes("c") == [])
        #expect(run.bytes("directory") == nil)
        // Of its own name there is a folder at the most.
        #expect(try run.names == ["a", "c", "model.pkl"])
    }

    @Test(arguments: ["dir", "dir/"]) func aFolderMayHoldOneOfItsOwnName(path: String) throws {
        let service = BlobService(blobs: ["dir/dir/model.pkl": [1]], takes: { _ in true })
        let server = try ScriptedServer { service.answer($0) }
        let run = try run(path, server)
        try run.run()
        #expect(run.bytes("dir/model.pkl") == [1])
    }

    @Test func aBlobMayNotLeaveItsFolder() throws {
        let service = BlobService(blobs: ["dir/../../sentinel": [1], "dir/ok": [2]], takes: { _ in true })
        let server = try ScriptedServer { service.answer($0) }
        let run = try run("dir/", server)
        #expect(run.failure()?.failure == .unsafeArchive)
        #expect(run.leftovers == [])
    }

    @Test func aFolderHasNoDigestAndHasToBeThere() throws {
        let service = BlobService(blobs: blobs, takes: { _ in true })
        let server = try ScriptedServer { service.answer($0) }
        #expect(try run("dir/", server, sha256: String(repeating: "0", count: 64)).failure()?.failure == .invalidSource)
        #expect(try run("missing/", server).failure()?.failure == .sourceNotFound)
        #expect(try run("missing", server).failure()?.failure == .sourceNotFound)
    }

    @Test func aSASTokenIsPartOfTheAddressAndOfNoMessage() throws {
        let service = BlobService(blobs: blobs) { $0.parameter("sig") == "abc%3D" }
        let server = try ScriptedServer { service.answer($0) }
        var run = try run("directory", server)
        run.secret = ["sasToken": "?sv=1&sig=abc%3D"]
        try run.run()
        #expect(run.bytes("directory") == [9])
        run.secret = ["sasToken": "sv=1&sig=wrong"]
        let error = try #require(run.failure())
        #expect(error.failure == .sourceForbidden)
        #expect(!error.sentence.contains("wrong"))
    }

    @Test func theWorkloadsIdentityIsExchangedOnce() throws {
        let service = BlobService(blobs: blobs) { $0.headers["authorization"] == "Bearer storage-token" }
        let server = try ScriptedServer { service.answer($0) }
        let authority = try ScriptedServer { request in
            let isRight =
                request.line.hasPrefix("POST /tenant/oauth2/v2.0/token ")
                && request.body.contains("client_id=client&client_assertion=federated&")
                && request.body.contains("scope=https%3A%2F%2Fstorage.azure.com%2F.default")
            return isRight
                ? ScriptedServer.response(200, #"{"access_token": "storage-token", "expires_in": 3600}"#)
                : ScriptedServer.response(400, #"{"error": "invalid_client"}"#)
        }
        var run = try run("dir/model.pkl", server)
        let token = try run.folder.write("federated", "federated\n")
        run.environment.merge(
            [
                "AZURE_FEDERATED_TOKEN_FILE": token, "AZURE_CLIENT_ID": "client", "AZURE_TENANT_ID": "tenant",
                "AZURE_AUTHORITY_HOST": authority.url,
            ]
        ) { $1 }
        try run.run()
        #expect(run.bytes("model.pkl") == blobs["dir/model.pkl"])
        #expect(authority.requests.count == 1)
        run.environment["AZURE_CLIENT_ID"] = "another"
        #expect(run.failure()?.failure == .sourceForbidden)
    }
}
