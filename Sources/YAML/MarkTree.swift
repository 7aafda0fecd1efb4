import KubernetesCore

/// Where a value and everything in it was written: the same tree as the value, 24 bytes a node.
struct MarkTree: Sendable {
    /// The key of an object's member; for all other values the same as `value`.
    let key: SourceMark
    let value: SourceMark
    /// In the order of an array's elements or an object's members.
    let children: [MarkTree]

    init(_ mark: SourceMark, children: [MarkTree] = []) {
        key = mark
        value = mark
        self.children = children
    }

    /// The same tree as the value of a member whose key stands at `key`.
    init(_ tree: MarkTree, key: SourceMark) {
        self.key = key
        value = tree.value
        children = tree.children
    }

    /// The same tree in a text that its own text is a part of.
    func moved(to origin: SourceMark) -> MarkTree {
        let moved = MarkTree(value.moved(to: origin), children: children.map { $0.moved(to: origin) })
        return MarkTree(moved, key: key.moved(to: origin))
    }

    /// The node of `path` in `value`, or of its nearest parent that exists.
    func node(at path: FieldPath, in value: JSONValue) -> MarkTree {
        var node = self
        var value = value
        for step in path.steps {
            guard let (index, child) = value.child(step), node.children.indices.contains(index) else { break }
            node = node.children[index]
            value = child
        }
        return node
    }
}

extension JSONValue {
    fileprivate func child(_ step: FieldPath.Step) -> (index: Int, value: JSONValue)? {
        switch (step, self) {
        case (.member(let name), .object(let members)):
            members.members.firstIndex { $0.key == name }.map { ($0, members.members[$0].value) }
        case (.index(let index), .array(let elements)) where elements.indices.contains(index):
            (index, elements[index])
        default: nil
        }
    }
}
