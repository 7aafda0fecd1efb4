import KubernetesCore
import Testing

@testable import ServingCore

@Suite("whose a request is")
struct RequestHeaderSettingsTests {
    private func settings(names: String = #"["front-proxy-client"]"#) throws -> RequestHeaderSettings {
        try JSONValueDecoder().decode(
            RequestHeaderSettings.self,
            from: [
                "metadata": ["name": "extension-apiserver-authentication"],
                "data": [
                    "requestheader-client-ca-file": "PEM", "requestheader-allowed-names": .string(names),
                    "requestheader-username-headers": #"["X-Remote-User"]"#,
                    "requestheader-group-headers": #"["X-Remote-Group"]"#,
                    "requestheader-extra-headers-prefix": #"["X-Remote-Extra-"]"#,
                ],
            ]
        )
    }

    @Test("the headers say it")
    func headers() throws {
        let caller = try settings().caller(
            [
                ("x-remote-user", "ann"), ("X-Remote-Group", "team"), ("X-Remote-Group", "system:authenticated"),
                ("X-Remote-Extra-Scopes", "a"), ("Accept", "*/*"),
            ],
            commonName: "front-proxy-client"
        )
        #expect(caller == Caller(user: "ann", groups: ["team", "system:authenticated"], extra: ["scopes": ["a"]]))
        #expect(
            caller.review(["nonResourceAttributes": ["path": "/apis", "verb": "get"]])["spec"] == [
                "nonResourceAttributes": ["path": "/apis", "verb": "get"], "user": "ann",
                "groups": ["team", "system:authenticated"], "extra": ["scopes": ["a"]],
            ]
        )
    }

    @Test(
        "whoever has a name is authenticated",
        arguments: [
            ("system:kube-aggregator", [], ["system:authenticated"]),
            ("ann", ["team"], ["team", "system:authenticated"]),
            ("system:anonymous", [], []),
            ("somebody", ["system:unauthenticated"], ["system:unauthenticated"]),
        ]
    )
    func authenticated(user: String, groups: [String], expected: [String]) throws {
        let headers = [(name: "X-Remote-User", value: user)] + groups.map { (name: "X-Remote-Group", value: $0) }
        #expect(try settings().caller(headers, commonName: "front-proxy-client").groups == expected)
    }

    @Test("somebody else's certificate, or none, or no name: nobody")
    func nobody() throws {
        let user = [(name: "X-Remote-User", value: "ann")]
        for (headers, name) in [(user, "kubelet"), (user, nil), ([], "front-proxy-client")]
            as [([(name: String, value: String)], String?)]
        {
            let failure = try #require(throws: MetricsFailure.self) {
                try settings().caller(headers, commonName: name)
            }
            #expect(failure.code == 401)
        }
        #expect(try settings(names: "[]").caller(user, commonName: "anybody").user == "ann")
    }

    @Test(
        "names that cannot be read are not taken for none, which would be anybody's",
        arguments: ["", "front-proxy-client", #"["front-proxy-client""#, #""front-proxy-client""#, "[1]", "null"]
    )
    func unreadable(names: String) throws {
        let error = try #require(throws: DecodingError.self) { try settings(names: names) }
        #expect(error.fieldPath.description == "data")
        #expect(error.problem == "must hold a JSON array of strings as requestheader-allowed-names")
    }
}
