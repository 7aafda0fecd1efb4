import Crypto

/// Tells contents apart.
package enum Digest {
    /// The first half of the SHA-256 of `bytes`, in hex: 32 characters, short enough for a label.
    package static func hexadecimal(of bytes: some Sequence<UInt8>) -> String {
        String(sha256(of: bytes).prefix(32))
    }

    /// The SHA-256 of `bytes`, in lower-case hex: 64 characters.
    package static func sha256(of bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hash = SHA256.hash(data: Array(bytes))
        return String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
