import KubernetesCore
import Testing

@testable import KubernetesClient

@Suite struct ExecCredentialTests {
    private static let place = ConfigurationError.Place(file: "config", entry: "user \"aks\"", field: "exec")

    private static func parse(
        _ text: String,
        version: ExecPlugin.Version = .v1
    ) throws(ConfigurationError) -> ExecCredential {
        try ExecCredential(parsing: Array(text.utf8), version: version, at: place)
    }

    private static func answer(_ status: String, version: ExecPlugin.Version = .v1) -> String {
        #"{"kind": "ExecCredential", "apiVersion": "\#(version.rawValue)", "spec": {}, "status": \#(status)}"#
    }

    @Test("A token with its expiry is read", arguments: ExecPlugin.Version.allCases)
    func token(version: ExecPlugin.Version) throws {
        let status = #"{"token": "t0ken", "expirationTimestamp": "2026-07-24T14:05:30Z"}"#
        let credential = try Self.parse(Self.answer(status, version: version), version: version)
        #expect(credential.credentials == Credentials(authorization: "Bearer t0ken"))
        #expect(credential.expiration == Timestamp(seconds: 1_784_901_930))
    }

    @Test(
        "Every combination of credentials is read",
        arguments: [
            (#"{"token": "t"}"#, "Bearer t", nil),
            (
                #"{"clientCertificateData": "CERT", "clientKeyData": "KEY"}"#, nil,
                ClientCertificate(certificate: Array("CERT".utf8), key: Array("KEY".utf8))
            ),
            (
                #"{"token": "t", "clientCertificateData": "CERT", "clientKeyData": "KEY", "expirationTimestamp": null}"#,
                "Bearer t", ClientCertificate(certificate: Array("CERT".utf8), key: Array("KEY".utf8))
            ),
        ] as [(String, String?, ClientCertificate?)]
    )
    func combinations(status: String, authorization: String?, certificate: ClientCertificate?) throws {
        let credential = try Self.parse(Self.answer(status))
        #expect(credential.credentials == Credentials(authorization: authorization, clientCertificate: certificate))
        #expect(credential.expiration == nil)
    }

    @Test(
        "What is wrong with an answer is said without showing it",
        arguments: [
            ("", "the plugin's answer is no JSON (invalid JSON at byte 0: the text ends where a value is expected)"),
            ("To sign in, use s3cr3t", "the plugin's answer is no JSON (invalid JSON at byte 0: a value is expected)"),
            ("{}", "in the plugin's answer, apiVersion is required"),
            (#"["s3cr3t"]"#, "in the plugin's answer, the whole must be an object, not array"),
            (
                #"{"kind": "Pod", "apiVersion": "client.authentication.k8s.io/v1"}"#,
                "the plugin's answer is of another kind than ExecCredential"
            ),
            (
                answer(#"{"token": "s3cr3t"}"#, version: .v1beta1),
                "the plugin answered in another apiVersion than client.authentication.k8s.io/v1; "
                    + "set apiVersion to the one that the plugin speaks"
            ),
            (answer("null"), "the plugin's answer has no status"),
            (answer("{}"), "the plugin gave neither a token nor a client certificate"),
            (answer(#"{"token": ""}"#), "the plugin gave neither a token nor a client certificate"),
            (answer(#"{"token": 5}"#), "in the plugin's answer, status.token must be a string, not integer"),
            (
                answer(#"{"token": "s3cr3t", "clientKeyData": "s3cr3t"}"#),
                "the plugin gave only one of clientCertificateData and clientKeyData"
            ),
            (
                answer(#"{"token": "s3cr3t", "expirationTimestamp": "soon"}"#),
                "in the plugin's answer, status.expirationTimestamp must be a time such as 2006-01-02T15:04:05Z"
            ),
            (
                answer(#"{"token": "s3cr3t\n"}"#),
                "the token holds a space, a line break or another character that no header may hold; "
                    + "a bearer token is one word of ASCII characters"
            ),
        ]
    )
    func refuses(text: String, message: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try Self.parse(text) }
        #expect(error.description == "config: user \"aks\": exec: \(message)")
    }
}
