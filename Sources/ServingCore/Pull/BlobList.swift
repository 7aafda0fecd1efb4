/// A page of the blobs below a prefix, as the service lists them (List Blobs).
///
/// A scanner and no parser of XML: it looks for the few elements that it needs, in a document of a service whose form is
/// fixed, and whatever else is there does not concern it.
package struct BlobList: Hashable, Sendable {
    package struct Blob: Hashable, Sendable {
        package let name: String
    }

    /// Without folders, which storage with hierarchical namespaces lists, too.
    package let blobs: [Blob]
    /// nil on the last page.
    package let nextMarker: String?

    /// - Returns: nil for what is no such list.
    package init?(_ xml: String) {
        guard xml.contains("<EnumerationResults") else { return nil }
        var blobs: [Blob] = []
        var rest = xml[...]
        while let element = Self.element("Blob", in: rest) {
            rest = rest[element.end...]
            guard let name = Self.element("Name", in: element.content) else { return nil }
            let isFolder = Self.element("ResourceType", in: element.content)?.content == "directory"
            let plain = Self.text(name.content)
            guard let text = name.attributes.contains("Encoded=\"true\"") ? PercentEncoding.decode(plain) : plain else {
                return nil
            }
            if !isFolder, !text.hasSuffix("/") { blobs.append(Blob(name: text)) }
        }
        self.blobs = blobs
        nextMarker = Self.element("NextMarker", in: rest).map { Self.text($0.content) }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }

    private static func element(
        _ name: String,
        in text: Substring
    ) -> (attributes: Substring, content: Substring, end: String.Index)? {
        var rest = text
        while let start = rest.firstRange(of: "<\(name)") {
            rest = rest[start.upperBound...]
            guard let next = rest.first, next == ">" || next == " ", let close = rest.firstIndex(of: ">") else {
                continue
            }
            let attributes = rest[..<close]
            let content = rest[rest.index(after: close)...]
            guard let end = content.firstRange(of: "</\(name)>") else { return nil }
            return (attributes, content[..<end.lowerBound], end.upperBound)
        }
        return nil
    }

    private static let entities = [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&"),
    ]

    private static func text(_ content: Substring) -> String {
        // The ampersand last: what comes of it is no entity.
        entities.reduce(String(content)) { $0.replacing($1.0, with: $1.1) }
    }
}
