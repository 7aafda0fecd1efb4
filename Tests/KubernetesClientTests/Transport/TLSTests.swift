import Testing

@testable import KubernetesClient

@Suite(.enabled(if: OpenSSL.isInstalled || OpenSSL.isRequired, "needs the openssl command"), .timeLimit(.minutes(3)))
struct TLSTests {
    private let transport = CurlTransport()
    private let openSSL: OpenSSL

    init() async throws {
        openSSL = try await OpenSSL()
    }

    private func trusting(_ authority: String, serverName: String? = nil) -> TLSConfiguration {
        TLSConfiguration(certificateAuthority: openSSL.certificate(authority), serverName: serverName)
    }

    /// The server's page about the connection.
    private func page(
        _ port: Int,
        _ tls: TLSConfiguration,
        clientCertificate: ClientCertificate? = nil
    ) async throws -> String {
        let request = HTTPRequest(
            method: "GET",
            url: "https://127.0.0.1:\(port)/",
            timeout: .seconds(30),
            tls: tls,
            clientCertificate: clientCertificate
        )
        let response = try await transport.send(request)
        return String(decoding: try await response.body.collected(limit: 1 << 20), as: UTF8.self)
    }

    private func expectAnswer(
        _ port: Int,
        _ tls: TLSConfiguration,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let page = try await page(port, tls)
        #expect(page.contains("TLSv1"), sourceLocation: sourceLocation)
    }

    private func expectRefusal(
        _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> String
    ) async {
        let error = await #expect(throws: TransportError.self, sourceLocation: sourceLocation) { _ = try await body() }
        guard case .failed(let problem)? = error else {
            return #expect(Bool(false), "\(String(describing: error))", sourceLocation: sourceLocation)
        }
        #expect(problem.contains(words), sourceLocation: sourceLocation)
    }

    @Test func `the server's own authority is the one that is trusted`() async throws {
        try await openSSL.serve("address") { port in
            try await expectAnswer(port, trusting("authority"))
            await expectRefusal("certificate") { try await page(port, trusting("stranger")) }
            // The system does not know the authority.
            await expectRefusal("certificate") { try await page(port, TLSConfiguration()) }
        }
    }

    @Test func `a connection is not used again by whoever trusts another authority`() async throws {
        try await openSSL.serve("address") { port in
            for _ in 0..<3 {
                _ = try await page(port, TLSConfiguration(skipsVerification: true))
                await expectRefusal("certificate") {
                    try await page(port, trusting("stranger"))
                }
            }
        }
    }

    @Test func `a certificate for another name is refused, unless that name is asked for`() async throws {
        try await openSSL.serve("named") { port in
            await expectRefusal("127.0.0.1") { try await page(port, trusting("authority")) }
            try await expectAnswer(port, trusting("authority", serverName: "api.internal"))
            await expectRefusal("api.external") {
                try await page(port, trusting("authority", serverName: "api.external"))
            }
            await expectRefusal("certificate") {
                try await page(port, trusting("stranger", serverName: "api.internal"))
            }
        }
    }

    @Test func `without verification any certificate will do`() async throws {
        try await openSSL.serve("named") { port in
            try await expectAnswer(port, TLSConfiguration(skipsVerification: true))
        }
    }

    @Test func `a client certificate is shown to a server that asks for one`() async throws {
        let certificate = ClientCertificate(certificate: openSSL.certificate("client"), key: openSSL.key("client"))
        try await openSSL.serve("address", requiresClient: true) { port in
            let page = try await page(port, trusting("authority"), clientCertificate: certificate)
            #expect(page.contains("CN = client") || page.contains("CN=client"))
            await #expect(throws: TransportError.self) { try await self.page(port, trusting("authority")) }
        }
    }

    @Test(
        "A certificate that is none is refused before anything is sent",
        arguments: [[], [1], Array("PEM".utf8)] as [[UInt8]]
    )
    func malformed(pem: [UInt8]) async throws {
        try await openSSL.serve("address") { port in
            await #expect(throws: TransportError.self) {
                try await page(port, TLSConfiguration(certificateAuthority: pem))
            }
            let certificate = ClientCertificate(certificate: pem, key: pem)
            await #expect(throws: TransportError.self) {
                try await page(port, trusting("authority"), clientCertificate: certificate)
            }
        }
    }
}
