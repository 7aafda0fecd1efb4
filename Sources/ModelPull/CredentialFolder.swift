import FoundationEssentials
import Glibc
import ServingCore

/// A Secret as it is mounted: a file per key.
struct CredentialFolder: Sendable {
    /// Secrets hold a megabyte at most.
    private static let limit = 1 << 20

    private let path: String?

    init(_ path: String?) throws(PullError) {
        if let path, access(path, R_OK | X_OK) != 0 {
            throw PullError(.invalidSource, "the folder of credentials \(path) cannot be read: mount the Secret there")
        }
        self.path = path
    }

    /// The value without the line breaks at its end; nil where there is none.
    func value(_ key: String) throws(PullError) -> String? {
        guard let file = file(key) else { return nil }
        guard let text = readText(file, limit: Self.limit) else {
            throw PullError(
                .invalidSource,
                "the credentials' key \(key) cannot be read: write it as text into the Secret"
            )
        }
        let value = text.trimmed
        return value.isEmpty ? nil : value
    }

    /// The path of a key's file; nil where there is none.
    func file(_ key: String) -> String? {
        guard let path, access("\(path)/\(key)", F_OK) == 0 else { return nil }
        return "\(path)/\(key)"
    }

    /// The value of a Basic authorization; nil without a user name and a password.
    func basic() throws(PullError) -> String? {
        guard let user = try value("username"), let password = try value("password") else { return nil }
        return base64("\(user):\(password)")
    }
}

func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

/// nil for what cannot be read, is longer than `limit` bytes or is not UTF-8.
func readText(_ path: String, limit: Int) -> String? {
    guard let descriptor = Descriptor(open(path, O_RDONLY | O_CLOEXEC)) else { return nil }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
        let more = bytes[count...].withUnsafeMutableBytes { read(descriptor.number, $0.baseAddress, $0.count) }
        guard more >= 0 else { return nil }
        if more == 0 { return String(validating: bytes[..<count], as: UTF8.self) }
        count += more
    }
    return nil
}

extension String {
    var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
