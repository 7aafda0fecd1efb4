import KubernetesCore
import Testing

@Suite struct WatchEventTests {
    private static let object: JSONValue = ["kind": "Pod", "metadata": ["name": "p", "resourceVersion": "7"]]

    @Test(
        "An object's event is read by its type",
        arguments: [
            ("ADDED", WatchEvent.added(object)), ("MODIFIED", .modified(object)), ("DELETED", .deleted(object)),
        ]
    )
    func objects(type: String, event: WatchEvent) throws {
        let line = #"{"type":"\#(type)","object":\#(Self.object.jsonText)}"#
        #expect(try WatchEvent(line: line.utf8) == event)
    }

    @Test func `the object's managedFields are dropped, and no other field`() throws {
        let line = #"""
            {"type":"ADDED","object":{"kind":"Pod","metadata":{"name":"p","managedFields":[{"manager":"kubelet",
            "operation":"Update","fieldsV1":{"f:status":{"k:{\"type\":\"Ready\"}":{".":{}}}}}],"resourceVersion":"7"}}}
            """#
        #expect(try WatchEvent(line: line.utf8) == .added(Self.object))
    }

    @Test func `a bookmark gives its position`() throws {
        let line = #"""
            {"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"12746",
            "creationTimestamp":null},"spec":{"containers":null},"status":{}}}
            """#
        #expect(try WatchEvent(line: line.utf8) == .bookmark(resourceVersion: "12746"))
        let last =
            #"{"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": "12746","#
            + #" "annotations": {"k8s.io/initial-events-end": "true"}}}}"#
        #expect(try WatchEvent(line: last.utf8) == .bookmark(resourceVersion: "12746", endsInitialEvents: true))
    }

    @Test func `an error gives the server's whole Status`() throws {
        let line = #"""
            {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
            "message":"too old resource version: 1 (2)","reason":"Expired","code":410}}
            """#
        let status = Status(code: 410, reason: "Expired", message: "too old resource version: 1 (2)")
        #expect(try WatchEvent(line: line.utf8) == .error(status))
        #expect(status.isExpired)
    }

    @Test(
        "A line that is no watch event is refused with its problem",
        arguments: [
            ("", "invalid JSON at byte 0"),
            (#"{"type":"ADDED","object":{"kind":"Pod"}"#, "invalid JSON at byte 39"),
            (#"{"type":"ADDED","object":{}}{"#, "something follows"),
            ("[]", "type and object are required"),
            (#"{"object":{}}"#, "type and object are required"),
            (#"{"type":7,"object":{}}"#, "type and object are required"),
            (#"{"type":"ADDED"}"#, "type and object are required"),
            (#"{"type":"ADDED","object":null}"#, "type and object are required"),
            (#"{"type":"ADDED","object":"p"}"#, "type and object are required"),
            (#"{"type":"RENAMED","object":{}}"#, "unknown type RENAMED"),
            (#"{"type":"ERROR","object":{"kind":"Status","code":"410"}}"#, "an ERROR without a Status"),
        ]
    )
    func malformed(line: String, problem: String) throws {
        let error = try #require(throws: WatchEvent.Malformed.self) { try WatchEvent(line: line.utf8) }
        #expect(error.problem.contains(problem))
        #expect(error.description.contains(error.problem))
    }
}
