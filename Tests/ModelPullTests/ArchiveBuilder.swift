/// Writes tar archives (ustar), with whatever in them.
struct ArchiveBuilder {
    private(set) var bytes: [UInt8] = []

    /// - Parameter size: what the header says, if that is not what follows.
    mutating func add(
        _ name: String,
        _ content: [UInt8] = [],
        type: Character = "0",
        link: String = "",
        mode: Int = 0o644,
        size: Int? = nil
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        func octal(_ number: Int, _ width: Int) -> String {
            let digits = String(number, radix: 8)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        put(name, at: 0)
        put(octal(mode, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(size ?? content.count, 11), at: 124)
        put(octal(0, 11), at: 136)
        put("        ", at: 148)
        put(String(type), at: 156)
        put(link, at: 157)
        put("ustar", at: 257)
        put("00", at: 263)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6), at: 148)
        header[154] = 0
        bytes += header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// With the two empty blocks that end it.
    var archive: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }
}

/// A zip of one file that is not compressed.
func zipArchive(_ name: String, _ content: [UInt8]) -> [UInt8] {
    func number(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let size = number(content.count, 4) + number(content.count, 4)
    let common = number(0, 8) + number(Int(checksum(content)), 4) + size + number(name.utf8.count, 2) + number(0, 2)
    let local = number(0x0403_4b50, 4) + number(20, 2) + common + Array(name.utf8) + content
    let central =
        number(0x0201_4b50, 4) + number(0x0314, 2) + number(20, 2) + common + number(0, 6)
        + number(0o100644 << 16, 4) + number(0, 4) + Array(name.utf8)
    let end =
        number(0x0605_4b50, 4) + number(0, 4) + number(1, 2) + number(1, 2) + number(central.count, 4)
        + number(local.count, 4) + number(0, 2)
    return local + central + end
}

/// CRC-32, as zip has it.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
    }
}
