import FoundationEssentials
import Logging
import ServingCore
import TestSupport
import Testing

@testable import Slipway

/// With other programs in HAProxy's place.
@Suite(.timeLimit(.minutes(3))) struct HAProxyTests {
    private struct Refused: Error {}

    private let folder: TemporaryFolder
    private let settings: GatewaySettings

    init() throws {
        folder = try TemporaryFolder()
        settings = GatewaySettings(folder: try #require(GatewaySettings.Folder(folder.path)))
    }

    @Test func `one that could not be put on record is over`() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let haproxy = HAProxy(program: "true", settings: settings, logger: logger)
        try await haproxy.prepare(GatewayPlan(), generation: 1)
        try await haproxy.adopt(1)
        await #expect(throws: Refused.self) {
            try await haproxy.run { _ in
                throw Refused()
            } onLine: { _ in
            }
        }
        // Of one that runs it would wait for the new configuration.
        try await haproxy.prepare(GatewayPlan(), generation: 2)
        try await haproxy.adopt(2)
    }

    @Test func `the system says why a configuration is not in force`() throws {
        let files = HAProxyFiles(folder: settings.folder)
        try folder.write("current/in-the-way", "")
        let error = try #require(throws: HAProxyFiles.Failure.self) { try files.adopt(1) }
        #expect(error.description == "cannot replace \(folder.path)/current: Is a directory")
    }
}
