import FoundationEssentials
import ServingCore
import Synchronization
import TestSupport
import Testing

@Suite(.blocking) struct PullWebTests {
    private let bytes = sampleBytes(10_500)

    @Test func rangesComeInParallelAndOnlyOnce() throws {
        let file = ServedFile(bytes: bytes)
        let server = try ScriptedServer { file.answer($0) }
        let run = try PullRun("/a/my%20model.pkl?sig=secret", from: server, sha256: sha256(bytes))
        try run.run()
        #expect(run.bytes("my model.pkl") == bytes)
        #expect(server.requests.count == 11)
        #expect(run.leftovers == ["1"])
        let mode = try FileManager.default.attributesOfItem(atPath: "\(run.target)/my model.pkl")[.posixPermissions]
        #expect(mode as? Int == 0o644)
    }

    @Test func aConnectionThatIsCutTenTimesStillBringsIt() throws {
        let file = ServedFile(bytes: bytes)
        let cuts = Mutex(0)
        let server = try ScriptedServer { request in
            let cut = cuts.withLock { count in
                count += 1
                return count <= 10 ? 50 : nil
            }
            var file = file
            file.cutAfter = cut
            return file.answer(request)
        }
        let run = try PullRun("/m", from: server, sha256: sha256(bytes))
        try run.run()
        #expect(run.bytes("m") == bytes)
        #expect(cuts.withLock { $0 } == 21)
    }

    /// Whatever has come of the old content is thrown away, though it has the same length.
    @Test(arguments: [1, 3, 7]) func contentThatChangesIsNeverMixed(after requests: Int) throws {
        let new = sampleBytes(bytes.count, seed: 2)
        let served = Mutex(0)
        let old = ServedFile(bytes: bytes)
        let server = try ScriptedServer { request in
            let count = served.withLock { count in
                count += 1
                return count
            }
            return count <= requests ? old.answer(request) : ServedFile(bytes: new, tag: "\"2\"").answer(request)
        }
        let run = try PullRun("/m", from: server)
        try run.run()
        #expect(run.bytes("m") == new)
    }

    @Test func contentThatNeverStaysIsGivenUp() throws {
        let tags = Mutex(0)
        let bytes = bytes
        let server = try ScriptedServer { request in
            let tag = tags.withLock { tag in
                tag += 1
                return tag
            }
            return ServedFile(bytes: bytes, tag: "\"\(tag)\"").answer(request)
        }
        let run = try PullRun("/m", from: server)
        #expect(run.failure()?.failure == .sourceUnreachable)
        #expect(run.leftovers == [])
    }

    @Test(arguments: [
        ServedFile(bytes: sampleBytes(5000), hasRanges: false), ServedFile(bytes: sampleBytes(5000), tag: nil),
        ServedFile(bytes: sampleBytes(5000), tag: "W/\"1\""), ServedFile(bytes: []),
        ServedFile(bytes: [], hasRanges: false),
        ServedFile(bytes: [1]), ServedFile(bytes: sampleBytes(1000)), ServedFile(bytes: sampleBytes(1001)),
    ])
    func serversOfAllKindsWillDo(file: ServedFile) throws {
        let server = try ScriptedServer { file.answer($0) }
        let run = try PullRun("/m", from: server, sha256: sha256(file.bytes))
        try run.run()
        #expect(run.bytes("m") == file.bytes)
    }

    @Test func aStreamWithoutLengthEndsWithItsConnection() throws {
        let bytes = bytes
        let server = try ScriptedServer { _ in ScriptedServer.stream(bytes) }
        let run = try PullRun("/m", from: server)
        try run.run()
        #expect(run.bytes("m") == bytes)
    }

    /// Without a validator nothing tells whether the rest belongs to what came before.
    @Test func aStreamThatIsCutBeginsAnew() throws {
        let count = Mutex(0)
        let bytes = bytes
        let server = try ScriptedServer { request in
            let cut = count.withLock { count in
                count += 1
                return count <= 3 ? 5000 : nil
            }
            return ServedFile(bytes: bytes, tag: nil, hasRanges: false, cutAfter: cut).answer(request)
        }
        let run = try PullRun("/m", from: server, sha256: sha256(bytes))
        try run.run()
        #expect(count.withLock { $0 } == 4)
    }

    @Test func aWrongDigestLeavesNothing() throws {
        let file = ServedFile(bytes: bytes)
        let server = try ScriptedServer { file.answer($0) }
        let wrong = String(repeating: "0", count: 64)
        let run = try PullRun("/m?sig=secret", from: server, sha256: wrong)
        let error = try #require(run.failure())
        #expect(error.failure == .digestMismatch)
        #expect(error.sentence.contains(wrong) && error.sentence.contains(sha256(bytes)))
        #expect(!error.sentence.contains("secret"))
        #expect(run.leftovers == [])
    }

    @Test func waitsAsLongAsTheServerAsks() throws {
        let file = ServedFile(bytes: sampleBytes(10))
        let count = Mutex(0)
        let server = try ScriptedServer { request in
            let isFirst = count.withLock { count in
                count += 1
                return count == 1
            }
            return isFirst ? ScriptedServer.response(429, "", headers: ["Retry-After: 1"]) : file.answer(request)
        }
        let start = ContinuousClock.now
        try PullRun("/m", from: server).run()
        #expect(start.duration(to: .now) >= .seconds(1))
        #expect(count.withLock { $0 } == 2)
    }

    @Test(arguments: [
        (404, PullFailure.sourceNotFound, 1), (403, .sourceForbidden, 1), (400, .invalidSource, 1),
        (503, .sourceUnreachable, 3),
    ])
    func tellsWhatIsWrong(status: Int, failure: PullFailure, requests: Int) throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(status, "secret") }
        var run = try PullRun("/m?sig=secret", from: server)
        run.attempts = 3
        let error = try #require(run.failure())
        #expect(error.failure == failure)
        #expect(error.sentence.contains("/m "))
        #expect(!error.sentence.contains("secret"))
        #expect(server.requests.count == requests)
    }

    @Test func whereNobodyAnswersIsUnreachable() throws {
        var run = try PullRun("http://127.0.0.1:1/m")
        run.attempts = 2
        #expect(run.failure()?.failure == .sourceUnreachable)
    }

    @Test func passwordsStayWithTheServerTheyAreFor() throws {
        let file = ServedFile(bytes: sampleBytes(10))
        let other = try ScriptedServer { file.answer($0) }
        let otherURL = other.url
        let server = try ScriptedServer { request in
            request.path == "/a"
                ? ScriptedServer.response(302, "", headers: ["Location: /b"])
                : ScriptedServer.response(307, "", headers: ["Location: \(otherURL)/c?sig=secret"])
        }
        var run = try PullRun("/a", from: server)
        run.secret = ["username": "u", "password": "p\n"]
        try run.run()
        #expect(server.requests.map { $0.headers["authorization"] } == ["Basic dTpw", "Basic dTpw"])
        #expect(other.requests.map { $0.headers["authorization"] } == [nil])
        #expect(run.bytes("a") == file.bytes)
    }

    @Test func aCircleOfRedirectsEnds() throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(302, "", headers: ["Location: /a"]) }
        let run = try PullRun("/a", from: server)
        #expect(run.failure()?.sentence.contains("redirects more than") == true)
        #expect(server.requests.count == Redirect.limit + 1)
    }

    @Test func withoutPermissionNothingIsAskedInTheClear() throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(200, "") }
        var run = try PullRun("/m", from: server)
        run.allowsHTTP = false
        #expect(run.failure()?.failure == .invalidSource)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [true, false]) func stopsAtTheLimit(isLengthKnown: Bool) throws {
        let bytes = bytes
        let server = try ScriptedServer { request in
            isLengthKnown ? ServedFile(bytes: bytes).answer(request) : ScriptedServer.stream(bytes)
        }
        var run = try PullRun("/m", from: server)
        run.maximum = 5000
        #expect(run.failure()?.failure == .tooLarge)
        #expect(run.leftovers == [])
    }

    @Test func asksForRoomFirst() throws {
        let server = try ScriptedServer { _ in
            Array("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n".utf8)
        }
        let run = try PullRun("/m", from: server)
        let error = try #require(run.failure())
        #expect(error.failure == .diskFull)
        #expect(error.sentence.contains("9000000000000000000 bytes"))
    }
}
