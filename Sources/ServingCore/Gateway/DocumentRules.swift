/// How requests for a model's OpenAPI document reach the gateway itself, which rewrites it. One with a queue elsewhere goes
/// there first.
package enum DocumentRules {
    /// The header by which the gateway's own requests are known at the port for gateways.
    package static let isFromGateway = "x-slipway-document"
    /// The header that tells whether an endpoint needs a key.
    package static let auth = "x-slipway-auth"

    static let backend = "documents"

    /// Behind all that finds out the backend.
    static let publicFrontend = [
        "http-request del-header \(isFromGateway)",
        "http-request set-header x-forwarded-host %[req.hdr(host)]",
        "http-request set-header x-forwarded-proto %[ssl_fc,iif(https,http)]",
    ]

    static let useBackend =
        "use_backend \(backend) if { var(txn.action) -m str swagger.json } !{ req.hdr(\(isFromGateway)) -m found }"

    static func section(_ settings: GatewaySettings, longestRequest: Int) -> [String] {
        [
            "backend \(backend) from common",
            "timeout server \(longestRequest + 2_000)ms",
            "timeout queue \(longestRequest + 2_000)ms",
            "http-request set-header \(auth) \(RequestRules.auth)",
            "http-request set-header azureml-model-deployment \(Variable.deployment)",
            ReplicaRules.isAnswered,
            "server gateway unix@\(settings.documentSocket) maxconn 8",
        ]
    }
}
