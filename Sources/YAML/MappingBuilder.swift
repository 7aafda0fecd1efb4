import KubernetesCore

/// The members of a mapping while they are being read.
struct MappingBuilder {
    private var members: [JSONObject.Member] = []
    private var marks: [MarkTree] = []
    private var extent = Extent.emptyCollection

    private var indices: [String: Int] = [:]
    private var merged: Set<String> = []

    /// Adds a member that is written out.
    ///
    /// - Returns: where its key was written before; the mapping is then unchanged.
    mutating func append(_ value: Node, key: String, at mark: SourceMark) -> SourceMark? {
        if let index = indices[key], merged.remove(key) == nil { return marks[index].key }
        set(key, value.value, MarkTree(value.marks, key: mark))
        extent.insert(value.extent)
        return nil
    }

    /// Adds the members of a mapping, or of each mapping in a list of which the earlier ones win.
    ///
    /// As in kubectl they take the place of members written above the merge key, not only of those merged before.
    ///
    /// - Returns: false if `source` is neither.
    mutating func merge(_ source: Node) -> Bool {
        switch source.value {
        case .object(let members):
            add(members, source.marks)
        case .array(let elements):
            for (element, marks) in zip(elements, source.marks.children).reversed() {
                guard case .object(let members) = element else { return false }
                add(members, marks)
            }
        default: return false
        }
        extent.merge(source.extent)
        return true
    }

    func node(at mark: SourceMark) -> Node {
        let value = JSONValue.object(JSONObject(uniqueMembers: members))
        return Node(value: value, marks: MarkTree(mark, children: marks), extent: extent)
    }

    private mutating func add(_ members: JSONObject, _ marks: MarkTree) {
        for (member, mark) in zip(members, marks.children) {
            if indices[member.key] == nil { merged.insert(member.key) }
            set(member.key, member.value, mark)
        }
    }

    private mutating func set(_ key: String, _ value: JSONValue, _ mark: MarkTree) {
        if let index = indices[key] {
            members[index].value = value
            marks[index] = mark
        } else {
            indices[key] = members.count
            members.append((key, value))
            marks.append(mark)
        }
    }
}
