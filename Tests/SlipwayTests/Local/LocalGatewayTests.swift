import FoundationEssentials
import KubernetesClient
import ServingCore
import TestSupport
import Testing

@testable import Slipway

/// With other programs in HAProxy's place.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LocalGatewayTests {
    private func failure(of program: String) async throws -> any Error {
        let listener = try TCPListener()
        listener.stop()
        let run = try await RunFolder.claim(port: listener.port) { _ in }
        defer { run.remove() }
        let transport = CurlTransport()
        defer { transport.shutDown() }
        let gateway = try LocalGateway(
            program: program,
            port: listener.port,
            innerPort: listener.port,
            transport: transport,
            in: run
        )
        let error = await #expect(throws: (any Error).self) { try await gateway.start(GatewayPlan(), in: run) { _ in } }
        await gateway.stop()
        return try #require(error)
    }

    @Test func `one that ends at once is not waited for`() async throws {
        let error = try await failure(of: "/bin/true")
        #expect("\(error)" == "HAProxy has ended by itself; its last words are above")
    }

    @Test func `one that does not start tells why`() async throws {
        let folder = try TemporaryFolder()
        // Gone when the configuration is checked.
        let program = try folder.write("haproxy", "#!/bin/sh\nrm \"$0\"\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let error = try await failure(of: program)
        #expect("\(error)".contains(program))
    }
}
