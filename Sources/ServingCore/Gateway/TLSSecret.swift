import FoundationEssentials
package import KubernetesCore

/// A Secret with a certificate and its key.
package struct TLSSecret: Resource, Hashable {
    package static let type = "kubernetes.io/tls"
    package static let selection = Selection(fields: "type=\(type)")

    package let metadata: ObjectMeta
    /// The certificates, the server's own first, then the key; nil where there are none.
    package let pem: PEMText?
    /// What is missing; nil where `pem` is there. Whether the two belong together is HAProxy's to say.
    package let problem: String?

    private enum CodingKeys: CodingKey {
        case metadata, data
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        let data = try container.decodeIfPresent([String: String].self, forKey: .data) ?? [:]
        func pem(_ field: String, _ label: String) -> PEMText? {
            data[field].flatMap { Data(base64Encoded: $0) }
                .flatMap { PEMText(String(decoding: $0, as: UTF8.self), label: label) }
        }
        switch (pem("tls.crt", "CERTIFICATE"), pem("tls.key", "PRIVATE KEY")) {
        case (let certificates?, let key?): (self.pem, problem) = (certificates + key, nil)
        case (nil, _): (self.pem, problem) = (nil, "tls.crt has no certificate in PEM")
        case (_, nil): (self.pem, problem) = (nil, "tls.key has no unencrypted private key in PEM")
        }
    }
}
