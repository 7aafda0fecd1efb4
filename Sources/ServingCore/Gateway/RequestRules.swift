/// The rules that find a request's endpoint or refuse the request.
///
/// Every request passes all of them, so that they make most of what a gateway costs (`make bench-gateway`). Whatever can be
/// looked up is, since that takes the same time for any number of services.
enum RequestRules {
    /// - Parameter shares: the most deployments besides the default one that a service has.
    static func all(shares: Int) -> [String] {
        requestID + record + transport + method + key + size + deployment(shares: shares)
    }

    /// The client's own identifier where it is one, or a new one. Of several the last, and it is the variable that is looked
    /// at: a condition on the header would hold if any of them were good.
    private static let requestID = [
        "http-request set-var(txn.request_id) req.fhdr(x-ms-request-id,-1)",
        "http-request set-var(txn.request_id) uuid() if !{ var(txn.request_id) -m reg ^[A-Za-z0-9._-]{1,100}$ }",
        "http-request set-header x-ms-request-id \(Variable.requestID)",
        "http-after-response set-header x-ms-request-id \(Variable.requestID)",
        // HAProxy's own 503, and yet the request had a replica: which has refused the connection.
        "http-after-response set-var-fmt(txn.replica) %s if { status 503 }",
        "http-after-response set-status 502 if { status 503 } !{ var(txn.is_answered) -m found } "
            + "{ var(txn.backend) -m found } !{ var(txn.replica) -m str <NOSRV> }",
    ]

    /// By Azure ML's path, or by a path of a host name that belongs to one service. Only what is in a map gets any further,
    /// or has the form of a service's name, so that no other word of a client's stands in the log or in an answer.
    private static let record = [
        "acl is_known var(txn.record) -m found",
        "http-request set-var(txn.record) path,map_str(\(GatewayMap.paths.fileName))",
        "http-request set-var(txn.path) path if !is_known",
        "http-request set-var(txn.record) req.hdr(host),host_only,lower,map_str(\(GatewayMap.hosts.fileName)),"
            + "concat(,txn.path),map_str(\(GatewayMap.paths.fileName)) if !is_known",
        // For the log as well, so that it tells who asks for what is gone.
        "http-request set-var(txn.service) path,field(5,/) "
            + "if !is_known { path -m reg ^/api/v1/service/[a-z][-a-z0-9]{0,62}/(score|swagger[.]json)$ }",
        refusal(404, "There is no service \(Variable.service)") + "if !is_known { var(txn.service) -m found }",
        refusal(404, "Nothing is served there") + "if !is_known",
        "http-request set-var(txn.service) \(part(1))",
        "http-request set-var(txn.action) \(part(2))",
    ]

    /// A redirection tells the client to come again, body and all. Between gateways there is no TLS.
    private static let transport = [
        "acl is_public fe_name public",
        "http-request redirect prefix https://%[req.hdr(host),host_only] code 308 "
            + "if { \(part(4)) -m str \(InferenceService.PlainHTTP.redirect.rawValue) } is_public !{ ssl_fc }",
        refusal(403, "Service \(Variable.service) takes requests with TLS only, at https")
            + "if { \(part(4)) -m str \(InferenceService.PlainHTTP.refuse.rawValue) } is_public !{ ssl_fc }",
    ]

    private static let method = [
        refusal(405, "Service \(Variable.service) takes GET and POST only", "hdr allow \"GET, POST\" ")
            + "if !{ method GET POST }"
    ]

    /// Digests are compared, never keys. Whatever is not said to be open needs one.
    private static let key = [
        refusal(
            401,
            "Service \(Variable.service) needs one of its keys, as Authorization: Bearer KEY",
            "hdr www-authenticate Bearer "
        ) + "if !{ \(part(3)) -m str open } "
            + "!{ http_auth_bearer,digest(sha256),hex,concat(/,txn.service),map_str(\(GatewayMap.keys.fileName)) -m found }"
    ]

    /// A body of unannounced length is taken only as far as it can be counted, which is in one buffer of 16 KiB. What does
    /// not come in time, whole or as far as the buffer takes it, is answered 408 by HAProxy, before it takes a replica's time.
    private static let size = [
        "http-request set-var(txn.limit) \(part(5))",
        refusal(413, "The request for service \(Variable.service) is larger than \(Variable.limit) bytes")
            + "if { req.hdr(content-length),sub(txn.limit) gt 0 }",
        "http-request wait-for-body time 10s",
        "acl is_unannounced var(txn.head) -m found",
        "http-request set-var(txn.head) req.hdrs,length if !{ req.hdr(content-length) -m found }",
        refusal(411, "The request for service \(Variable.service) is too large to be sent without a Content-Length")
            + "if is_unannounced { req.body_len gt 0 } { req.body_len,add(txn.head) gt 12000 }",
        refusal(413, "The request for service \(Variable.service) is larger than \(Variable.limit) bytes")
            + "if is_unannounced { req.body_len,sub(txn.limit) gt 0 }",
    ]

    /// By the header, or by chance according to the percents. Should the last replica have gone just now, the default
    /// deployment gets the request.
    private static func deployment(shares: Int) -> [String] {
        [
            "acl is_forced var(txn.asked) -m found",
            // A worker that is to end has its last requests, and counts no servers any more.
            "acl has_replica var(txn.backend),nbsrv gt 0",
            "acl has_replica stopping",
            "http-request set-var(txn.asked) req.hdr(azureml-model-deployment)",
            "http-request set-var(txn.asked) var(txn.service),concat(/,txn.asked) if is_forced",
            // What another gateway has chosen, and this one does not know yet or not any more.
            "http-request unset-var(txn.asked) if is_forced !is_public { req.hdr(\(chance)) -m found } "
                + "!{ var(txn.asked),map_str(\(GatewayMap.deployments.fileName)) -m found }",
            refusal(404, "Service \(Variable.service) has no such deployment")
                + "if is_forced !{ var(txn.asked),map_str(\(GatewayMap.deployments.fileName)) -m found }",
            "http-request set-var(txn.backend) \(part(6))",
            "http-request set-var(txn.backend) var(txn.asked),map_str(\(GatewayMap.deployments.fileName)) if is_forced",
            "http-request set-var(txn.chance) rand(100)",
        ]
            + (0..<shares).reversed().map { index in
                "http-request set-var(txn.backend) \(part(7 + 2 * index)) "
                    + "if { \(part(8 + 2 * index)),sub(txn.chance) gt 0 } !is_forced"
            } + [
                "http-request set-var(txn.backend) \(part(6)) if !is_forced !has_replica",
                refusal(503, "No ready replicas for service \(Variable.service)") + "if !has_replica",
            ]
    }

    /// What a gateway sends along with the header for a deployment that it has chosen by chance, and not the client.
    static let chance = "x-slipway-by-chance"

    /// `key` or `open`, for texts.
    static let auth = "%[\(part(3))]"

    /// A part of the record. See ``GatewayMap/paths``.
    private static func part(_ index: Int) -> String { "var(txn.record),field(\(index),\(GatewayMap.separator))" }

    private static func refusal(_ status: Int, _ text: String, _ headers: String = "") -> String {
        "http-request return status \(status) content-type text/plain lf-string \"\(text)\" \(headers)"
    }
}
