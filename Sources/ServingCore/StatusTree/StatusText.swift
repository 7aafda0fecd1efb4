/// How a tree of objects is written for people.
package struct StatusText: Sendable {
    /// Whether branches and colors are drawn, as a terminal can show them.
    private let isDrawn: Bool

    package init(isDrawn: Bool) { self.isDrawn = isDrawn }

    /// A line for each object, and one for each message.
    package func lines(_ nodes: [StatusNode]) -> [String] {
        nodes.flatMap { lines($0, first: "", rest: "") }
    }

    private func lines(_ node: StatusNode, first: String, rest: String) -> [String] {
        let title = node.namespace.map { "\($0)/\(node.name)" } ?? node.name
        let words = [node.label, node.kind, title, colored(node.state, node.health), node.summary].compactMap { $0 }
        var lines = [first + words.joined(separator: " ")]
        let children = node.children
        if let message = node.message {
            let branch = isDrawn ? (children.isEmpty ? "   " : "│  ") : "    "
            lines.append(rest + branch + message)
        }
        for (index, child) in children.enumerated() {
            let isLast = index == children.count - 1
            let branch = isDrawn ? (isLast ? "└─ " : "├─ ") : "  "
            let below = isDrawn ? (isLast ? "   " : "│  ") : "  "
            lines += self.lines(child, first: rest + branch, rest: rest + below)
        }
        return lines
    }

    private func colored(_ state: String, _ health: StatusNode.Health) -> String {
        guard isDrawn else { return state }
        let color =
            switch health {
            case .good: 32
            case .pending: 33
            case .bad: 31
            }
        return "\u{1b}[\(color)m\(state)\u{1b}[0m"
    }
}
