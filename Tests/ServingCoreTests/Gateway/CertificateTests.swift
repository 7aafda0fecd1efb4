import FoundationEssentials
import KubernetesCore
import TestSupport
import Testing

@testable import ServingCore

/// What of a Secret gets to HAProxy as a certificate, and by which commands.
struct CertificateTests {
    private static let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    private static let key = "-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----\n"
    private static let name = ObjectKey(namespace: "team", name: "mnist-tls")

    @Test func onlyBlocksAreTaken() throws {
        let parameters = "-----BEGIN EC PARAMETERS-----\nCCCC\n-----END EC PARAMETERS-----\n"
        let secret = try Self.secret(
            "# ours\r\n\n\(Self.certificate)\n\nshow map\n  \(Self.certificate)",
            parameters + Self.key
        )
        #expect(secret.pem?.description == Self.certificate + Self.certificate + Self.key)
        #expect(secret.problem == nil)
    }

    @Test(arguments: [
        ("", key, "tls.crt has no certificate in PEM"),
        (key, key, "tls.crt has no certificate in PEM"),
        (certificate, "", "tls.key has no unencrypted private key in PEM"),
        (
            certificate, key.replacing("BBBB", with: "Proc-Type: 4,ENCRYPTED\n\nBBBB"),
            "tls.key has no unencrypted private key in PEM"
        ),
        (certificate.replacing("AAAA", with: "AA;A"), key, "tls.crt has no certificate in PEM"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n", key, "tls.crt has no certificate in PEM"),
    ])
    func whatIsNoneIsTold(certificate: String, key: String, problem: String) throws {
        let secret = try Self.secret(certificate, key)
        #expect(secret.pem == nil)
        #expect(secret.problem == problem)
    }

    @Test func rotationComingAndGoingAreCommands() throws {
        let (none, one) = (try Self.plan(nil), try Self.plan(Self.certificate))
        let payload = "<<\n\(Self.certificate)\(Self.key)"
        let rotated = try Self.commands(from: one, to: try Self.plan(Self.certificate + Self.certificate))
        #expect(
            rotated == [
                "set ssl cert team.mnist-tls.pem <<\n\(Self.certificate)\(Self.certificate)\(Self.key)",
                "commit ssl cert team.mnist-tls.pem",
            ]
        )
        #expect(
            try Self.commands(from: none, to: one) == [
                "new ssl cert team.mnist-tls.pem", "set ssl cert team.mnist-tls.pem \(payload)",
                "commit ssl cert team.mnist-tls.pem",
                "add ssl crt-list certificates.list <<\nteam.mnist-tls.pem mnist.example.com\n",
            ]
        )
        #expect(
            try Self.commands(from: one, to: none) == [
                "del ssl crt-list certificates.list team.mnist-tls.pem", "del ssl cert team.mnist-tls.pem",
            ]
        )
    }

    @Test func whatIsTooLongForACommandNeedsAReload() throws {
        let long = String(repeating: Self.certificate, count: 300)
        #expect(try Self.commands(from: try Self.plan(Self.certificate), to: try Self.plan(long)) == nil)
    }

    @Test func otherHostsAndTheFirstCertificateNeedAReload() throws {
        let one = try Self.plan(Self.certificate)
        #expect(try Self.commands(from: one, to: try Self.plan(Self.certificate, host: "other.example.com")) == nil)
        #expect(try Self.commands(from: GatewayPlan(), to: one) == nil)
    }

    @Test func nobodyHasAReservedHost() throws {
        let hosts = "expose: {hosts: [models.example.com, mnist.example.com], tlsSecretRef: {name: mnist-tls}}"
        var cluster = try GatewayCluster.example(
            GatewayCluster.service("mnist", "traffic: [{deployment: blue}], \(hosts)"),
            replicas: [:]
        )
        cluster.certificates = [Self.name: try #require(try Self.secret(Self.certificate, Self.key).pem)]
        cluster.reservedHosts = ["models.example.com"]
        let plan = GatewayPlan(cluster)
        #expect(plan.hosts.keys.map(\.description) == ["mnist.example.com"])
        #expect(plan.certificates.values.flatMap(\.hosts).map(\.description) == ["mnist.example.com"])
    }

    /// As HAProxy 2.6 and 3.2 write it.
    @Test(arguments: [
        """
        [ALERT]    (3) : config : parsing [/run/slipway/trial/haproxy.cfg:8] : 'bind 127.0.0.1:1' in section 'frontend' : \
        'crt-list' : inconsistencies between private key and certificate loaded 'certificate-0.pem'.
        [ALERT]    (3) : config : more
        """,
        """
        [NOTICE]   (3) : haproxy version is 3.2.0
        [ALERT]    (3) : config : parsing [/run/slipway/trial/haproxy.cfg:8] : 'bind 127.0.0.1:1' in section 'frontend' : \

          'crt-list' : error processing line 1 in file 'certificates.list' : inconsistencies between private key and \
        certificate loaded 'certificate-0.pem'.
          unable to load SSL private key into SSL Context 'certificate-0.pem': passed a null parameter.
        [ALERT]    (3) : config : more
        """,
    ])
    func wordsOfHAProxyAreToldWithoutPaths(standardError: String) {
        let words = HAProxyAlerts.summary(of: standardError)
        #expect(words.hasSuffix(" / [ALERT] (3) : config : more"))
        #expect(
            CertificateTrial([]).problem(in: words) == "inconsistencies between private key and certificate loaded"
        )
    }

    private static func commands(from old: GatewayPlan, to new: GatewayPlan) throws -> [String]? {
        switch GatewayUpdate(from: old, to: new) {
        case .commands(let commands): commands.map(\.text)
        case .reload: nil
        }
    }

    /// - Parameter certificate: of the service, beside which there is a default one.
    private static func plan(_ certificate: String?, host: String = "mnist.example.com") throws -> GatewayPlan {
        let expose = "expose: {hosts: [\(host)], tlsSecretRef: {name: mnist-tls}}"
        var cluster = try GatewayCluster.example(
            GatewayCluster.service("mnist", "traffic: [{deployment: blue}], \(expose)") + GatewayCluster.deployment(),
            replicas: [:]
        )
        let fallback = ObjectKey(namespace: "slipway-system", name: "default-tls")
        cluster.certificates[fallback] = try secret(Self.certificate, key).pem
        cluster.certificates[name] = try certificate.flatMap { try secret($0, key).pem }
        cluster.defaultCertificate = fallback
        return GatewayPlan(cluster)
    }

    private static func secret(_ certificate: String, _ key: String) throws -> TLSSecret {
        func base64(_ text: String) -> JSONValue { .string(Data(text.utf8).base64EncodedString()) }
        return try JSONValueDecoder().decode(
            TLSSecret.self,
            from: ["metadata": ["name": "tls"], "data": ["tls.crt": base64(certificate), "tls.key": base64(key)]]
        )
    }
}
