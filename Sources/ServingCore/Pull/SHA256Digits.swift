/// The 64 hexadecimal digits of a SHA-256, in lower case.
package struct SHA256Digits: Hashable, Sendable {
    package let text: String

    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        self.text = text.lowercased()
    }

    /// - Parameter text: with `sha256:` before them.
    package init?(prefixed text: some StringProtocol) {
        guard text.hasPrefix("sha256:") else { return nil }
        self.init(text.dropFirst(7))
    }

    /// - Parameter digest: the 32 bytes of one.
    package init(of digest: some Sequence<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        text = String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
