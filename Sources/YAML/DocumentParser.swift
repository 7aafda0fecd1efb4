import KubernetesCore

/// Makes documents of libyaml's events.
struct DocumentParser: ~Copyable {
    private var events: EventReader
    private let file: String?
    private let limits: YAMLLimits

    /// The nodes of this document that have a name; nil while the node is still being read.
    private var anchors: [String: Node?] = [:]
    private var aliasedValues = 0

    init(events: consuming EventReader, file: String?, limits: YAMLLimits) {
        self.events = events
        self.file = file
        self.limits = limits
    }

    /// Whether it was libyaml that refused the text.
    var isSyntaxError: Bool { events.hasFailed }

    mutating func documents() throws(YAMLError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd: return documents
            case .documentStart:
                anchors = [:]
                let root = try node(events.next(), depth: 1)
                // Like kubectl, which passes over documents without content and those that say null.
                if root.value != .null {
                    documents.append(YAMLDocument(value: root.value, file: file, marks: root.marks))
                }
            default: break
            }
        }
    }

    /// - Parameter depth: that of the node, should it be a collection; 1 at the document's root.
    private mutating func node(_ event: Event, depth: Int) throws(YAMLError) -> Node {
        if case .alias = event.kind { return try alias(event, depth: depth) }
        if let anchor = event.anchor { anchors[anchor] = .some(nil) }
        let node: Node
        switch event.kind {
        case .sequenceStart: node = try sequence(event, depth: depth)
        case .mappingStart: node = try mapping(event, depth: depth)
        default: node = Node(value: try scalar(event), marks: MarkTree(event.mark), extent: .scalar)
        }
        if let anchor = event.anchor { anchors[anchor] = node }
        return node
    }

    private mutating func alias(_ event: Event, depth: Int) throws(YAMLError) -> Node {
        let name = event.anchor ?? ""
        guard let anchor = anchors[name] else { throw failure(event, "there is no anchor &\(name) before *\(name)") }
        guard let node = anchor else { throw failure(event, "the value of &\(name) contains itself") }
        aliasedValues += node.extent.count
        guard aliasedValues <= limits.maximumAliasedValues else {
            throw failure(event, "aliases add more than \(limits.maximumAliasedValues) values")
        }
        try checkDepth(depth + node.extent.depth - 1, event)
        return Node(
            value: node.value,
            marks: MarkTree(event.mark, children: node.marks.children),
            extent: node.extent
        )
    }

    private mutating func sequence(_ start: Event, depth: Int) throws(YAMLError) -> Node {
        try checkTag(start, "seq")
        try checkDepth(depth, start)
        var elements: [JSONValue] = []
        var marks: [MarkTree] = []
        var extent = Extent.emptyCollection
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { break }
            let element = try node(event, depth: depth + 1)
            elements.append(element.value)
            marks.append(element.marks)
            extent.insert(element.extent)
        }
        return Node(value: .array(elements), marks: MarkTree(start.mark, children: marks), extent: extent)
    }

    private mutating func mapping(_ start: Event, depth: Int) throws(YAMLError) -> Node {
        try checkTag(start, "map")
        try checkDepth(depth, start)
        var mapping = MappingBuilder()
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            if event.isMergeKey {
                let source = try node(events.next(), depth: depth + 1)
                guard mapping.merge(source) else { throw failure(event, "<< takes a mapping or a list of mappings") }
                continue
            }
            let key = try key(event, depth: depth + 1)
            let value = try node(events.next(), depth: depth + 1)
            if let first = mapping.append(value, key: key, at: event.mark) {
                throw failure(event, "the key \"\(key)\" was already given at \(first)")
            }
        }
        return mapping.node(at: start.mark)
    }

    /// JSON has only strings for keys; what other scalars become is kubectl's choice.
    private mutating func key(_ event: Event, depth: Int) throws(YAMLError) -> String {
        switch try node(event, depth: depth).value {
        case .string(let text): return text
        case .bool(let flag): return String(flag)
        case .integer(let integer): return String(integer)
        case .number(let number): return String(Float(number))
        case .null: throw failure(event, "a key must not be null; put it in quotes")
        case .array, .object: throw failure(event, "a key must be a string")
        }
    }

    private func scalar(_ event: Event) throws(YAMLError) -> JSONValue {
        guard case .scalar(let text, let isPlain) = event.kind else { throw failure(event, "a value is expected") }
        let value: JSONValue
        if let tag = event.tag {
            guard let tagged = JSONValue(scalar: text, tag: tag) else {
                throw failure(event, "the value cannot be read as \(tag.shortTag)")
            }
            value = tagged
        } else {
            value = isPlain ? JSONValue(plainScalar: text) : .string(text)
        }
        if case .number(let number) = value, !number.isFinite { throw failure(event, "JSON has no \(text)") }
        return value
    }

    private func checkTag(_ event: Event, _ name: String) throws(YAMLError) {
        guard let tag = event.tag, tag != String.tagPrefix + name else { return }
        throw failure(event, "the tag \(tag.shortTag) is not supported here")
    }

    private func checkDepth(_ depth: Int, _ event: Event) throws(YAMLError) {
        guard depth > limits.maximumDepth else { return }
        throw failure(event, "nested deeper than \(limits.maximumDepth)")
    }

    private func failure(_ event: Event, _ problem: String) -> YAMLError {
        YAMLError(file: file, mark: event.mark, problem: problem)
    }
}

extension Event {
    fileprivate var isMergeKey: Bool {
        guard case .scalar(text: "<<", let isPlain) = kind else { return false }
        return isPlain || tag == String.tagPrefix + "merge"
    }
}
