/// One request to an API server, as a value: a test compares it, the client sends it.
package struct APIRequest: Hashable, Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package struct Parameter: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    package let method: Method
    /// From the server's root, percent-encoded, without the query.
    package let path: String
    package var parameters: [Parameter] = []
    package var contentType: String?
    package var body: JSONValue?

    package init(_ method: Method, path: String) {
        self.method = method
        self.path = path
    }

    /// Path and query as they stand in the request line.
    package var target: String {
        let query = parameters.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    /// After how many seconds the server ends its answer; nil when it may not.
    package var timeoutSeconds: Int? {
        parameters.first { $0.name == "timeoutSeconds" }.flatMap { Int($0.value) }
    }

    package mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        parameters.append(Parameter(name: name, value: value))
    }

    /// Percent-encodes all but RFC 3986's unreserved characters.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                output.append(byte)
            default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
