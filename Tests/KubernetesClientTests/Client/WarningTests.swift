import InMemoryLogging
import KubernetesCore
import Logging
import Testing

@testable import KubernetesClient

@Suite struct WarningTests {
    @Test(arguments: [
        (#"299 - "v1beta1 Ingress is deprecated""#, ["v1beta1 Ingress is deprecated"]),
        (#"299 - "one", 299 - "two, with a comma""#, ["one", "two, with a comma"]),
        (#"299 - "with a date" "Wed, 21 Oct 2015 07:28:00 GMT", 299 - "next""#, ["with a date", "next"]),
        (#"299 - "a \"quoted\" word and a \\""#, [#"a "quoted" word and a \"#]),
        (#"110 anderson/1.3.37 "Response is stale""#, []),
        (#"299 - "never closed"#, ["never closed"]),
        (#"299 - "ends in a backslash\"#, [#"ends in a backslash\"#]),
        ("299 -", []), ("", []), (",,\"", []),
    ])
    func `a header's texts are found`(_ header: String, _ texts: [String]) {
        #expect(WarningHeader.texts(header) == texts)
    }

    @Test func `each text is logged once, whatever the request`() async throws {
        let log = InMemoryLogHandler()
        let warning = ["warning": #"299 - "policy/v1beta1 is deprecated""#]
        let other = ["warning": #"299 - "policy/v1beta1 is deprecated", 299 - "so is another""#]
        let client = Client(
            configuration: ClusterConfiguration(
                server: "https://cluster",
                credentials: StaticCredentialProvider(Credentials())
            ),
            transport: StubTransport(
                .response(200, headers: warning),
                .response(404, headers: warning),
                .response(200, headers: other)
            ),
            userAgent: "test",
            logger: Logger(label: "test") { _ in log }
        )
        _ = try await client.send(BuiltInTypes.pods.list())
        _ = try? await client.send(BuiltInTypes.services.list())
        _ = try await client.stream(BuiltInTypes.services.list())
        let texts = log.entries.map { $0.metadata["warning"] }
        #expect(texts == ["policy/v1beta1 is deprecated", "so is another"])
        #expect(log.entries.allSatisfy { $0.level == .warning })
    }

    @Test func `a header in several lines is one`() {
        var machine = TransferStateMachine(highWaterMark: 10)
        for line in ["HTTP/1.1 200 OK", "Warning: 299 - \"a\"", "warning: 299 - \"b\"", ""] {
            machine.receive(headerLine: line)
        }
        let head = HTTPResponseHead(status: 200, headers: ["warning": #"299 - "a", 299 - "b""#])
        #expect(machine.takeHead() == .value(head))
    }
}
