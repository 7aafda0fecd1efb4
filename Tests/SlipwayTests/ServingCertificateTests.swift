import FoundationEssentials
import SwiftASN1
import Testing
import X509

@testable import Slipway

@Suite("the metrics API's certificate")
struct ServingCertificateTests {
    private static let names = ["slipway-metrics-api.slipway-system.svc"]
    private static let start = Date(timeIntervalSince1970: 1_767_225_600)
    private static let day = TimeInterval(24 * 3600)

    /// The authorities that vouch for the certificate which is shown.
    private func vouchers(_ bundle: ServingCertificate) throws -> [Certificate] {
        let shown = try Certificate(pemEncoded: bundle.certificatePEM())
        return try authorities(bundle).filter { $0.publicKey.isValidSignature(shown.signature, for: shown) }
    }

    private func authorities(_ bundle: ServingCertificate) throws -> [Certificate] {
        try PEMDocument.parseMultiple(pemString: bundle.authoritiesPEM()).map { try Certificate(pemDocument: $0) }
    }

    @Test("a Secret brings it back as it was")
    func secret() throws {
        let bundle = try ServingCertificate(for: Self.names, now: Self.start)
        let again = try ServingCertificate(bundle.secretData())
        #expect(try again.secretData() == bundle.secretData())
        #expect(try again.renewed(for: Self.names, now: Self.start) == nil)
        #expect(try vouchers(bundle).count == 1)
        #expect(throws: (any Error).self) { try ServingCertificate(["tls.crt": Data("nonsense".utf8)]) }
    }

    @Test("when a third of its time is left, the same authority vouches for a new one")
    func renewal() throws {
        let bundle = try ServingCertificate(for: Self.names, now: Self.start)
        #expect(try bundle.renewed(for: Self.names, now: Self.start + 59 * Self.day) == nil)
        let next = try #require(try bundle.renewed(for: Self.names, now: Self.start + 61 * Self.day))
        #expect(try next.certificatePEM() != bundle.certificatePEM())
        #expect(next.keyPEM != bundle.keyPEM)
        #expect(try next.authoritiesPEM() == bundle.authoritiesPEM())
        #expect(try vouchers(next).count == 1)
        #expect(try bundle.renewed(for: ["another.svc"], now: Self.start) != nil)
    }

    @Test("a new authority is announced before it vouches for anything, and an old one goes when its time is over")
    func authorityRenewal() throws {
        var bundle = try ServingCertificate(for: Self.names, now: Self.start)
        let first = try authorities(bundle)[0]
        var now = Self.start
        var changes = 0
        while now < Self.start + 11 * 365 * Self.day {
            now += 7 * Self.day
            guard let next = try bundle.renewed(for: Self.names, now: now) else { continue }
            changes += 1
            let (before, after) = (try authorities(bundle), try authorities(next))
            // Whoever knows the authorities from before still takes what is shown now.
            let voucher = try #require(try vouchers(next).first)
            #expect(before.contains(voucher))
            #expect(after.allSatisfy { $0.notValidAfter > now })
            bundle = next
        }
        #expect(changes > 60)
        #expect(try !authorities(bundle).contains(first))
        #expect(try ServingCertificate(for: Self.names, now: Self.start).renewed(for: Self.names, now: now) != nil)
    }
}
