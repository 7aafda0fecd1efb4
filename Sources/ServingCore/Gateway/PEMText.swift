/// Certificates and a private key in PEM, without anything between the blocks: it can be a file of HAProxy's and the payload
/// of a command, which an empty line would end.
package struct PEMText: Hashable, Sendable {
    package let description: String

    /// - Returns: nil unless `text` has a block whose label ends with `label`. Other blocks are left out.
    init?(_ text: String, label: String) {
        var blocks: [Substring] = []
        var block: [Substring]?
        for line in text.split(whereSeparator: \.isNewline).map(\.trimmed) {
            if line.hasPrefix("-----BEGIN "), line.hasSuffix("\(label)-----") {
                block = [line]
            } else if var lines = block {
                lines.append(line)
                if line == lines[0].replacing("-----BEGIN ", with: "-----END ") {
                    blocks += lines
                    block = nil
                } else {
                    block = line.utf8.allSatisfy(Self.isBase64) ? lines : nil
                }
            }
        }
        guard !blocks.isEmpty else { return nil }
        description = blocks.map { "\($0)\n" }.joined()
    }

    private init(description: String) { self.description = description }

    static func + (left: PEMText, right: PEMText) -> PEMText {
        PEMText(description: left.description + right.description)
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop(while: \.isWhitespace)
        return start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)]
    }
}
