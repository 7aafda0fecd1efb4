package import KubernetesCore

/// Why a request to the metrics API is not answered with values.
package struct MetricsFailure: Error, Hashable, Sendable {
    /// HTTP's.
    package let code: Int
    package let reason: String
    package let message: String

    package static func badRequest(_ message: String) -> MetricsFailure {
        MetricsFailure(code: 400, reason: "BadRequest", message: message)
    }

    package static func unauthorized(_ message: String) -> MetricsFailure {
        MetricsFailure(code: 401, reason: "Unauthorized", message: message)
    }

    package static func forbidden(_ message: String) -> MetricsFailure {
        MetricsFailure(code: 403, reason: "Forbidden", message: message)
    }

    package static func notFound(_ message: String) -> MetricsFailure {
        MetricsFailure(code: 404, reason: "NotFound", message: message)
    }

    package static func methodNotAllowed(_ method: String) -> MetricsFailure {
        MetricsFailure(
            code: 405,
            reason: "MethodNotAllowed",
            message: "metrics can be read only, not changed by \(method)"
        )
    }

    package static func unavailable(_ message: String) -> MetricsFailure {
        MetricsFailure(code: 503, reason: "ServiceUnavailable", message: message)
    }

    /// A Kubernetes `Status`.
    package var json: JSONValue {
        [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "reason": .string(reason), "code": .integer(Int64(code)),
        ]
    }
}
