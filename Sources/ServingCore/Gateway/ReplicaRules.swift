/// How requests are passed on to replicas, and what becomes of their answers.
enum ReplicaRules {
    static let all = [
        // Whoever has the fewest requests.
        "balance leastconn",
        "http-request set-path /\(Variable.action)",
        // Keys are the gateway's business.
        "http-request del-header authorization",
        isAnswered,
        // The scoring server has the same time limit. Whichever of the two is first, clients get the same answer.
        "http-response set-var-fmt(txn.response_time) %Tr if { status 500 }",
        "http-response return status 504 content-type text/plain lf-string "
            + "\"Service \(Variable.service) took longer than its scoring timeout\" "
            + "if { status 500 } { var(txn.response_time),sub(txn.scoring_timeout) ge 0 }",
        // As in Azure ML, 500 means a fault of the gateway; a model's own 500 becomes 502.
        "http-response set-status 502 if { status 500 }",
    ]

    /// Tells answers of others from HAProxy's own.
    static let isAnswered = "http-response set-var(txn.is_answered) bool(true)"
}
