import ServingCore
import Testing

struct AnswerTests {
    @Test(arguments: [
        (["etag": "\"a\""], "\"a\""), (["etag": "W/\"a\"", "last-modified": "x", "date": "y"], nil),
        (["etag": "\"\""], nil),
        (["last-modified": "x", "date": "y"], "x"), (["last-modified": "x", "date": "x"], nil),
        (["last-modified": "x"], nil),
        ([:], nil),
    ])
    func onlyAStrongValidatorCounts(headers: [String: String], validator: String?) {
        #expect(ContentIdentity(headers: headers)?.validator == validator)
    }

    @Test func readsRanges() {
        #expect(ContentRange("bytes 5-9/20")?.bytes == 5..<10)
        #expect(ContentRange("bytes 5-9/20")?.total == 20)
        #expect(ContentRange("bytes 5-9/*")?.total == nil)
        #expect(ContentRange("bytes */0")?.total == 0)
        for text in ["bytes 9-5/20", "bytes 5-20/20", "lines 1-2/3", "bytes 5/6", "", "bytes -1-5/9"] {
            #expect(ContentRange(text) == nil, "\(text)")
        }
        #expect(ContentRange(nil) == nil)
    }

    @Test(arguments: [
        (200, AnswerVerdict.good), (206, .good), (408, .retry), (429, .retry), (503, .retry),
        (401, .failure(.sourceForbidden)), (404, .failure(.sourceNotFound)), (400, .failure(.invalidSource)),
    ])
    func judges(status: Int, verdict: AnswerVerdict) {
        #expect(AnswerVerdict(status: status) == verdict)
    }

    @Test func waitsLongerEachTimeAndGivesUp() {
        var retry = Retry(limit: 4, first: .seconds(1), longest: .seconds(3))
        #expect(retry.wait(jitter: 1) == .seconds(1))
        #expect(retry.wait(jitter: 0) == .seconds(1))
        #expect(retry.wait(retryAfter: 7, jitter: 1) == .seconds(7))
        #expect(retry.wait(jitter: 1) == nil)
        retry.progress()
        #expect(retry.wait(jitter: 1) == .seconds(1))
        #expect(retry.wait(retryAfter: 86_400, jitter: 1) == nil)
    }
}
