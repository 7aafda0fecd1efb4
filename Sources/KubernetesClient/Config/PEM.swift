/// Certificates or a key in PEM, given in place or by a file.
enum PEM: Sendable {
    case text([UInt8])
    /// - Parameter place: where the file is named.
    case file(_ path: String, place: ConfigurationError.Place)

    var isFile: Bool {
        if case .file = self { true } else { false }
    }

    func contents(_ files: FileReader) throws(ConfigurationError) -> [UInt8] {
        switch self {
        case .text(let text): text
        case .file(let path, let place):
            try Self.checked(try files.contents(of: path, at: place), at: place, what: "\(path) holds")
        }
    }

    /// Refuses what is obviously something else, such as DER, where its origin is still known.
    static func checked(
        _ text: [UInt8],
        at place: ConfigurationError.Place,
        what subject: String = "this is"
    ) throws(ConfigurationError) -> [UInt8] {
        guard String(decoding: text, as: UTF8.self).contains("-----BEGIN ") else {
            throw ConfigurationError(
                .invalid,
                at: place,
                problem: "\(subject) no PEM",
                remedy: "PEM begins with a line such as -----BEGIN CERTIFICATE-----"
            )
        }
        return text
    }
}
