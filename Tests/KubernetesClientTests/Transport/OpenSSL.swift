import FoundationEssentials
import Subprocess
import TestSupport

/// Certificates made by the `openssl` command, and its TLS server to show them.
final class OpenSSL: Sendable {
    static let isInstalled = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/openssl")
    }

    /// In CI, where `make` installs it: nothing may be skipped there.
    static let isRequired = ProcessInfo.processInfo.environment["CI"] != nil

    private let path: String

    /// Makes two authorities, `authority` and `stranger`, and three certificates of the first: `address` for
    /// 127.0.0.1, `named` for api.internal, and `client`.
    init() async throws {
        path = FileManager.default.temporaryDirectory.path + "/slipway-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let script = #"""
            set -e
            cd "$0"
            key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }
            authority() { key "$1"; openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 1 -out "$1.pem"; }
            certificate() {
              key "$1"
              echo "subjectAltName=$2" > "$1.ext"
              openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
              openssl x509 -req -in "$1.csr" -CA authority.pem -CAkey authority.key -CAcreateserial -days 1 \
                -extfile "$1.ext" -out "$1.pem"
            }
            authority authority
            authority stranger
            certificate address IP:127.0.0.1
            certificate named DNS:api.internal
            certificate client DNS:client
            """#
        let result = try await run(
            .name("sh"),
            arguments: ["-c", script, path],
            output: .discarded,
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else { throw Failed(output: result.standardError) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    struct Failed: Error {
        let output: String
    }

    /// A certificate, as PEM.
    func certificate(_ name: String) -> [UInt8] { contents("\(name).pem") }

    func key(_ name: String) -> [UInt8] { contents("\(name).key") }

    /// Runs a server that shows `certificate` while `body` runs; every answer tells what the client has shown.
    func serve(_ certificate: String, requiresClient: Bool = false, _ body: (_ port: Int) async throws -> Void)
        async throws
    {
        // timeout ends a server that a crashed test has left behind.
        let script = #"""
            cd "$0"
            exec timeout 60 openssl s_server -accept 127.0.0.1:0 -cert "$1.pem" -key "$1.key" -www $2 > "$1.log" 2>&1
            """#
        let requirement = requiresClient ? "-CAfile authority.pem -Verify 1 -verify_return_error" : ""
        let result = try await run(
            .name("sh"),
            arguments: ["-c", script, path, certificate, requirement],
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(try await port(in: "\(certificate).log")))
            } catch {
                outcome = .failure(error)
            }
            await execution.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))])
            return outcome
        }
        try result.closureResult.get()
    }

    /// The port that the system chose, once the server listens on it.
    private func port(in log: String) async throws -> Int {
        try await eventually("openssl listens") {
            let lines = String(decoding: contents(log), as: UTF8.self).split(separator: "\n")
            return lines.first { $0.hasPrefix("ACCEPT ") }?.split(separator: ":").last.flatMap { Int($0) }
        }
    }

    private func contents(_ name: String) -> [UInt8] {
        Array(FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data())
    }
}
