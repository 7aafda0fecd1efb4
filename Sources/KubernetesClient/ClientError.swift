package import KubernetesCore

/// Why a request to an API server failed.
package struct ClientError: Error, Sendable {
    package enum Cause: Sendable {
        /// The server answered with an error; its Status is whole.
        case api(Status)
        /// No answer came.
        case transport(TransportError)
        /// There are no usable credentials.
        case configuration(ConfigurationError)
        /// The answer is not what it should be.
        case malformed(String)
    }

    package let cause: Cause
    /// What was asked, e.g. `GET /apis/apps/v1/deployments`. Never has a query or a body, which may hold secrets.
    package let request: String

    package init(_ cause: Cause, _ request: APIRequest) {
        self.cause = cause
        self.request = "\(request.method.rawValue) \(request.path)"
    }

    /// The server's own words, where it said any.
    package var status: Status? {
        if case .api(let status) = cause { status } else { nil }
    }

    package var isNotFound: Bool { status?.isNotFound == true }
    package var isConflict: Bool { status?.isConflict == true }
    package var isAlreadyExists: Bool { status?.isAlreadyExists == true }
    /// Everything in the namespace goes, and nothing can be made in it any more.
    package var isNamespaceTerminating: Bool {
        status?.details?.causes?.contains { $0.reason == "NamespaceTerminating" } == true
    }
}

extension ClientError: CustomStringConvertible {
    package var description: String { "\(request): \(cause)" }
}

extension ClientError.Cause: CustomStringConvertible {
    package var description: String {
        switch self {
        case .api(let status): status.description
        case .transport(let error): error.description
        case .configuration(let error): "\(error)"
        case .malformed(let problem): problem
        }
    }
}
