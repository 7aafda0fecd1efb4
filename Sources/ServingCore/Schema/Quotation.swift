extension String {
    /// The text in quotes as a message shows it: not longer than a line, on which it stays.
    var quoted: String {
        let isShort = utf8.count <= 100
        let shown = isShort ? self[...] : prefix(80)
        return "\"" + shown.unicodeScalars.map { $0.value < 0x20 ? $0.escaped(asASCII: true) : String($0) }.joined()
            + (isShort ? "\"" : "…\"")
    }
}
