/// The header `Warning` of HTTP (RFC 7234, 5.5): `299 - "text"`, with a date or without, several separated by commas.
enum WarningHeader {
    /// The texts of the warnings with the code 299, the only one that Kubernetes uses.
    static func texts(_ header: String) -> [String] {
        var texts: [String] = []
        var rest = header[...]
        while !rest.isEmpty {
            let words = rest.prefix { $0 != "\"" && $0 != "," }
            rest = rest.dropFirst(words.count)
            if rest.first == "\"" {
                let text = quoted(&rest)
                // A date in quotes follows its text without a code.
                if words.split(separator: " ").first == "299" { texts.append(text) }
            } else {
                rest = rest.dropFirst()
            }
        }
        return texts
    }

    private static func quoted(_ rest: inout Substring) -> String {
        var text = ""
        rest = rest.dropFirst()
        while let character = rest.popFirst(), character != "\"" {
            text.append(character == "\\" ? rest.popFirst() ?? character : character)
        }
        return text
    }
}
