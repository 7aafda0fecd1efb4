import FoundationEssentials
import Glibc
import KubernetesCore
import ServingCore
import TestSupport
import Testing

@testable import Slipway

/// Certificates, with a real HAProxy, openssl's certificates and curl.
@Suite(.serialized) struct TLSTests {
    private static let key = ObjectKey(namespace: "team", name: "mnist-tls")
    private static let fallback = ObjectKey(namespace: "slipway-system", name: "default-tls")

    @Test func everyHostGetsItsCertificateAndOthersTheDefaultOne() async throws {
        let (own, other) = (try await IssuedCertificate("mnist.example.com"), try await IssuedCertificate("default"))
        try await Self.withGateway([Self.key: own, Self.fallback: other]) { trial, _ in
            let answer = try await trial.curlTLS("mnist.example.com", trusting: [own])
            #expect(answer == "200 2")
            #expect(try await trial.curlTLS("mnist.example.com", trusting: [own], ["--http1.1"]) == "200 1.1")
            #expect(try await trial.curlTLS("mnist.example.com", trusting: [own], ["--tls-max", "1.2"]) == "200 2")
            let old = ["--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"]
            #expect(try await trial.curlTLS("mnist.example.com", trusting: [own], old) == "000 0")
            let path = "/api/v1/service/mnist/score"
            #expect(try await trial.curlTLS("default", path, trusting: [other]) == "200 2")
            #expect(try await trial.curlTLS("unknown.example.com", path, trusting: [other], ["-k"]) == "200 2")
        }
    }

    @Test func withoutADefaultCertificateUnknownNamesGetNoConnection() async throws {
        let own = try await IssuedCertificate("mnist.example.com")
        try await Self.withGateway([Self.key: own]) { trial, _ in
            let answer = try await trial.curlTLS("mnist.example.com", trusting: [own])
            #expect(answer == "200 2")
            #expect(try await trial.curlTLS("unknown.example.com", trusting: [own], ["-k"]) == "000 0")
        }
    }

    @Test func aCertificateIsReplacedUnderLoadWithoutAReloadOrAFailure() async throws {
        var issued: [IssuedCertificate] = []
        for _ in 0..<4 { issued.append(try await IssuedCertificate("mnist.example.com")) }
        try await Self.withGateway([Self.key: issued[0]]) { trial, cluster in
            let trusted = issued
            async let new = trial.curlTLS(
                "mnist.example.com",
                times: 300,
                trusting: trusted,
                ["-H", "Connection: close"]
            )
            async let kept = trial.curlTLS("mnist.example.com", times: 1000, trusting: trusted)
            for certificate in issued.dropFirst() {
                var next = cluster
                next.certificates = try await Self.checked([Self.key: certificate], by: trial).certificates
                try await trial.apply(next)
                #expect(try await trial.curlTLS("mnist.example.com", trusting: [certificate]) == "200 2")
            }
            #expect(try await new == "200 2")
            #expect(try await kept == "200 2")
            #expect(await trial.proxy.loads == 1)
        }
    }

    @Test func certificatesComeAndGoWithoutAReload() async throws {
        let (first, second) = (
            try await IssuedCertificate("a.example.com"), try await IssuedCertificate("b.example.com")
        )
        let another = ObjectKey(namespace: "team", name: "another-tls")
        let more = GatewayCluster.service(
            "another",
            "traffic: [{deployment: blue}], expose: {hosts: [b.example.com], tlsSecretRef: {name: another-tls}}"
        )
        try await Self.withGateway([Self.key: first], host: "a.example.com", more: more) { trial, cluster in
            for _ in 0..<2 {
                var both = cluster
                both.certificates = try await Self.checked([Self.key: first, another: second], by: trial).certificates
                try await trial.apply(both)
                #expect(try await trial.curlTLS("b.example.com", trusting: [second]) == "401 2")
                try await trial.apply(cluster)
                #expect(try await trial.curlTLS("b.example.com", trusting: [second]) == "000 0")
            }
            #expect(try await trial.curlTLS("a.example.com", trusting: [first]) == "200 2")
            #expect(await trial.proxy.loads == 1)
        }
    }

    @Test func oneThatHAProxyRefusesIsToldAndTheOneBeforeIsKept() async throws {
        let own = try await IssuedCertificate("mnist.example.com")
        let mixed = IssuedCertificate(certificate: own.certificate, key: try await IssuedCertificate("x").key)
        let empty = IssuedCertificate(certificate: "", key: own.key)
        try await Self.withGateway([Self.key: own]) { trial, _ in
            let checks = CertificateChecks(haproxy: trial.haproxy)
            let good = try await checks.check([Self.key], [Self.key: own.secret(Self.key)])
            #expect(good.problems.isEmpty)
            for (bad, words) in [(mixed, "inconsistencies between private key and certificate"), (empty, "tls.crt")] {
                let outcome = try await checks.check(
                    [Self.key, Self.fallback],
                    [Self.key: bad.secret(Self.key), Self.fallback: own.secret(Self.fallback)]
                )
                #expect(outcome.problems[Self.key]?.contains(words) == true)
                #expect(outcome.problems[Self.fallback] == nil)
                #expect(outcome.certificates.count == 2)
            }
            #expect(await checks.check([Self.key], [:]).problems[Self.key]?.contains("does not exist") == true)
        }
    }

    /// What ends HAProxy before it has judged: too little memory, say, or processes.
    @Test(arguments: ["kill -9 $$", "exit 1"])
    func aCheckThatComesToNothingIsNoVerdict(failure: String) async throws {
        let own = try await IssuedCertificate("mnist.example.com")
        try await Self.withGateway([Self.key: own]) { trial, _ in
            let folder = try TemporaryFolder()
            let flag = try folder.write("fails", "")
            let program = try folder.write("haproxy", "#!/bin/sh\n[ -e \(flag) ] && \(failure)\nexec haproxy \"$@\"\n")
            chmod(program, 0o755)
            let haproxy = HAProxy(program: program, settings: trial.settings, logger: trial.logger)
            let checks = CertificateChecks(haproxy: haproxy)
            let failed = try await checks.check([Self.key], [Self.key: own.secret(Self.key)])
            #expect(failed.failure != nil)
            #expect(failed.problems.isEmpty && failed.certificates.isEmpty)
            unlink(flag)
            let passed = try await checks.check([Self.key], [Self.key: own.secret(Self.key)])
            #expect(passed.failure == nil)
            #expect(passed.problems.isEmpty && passed.certificates.count == 1)
        }
    }

    @Test(arguments: [
        ("Redirect", "308", "https://mnist.example.com/score?a=1"), ("Refuse", "403", ""), ("Allow", "200", ""),
    ])
    func requestsWithoutTLS(option: String, status: String, location: String) async throws {
        let own = try await IssuedCertificate("mnist.example.com")
        try await Self.withGateway([Self.key: own], option: option) { trial, _ in
            let answer = try await trial.ask(
                "/score?a=1",
                key: option == "Allow" ? "first" : nil,
                headers: [("host", "mnist.example.com:80")]
            )
            #expect(answer.status == Int(status))
            #expect(answer.headers["location"] ?? "" == location)
            #expect(try await trial.curlTLS("mnist.example.com", trusting: [own]) == "200 2")
        }
    }

    @Test(arguments: [["--http1.1", "-H", "Transfer-Encoding: chunked"], ["--http2", "-H", "Content-Length:"]])
    func aBodyWithoutAnnouncedLengthIsBounded(options: [String]) async throws {
        let own = try await IssuedCertificate("mnist.example.com")
        try await Self.withGateway([Self.key: own]) { trial, _ in
            for (size, status) in [(0, "200"), (1000, "200"), (1001, "413"), (20_000, "411")] {
                let body = ["--data-binary", String(repeating: "a", count: size)]
                let answer = try await trial.curlTLS("mnist.example.com", trusting: [own], options + body)
                #expect(answer.hasPrefix(status), "\(size)")
            }
        }
    }

    private static func checked(_ issued: [ObjectKey: IssuedCertificate], by trial: GatewayTrial) async throws
        -> CertificateChecks.Outcome
    {
        let secrets = Dictionary(uniqueKeysWithValues: try issued.map { ($0, try $1.secret($0)) })
        return await CertificateChecks(haproxy: trial.haproxy).check(Set(issued.keys), secrets)
    }

    private static func withGateway(
        _ issued: [ObjectKey: IssuedCertificate],
        host: String = "mnist.example.com",
        option: String = "Allow",
        more: String = "",
        _ body: (GatewayTrial, GatewayCluster) async throws -> Void
    ) async throws {
        let server = try ScoringServer()
        let expose = "expose: {hosts: [\(host)], tlsSecretRef: {name: mnist-tls}, plainHTTP: \(option)}"
        var cluster = try GatewayCluster.example(
            GatewayCluster.service("mnist", "traffic: [{deployment: blue}], limits: {maxRequestBytes: 1000}, \(expose)")
                + GatewayCluster.deployment(
                    "blue",
                    "{scoringTimeoutMs: 5000, maxQueueWaitMs: 2000, maxConcurrentPerReplica: 10}"
                ) + more,
            replicas: ["blue": [server.address]]
        )
        cluster.certificates = Dictionary(
            uniqueKeysWithValues: try issued.compactMap { key, issued in
                try issued.secret(key).pem.map { (key, $0) }
            }
        )
        cluster.defaultCertificate = issued[Self.fallback] == nil ? nil : Self.fallback
        try await GatewayTrial.run(cluster) { try await body($0, cluster) }
    }
}

/// A certificate that has signed itself.
struct IssuedCertificate: Sendable {
    let certificate: String
    let key: String

    init(certificate: String, key: String) { (self.certificate, self.key) = (certificate, key) }

    init(_ host: String) async throws {
        let folder = try TemporaryFolder()
        let result = try await run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)",
                "-keyout", "\(folder.path)/key", "-out", "\(folder.path)/certificate",
            ]
        )
        guard result.isSuccess else { throw Missing() }
        certificate = folder.lines(of: "certificate").joined(separator: "\n") + "\n"
        key = folder.lines(of: "key").joined(separator: "\n") + "\n"
    }

    func secret(_ name: ObjectKey) throws -> TLSSecret {
        func base64(_ text: String) -> JSONValue { .string(Data(text.utf8).base64EncodedString()) }
        let secret: JSONValue = [
            "metadata": ["name": .string(name.name), "namespace": .string(name.namespace ?? "")],
            "data": ["tls.crt": base64(certificate), "tls.key": base64(key)],
        ]
        return try JSONValueDecoder().decode(TLSSecret.self, from: secret)
    }
}

extension GatewayTrial {
    /// Asks by curl, over TLS, and says of the answers which statuses and versions of HTTP they had; 000 and 0 where there
    /// was none.
    func curlTLS(
        _ host: String,
        _ path: String = "/score",
        times: Int = 1,
        trusting certificates: [IssuedCertificate],
        _ options: [String] = []
    ) async throws -> String {
        let folder = try TemporaryFolder()
        let trusted = try folder.write("trusted", certificates.map(\.certificate).joined())
        let arguments = [
            "-s", "-o", "/dev/null", "-w", #"%{http_code} %{http_version}\n"#, "--max-time", "20",
            "--cacert", trusted, "--resolve", "\(host):\(settings.httpsPort):127.0.0.1",
            "-H", "Authorization: Bearer first",
        ]
        let url = "https://\(host):\(settings.httpsPort)\(path)" + (times > 1 ? "?n=[1-\(times)]" : "")
        let output = try await GatewayTests.run("curl", arguments + options + [url]).output
        withExtendedLifetime(folder) {}
        let answers = output.split(separator: "\n")
        #expect(answers.count == times)
        return Set(answers).sorted().joined(separator: ", ")
    }
}
