import KubernetesCore
import Testing

@testable import ServingCore

struct LocalTextTests {
    @Test(arguments: [
        ("[1, 2.0]", "[1.0, 2]", 0, nil), ("[100.4]", "[100]", 0.01, nil),
        ("[102]", "[100]", 0.01, "[0] is 102, not 100"),
        ("[1]", "[1, 2]", 0, "has 1 elements, not 2"),
        (#"{"a": {"b": "x"}}"#, #"{"a": {"b": "y"}}"#, 0, #"a.b is "x", not "y""#),
        (#"{"a": 1}"#, "{}", 0, "a is not expected"), ("{}", #"{"a": 1}"#, 0, "a is missing"),
        ("[1]", "{}", 0, "is [1], not {}"), ("null", "null", 0, nil),
    ])
    func theFirstDifferenceOfAnAnswerIsNamed(_ actual: String, _ expected: String, _ tolerance: Double, _ text: String?)
        throws
    {
        let difference = AnswerDifference.first(
            try JSONValue(parsing: actual.utf8),
            expected: try JSONValue(parsing: expected.utf8),
            tolerance: tolerance
        )
        #expect(difference?.description == text)
    }

    @Test func aRequestIsALineForPeople() {
        let line = #"""
            {"time":1.2,"requestId":"r1","service":"mnist","namespace":"n","deployment":"blue","replica":"p","method":"POST","action":"score","status":200,"bytesIn":1,"bytesOut":2,"queueMs":40,"connectMs":0,"responseMs":3,"totalMs":45,"state":"--","client":"127.0.0.1"}
            """#
        #expect(
            AccessLogEntry(Array(line.utf8))?.text
                == "200 POST mnist/score blue in 45 ms, 40 ms of it in the queue (r1)"
        )
    }
}
