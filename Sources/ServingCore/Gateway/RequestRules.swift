/// What a request is found out and refused by, before it is given to a backend.
enum RequestRules {
    static let all: [String] =
        requestID + address + record + transport + method + key + size + deployment

    /// The client's own identifier where it is one, or a new one.
    private static let requestID = [
        "http-request set-var(txn.request_id) uuid()",
        "http-request set-var(txn.request_id) req.hdr(x-ms-request-id) "
            + "if { req.hdr(x-ms-request-id) -m reg ^[A-Za-z0-9._-]{1,100}$ }",
        "http-request set-header x-ms-request-id \(Variable.requestID)",
        "http-after-response set-header x-ms-request-id \(Variable.requestID)",
        // HAProxy's own 503, and yet the request had a replica: which has refused the connection.
        "http-after-response set-var-fmt(txn.replica) %s",
        "http-after-response set-status 502 if { status 503 } !{ var(txn.is_answered) -m found } "
            + "{ var(txn.backend) -m found } !{ var(txn.replica) -m str <NOSRV> }",
    ]

    /// Azure ML's path, or a path of a host name that belongs to one service.
    private static let address = [
        "acl is_service_path path -m reg ^/api/v1/service/[a-z][-a-z0-9]*/(score|swagger[.]json)$",
        "acl is_host_path path /score /swagger.json",
        "http-request set-var(txn.service) path,field(5,/) if is_service_path",
        "http-request set-var(txn.action) path,field(6,/) if is_service_path",
        "http-request set-var(txn.service) req.hdr(host),host_only,lower,map_str(\(GatewayMap.hosts.fileName)) "
            + "if is_host_path",
        "http-request set-var(txn.action) path,field(2,/) if is_host_path",
    ]

    private static let record = [
        "http-request set-var(txn.record) var(txn.service),map_str(\(GatewayMap.services.fileName))",
        refusal(404, "There is no service \(Variable.service)") + "if !{ var(txn.record) -m found } is_service_path",
        refusal(404, "Nothing is served there") + "if !{ var(txn.record) -m found }",
    ]

    /// A redirection tells the client to come again, body and all. Between gateways there is no TLS.
    private static let transport = [
        "acl is_public fe_name public",
        "http-request redirect prefix https://%[req.hdr(host),host_only] code 308 "
            + "if is_public !{ ssl_fc } { \(part(2)) -m str \(InferenceService.PlainHTTP.redirect.rawValue) }",
        refusal(403, "Service \(Variable.service) takes requests with TLS only, at https")
            + "if is_public !{ ssl_fc } { \(part(2)) -m str \(InferenceService.PlainHTTP.refuse.rawValue) }",
    ]

    private static let method = [
        refusal(405, "Service \(Variable.service) takes GET and POST only", "hdr allow \"GET, POST\" ")
            + "if !{ method GET POST }"
    ]

    /// Digests are compared, never keys. Whatever is not said to be open needs one.
    private static let key = [
        "http-request set-var(txn.key) http_auth_bearer,digest(sha256),hex,lower",
        refusal(
            401,
            "Service \(Variable.service) needs one of its keys, as Authorization: Bearer KEY",
            "hdr www-authenticate Bearer "
        ) + "if !{ \(part(1)) -m str open } "
            + "!{ var(txn.service),concat(/,txn.key),map_str(\(GatewayMap.keys.fileName)) -m found }",
    ]

    /// A body of unannounced length is taken only as far as it can be counted, which is in one buffer of 16 KiB. What does
    /// not come whole in time is answered 408 by HAProxy, before it takes a replica's time.
    private static let size = [
        "http-request set-var(txn.limit) \(part(3))",
        refusal(413, "The request for service \(Variable.service) is larger than \(Variable.limit) bytes")
            + "if { req.hdr(content-length),sub(txn.limit) gt 0 }",
        "http-request wait-for-body time 10s",
        "http-request set-var(txn.head) req.hdrs,length",
        refusal(411, "The request for service \(Variable.service) is too large to be sent without a Content-Length")
            + "if { req.hdr(transfer-encoding) -m found } { req.body_len,add(txn.head) gt 12000 }",
        refusal(413, "The request for service \(Variable.service) is larger than \(Variable.limit) bytes")
            + "if { req.hdr(transfer-encoding) -m found } { req.body_len,sub(txn.limit) gt 0 }",
    ]

    /// By the header, or by chance according to the percents. Should the last replica have gone just now, the default
    /// deployment gets the request.
    private static let deployment =
        [
            "acl is_forced req.hdr(azureml-model-deployment) -m found",
            // A worker that is to end has its last requests, and counts no servers any more.
            "acl has_replica var(txn.backend),nbsrv gt 0",
            "acl has_replica stopping",
            "http-request set-var(txn.deployment) \(part(5))",
            "http-request set-var(txn.chance) rand(100)",
        ]
        + (0..<(InferenceService.maximumDeployments - 1)).reversed().map { index in
            "http-request set-var(txn.deployment) \(part(6 + 2 * index)) "
                + "if { \(part(7 + 2 * index)),sub(txn.chance) gt 0 } !is_forced"
        } + [
            "http-request set-var(txn.deployment) req.hdr(azureml-model-deployment) if is_forced",
            refusal(404, "Service \(Variable.service) has no such deployment")
                + "if is_forced !{ var(txn.service),concat(/,txn.deployment),map_str(\(GatewayMap.deployments.fileName)) "
                + "-m found }",
            "http-request set-var(txn.namespace) \(part(4))",
            backend,
            "http-request set-var(txn.deployment) \(part(5)) if !is_forced !has_replica",
            backend,
            refusal(503, "No ready replicas for service \(Variable.service)") + "if !has_replica",
        ]

    private static let backend = "http-request set-var(txn.backend) var(txn.namespace),concat(:,txn.deployment)"

    /// `key` or `open`, for texts.
    static let auth = "%[\(part(1))]"

    /// A part of the service's record. See ``GatewayMap/services``.
    private static func part(_ index: Int) -> String { "var(txn.record),field(\(index),\(GatewayMap.separator))" }

    private static func refusal(_ status: Int, _ text: String, _ headers: String = "") -> String {
        "http-request return status \(status) content-type text/plain lf-string \"\(text)\" \(headers)"
    }
}
