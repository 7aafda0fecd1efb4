/// Words of others, made fit for a status: they hold no secret, end somewhere, and are the same each time that the same
/// thing happens.
struct EvidenceText {
    let text: String

    /// In characters. A condition may hold more, but nobody reads it.
    static let maximumLength = 1000

    init(_ raw: String) {
        var text = String(raw.prefix(4 * Self.maximumLength)).replacing(#/\s*\R\s*/#, with: " | ")
        text.replace(#/([A-Za-z][A-Za-z0-9+.\-]*:\/\/)[^\s\/@"']+@/#, with: { "\($0.output.1)REDACTED@" })
        // What is behind the question mark of an address is never needed to find it, and holds SAS tokens.
        text.replace(#/([A-Za-z][A-Za-z0-9+.\-]*:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/#, with: { "\($0.output.1)?REDACTED" })
        text.replace(#/(?i)\b(bearer|basic)\s+[A-Za-z0-9+\/_.=~\-]{8,}/#, with: { "\($0.output.1) REDACTED" })
        text.replace(#/(?i)(password)(:\s*)[^\s&;,"'|]+/#, with: { "\($0.output.1)\($0.output.2)REDACTED" })
        text.replace(Self.assignment, with: { "\($0.output.1)\($0.output.2)REDACTED" })
        // Ports of clients, identifiers of sandboxes: another one at each try.
        text.replace(#/(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+->/#, with: { "\($0.output.1)->" })
        text.replace(#/\b[0-9a-f]{64}\b/#, with: { "\($0.output.prefix(12))" })
        text = text.replacing(#/^[\s|]+|[\s|.]+$/#, with: "")
        self.text = text.count > Self.maximumLength ? text.prefix(Self.maximumLength - 1) + "…" : text
    }

    /// `name=value`, `"name": "value"` and `password: value`, where the name is that of a secret.
    private static var assignment: Regex<(Substring, Substring, Substring)> {
        #/(?i)\b((?:[a-z0-9_\-]*(?:password|passwd|secret|token|api_?key|accountkey|access_?key|signature)|sig))(\s*=\s*|["']\s*:\s*)(?:"[^"]*"|'[^']*'|[^\s&;,"'|]+)/#
    }
}
