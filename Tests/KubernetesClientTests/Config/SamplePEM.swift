import FoundationEssentials

/// Certificates and keys that look like PEM, which is all that the configuration asks of them.
enum SamplePEM {
    static let authority = "-----BEGIN CERTIFICATE-----\nY2E=\n-----END CERTIFICATE-----\n"
    static let certificate = "-----BEGIN CERTIFICATE-----\nY2xpZW50\n-----END CERTIFICATE-----\n"
    static let key = "-----BEGIN PRIVATE KEY-----\na2V5\n-----END PRIVATE KEY-----\n"
    static let other = "-----BEGIN CERTIFICATE-----\nb3RoZXI=\n-----END CERTIFICATE-----\n"

    /// - Parameter lineLength: where to break lines, as `\n` inside a quoted YAML string.
    static func base64(_ text: String, lineLength: Int = .max) -> String {
        var rest = Data(text.utf8).base64EncodedString()[...]
        var lines: [Substring] = []
        while !rest.isEmpty {
            lines.append(rest.prefix(lineLength))
            rest = rest.dropFirst(lineLength)
        }
        return lines.joined(separator: "\\n")
    }
}
