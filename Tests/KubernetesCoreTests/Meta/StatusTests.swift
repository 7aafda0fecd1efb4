import KubernetesCore
import Testing

@Suite struct StatusTests {
    private func status(_ code: Int, _ body: String) -> Status {
        Status(code: code, body: Array(body.utf8))
    }

    @Test func `a missing object`() {
        let status = status(
            404,
            #"""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
            "message":"deployments.apps \"main\" not found","reason":"NotFound",
            "details":{"name":"main","group":"apps","kind":"deployments"},"code":404}
            """#
        )
        #expect(status.isNotFound && !status.isConflict && !status.isAlreadyExists && !status.isExpired)
        #expect(status.description == #"deployments.apps "main" not found (404 NotFound)"#)
    }

    @Test func `a name that is taken is no conflict`() {
        let status = status(
            409,
            #"""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
            "message":"configmaps \"main\" already exists","reason":"AlreadyExists",
            "details":{"name":"main","kind":"configmaps"},"code":409}
            """#
        )
        #expect(status.isAlreadyExists && !status.isConflict && !status.isNotFound)
    }

    @Test func `a conflict of field managers is a conflict`() {
        let status = status(
            409,
            #"""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
            "message":"Apply failed with 1 conflict: conflict with \"kubectl\" using apps/v1: .spec.replicas",
            "reason":"Conflict","details":{"causes":[{"reason":"FieldManagerConflict",
            "message":"conflict with \"kubectl\" using apps/v1","field":".spec.replicas"}]},"code":409}
            """#
        )
        #expect(status.isConflict && !status.isAlreadyExists)
        #expect(status.details?.causes?.map(\.reason) == ["FieldManagerConflict"])
    }

    @Test func `an invalid object tells every cause`() {
        let status = status(
            422,
            #"""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
            "message":"Deployment.apps \"main\" is invalid: [spec.replicas: Invalid value: -1: must be >= 0, spec.x: bad]",
            "reason":"Invalid","details":{"name":"main","group":"apps","kind":"Deployment","causes":[
            {"reason":"FieldValueInvalid","message":"Invalid value: -1: must be >= 0","field":"spec.replicas"},
            {"reason":"FieldValueRequired","message":"bad","field":"spec.x"}]},"code":422}
            """#
        )
        #expect(status.code == 422 && status.reason == "Invalid")
        #expect(status.details?.causes?.map(\.reason) == ["FieldValueInvalid", "FieldValueRequired"])
        #expect(!status.isConflict && !status.isExpired)
    }

    @Test(
        "A resource version that the server does not have, any more or yet, has expired",
        arguments: [
            (
                410,
                #"{"kind":"Status","message":"The provided continue parameter is too old","reason":"Expired","code":410}"#
            ),
            (410, #"{"kind":"Status","message":"too old resource version","reason":"Gone","code":410}"#),
            (
                504,
                #"""
                {"kind":"Status","status":"Failure","message":"Timeout: Too large resource version: 9, current: 8",
                "reason":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge",
                "message":"Too large resource version"}],"retryAfterSeconds":1},"code":504}
                """#
            ),
        ]
    )
    func expired(code: Int, body: String) {
        #expect(status(code, body).isExpired)
    }

    @Test func `a timeout without that cause has not expired`() {
        let body = #"{"kind":"Status","reason":"Timeout","details":{"causes":[{"reason":"Other"}]},"code":504}"#
        #expect(!status(504, body).isExpired)
    }

    @Test(
        "A body that is no Status becomes one with its first line",
        arguments: [
            ("upstream connect error or disconnect\nreset reason: overflow\n", "upstream connect error or disconnect"),
            ("\r\n\r\n<html>\r\n<head>", "<html>"),
            ("", "HTTP status 503 without a body"), ("\n\n", "HTTP status 503 without a body"),
            (#"{"kind":"Pod","code":1}"#, #"{"kind":"Pod","code":1}"#),
            (#"{"kind":"Status","code":"x"}"#, #"{"kind":"Status","code":"x"}"#), ("[1]", "[1]"),
            (String(repeating: "x", count: 10_000), String(repeating: "x", count: 512)),
        ]
    )
    func otherBodies(body: String, message: String) {
        #expect(status(503, body) == Status(code: 503, message: message))
    }

    @Test func `a body that is no text does not trap`() {
        let status = Status(code: 502, body: [0xFF, 0xFE, 0x00, 0x41])
        #expect(status.code == 502)
        #expect(status.message.contains("A"))
    }

    @Test func `the code of the answer fills in for one that the body lacks`() {
        let status = status(403, #"{"kind":"Status","message":"forbidden: User \"x\" cannot get path \"/\""}"#)
        #expect(status.code == 403)
        #expect(status.description == #"forbidden: User "x" cannot get path "/" (403)"#)
    }
}
