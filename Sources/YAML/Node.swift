import KubernetesCore

/// A value of a document that is being read.
struct Node {
    let value: JSONValue
    let marks: MarkTree
    let extent: Extent
}

/// How big a value is, so that aliases can multiply it only within limits.
struct Extent {
    /// Values in it, itself included.
    private(set) var count = 1
    /// Mappings and sequences inside one another, itself included.
    private(set) var depth: Int

    static let scalar = Extent(depth: 0)
    static let emptyCollection = Extent(depth: 1)

    private init(depth: Int) {
        self.depth = depth
    }

    mutating func insert(_ child: Extent) {
        count += child.count
        depth = max(depth, child.depth + 1)
    }

    /// Takes in the members of another mapping, which nests them no deeper.
    mutating func merge(_ source: Extent) {
        count += source.count
        depth = max(depth, source.depth)
    }
}
