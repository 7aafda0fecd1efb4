/// What an API server answers instead of an object (`metav1.Status`): why a request failed, in its own words.
package struct Status: Hashable, Sendable, Decodable {
    package struct Details: Hashable, Sendable, Decodable {
        package struct Cause: Hashable, Sendable, Decodable {
            package let reason: String?
        }

        package let causes: [Cause]?
    }

    /// The HTTP status code.
    package let code: Int
    /// A CamelCase word such as `NotFound`, `Conflict`, `Expired`; "" when the server gave none.
    package let reason: String
    package let message: String
    package let details: Details?

    package init(code: Int, reason: String = "", message: String, details: Details? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    private enum CodingKeys: CodingKey {
        case code, reason, message, details
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decodeIfPresent(Int.self, forKey: .code) ?? 0
        reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
        message = try container.decodeIfPresent(String.self, forKey: .message) ?? ""
        details = try container.decodeIfPresent(Details.self, forKey: .details)
    }

    /// Reads the body of a failed request. A body that is no Status, as proxies send them, becomes one with its text,
    /// so that callers see one shape.
    package init(code: Int, body: [UInt8]) {
        if let json = try? JSONValue(parsing: body), json["kind"]?.string == "Status",
            let status = try? JSONValueDecoder().decode(Status.self, from: json)
        {
            self.init(
                code: status.code == 0 ? code : status.code,
                reason: status.reason,
                message: status.message,
                details: status.details
            )
        } else {
            let text = String(decoding: body.prefix(512), as: UTF8.self).split(whereSeparator: \.isNewline)
            self.init(code: code, message: text.first.map(String.init) ?? "HTTP status \(code) without a body")
        }
    }

    package var isNotFound: Bool { code == 404 }
    package var isConflict: Bool { code == 409 && reason != "AlreadyExists" }
    /// The server understood the request and does not take what it says.
    package var isInvalid: Bool { code == 400 || code == 422 }
    package var isAlreadyExists: Bool { code == 409 && reason == "AlreadyExists" }

    /// The server no longer has, or does not yet have, the resource version that was asked for: list anew.
    package var isExpired: Bool {
        code == 410
            || details?.causes?.contains { $0.reason == "ResourceVersionTooLarge" } == true
    }
}

extension Status: CustomStringConvertible {
    package var description: String {
        reason.isEmpty ? "\(message) (\(code))" : "\(message) (\(code) \(reason))"
    }
}
