/// The virtual CPUs of a cluster: what models ask for, what there is, and what there has to be.
package struct CapacityBar: CustomStringConvertible {
    private static let width = 20

    private let used: Double
    private let capacity: Int
    private let required: Int
    private let namespace: String?

    /// - Parameters:
    ///   - required: 0 for no minimum.
    ///   - namespace: the one that `used` is of; nil for the whole cluster.
    package init(used: Double, capacity: Int, required: Int, by namespace: String? = nil) {
        (self.used, self.capacity, self.required, self.namespace) = (used, capacity, required, namespace)
    }

    /// `#` is asked for, `-` is free, and `.` is what is missing.
    package var description: String {
        let whole = max(Double(max(capacity, required)), used, 1)
        func cells(_ amount: Double) -> Int { Int((amount / whole * Double(Self.width)).rounded()) }
        // What is asked for shows, little as it may be.
        let filled = used > 0 ? max(1, cells(used)) : 0
        let there = max(filled, cells(Double(capacity)))
        let bar =
            String(repeating: "#", count: filled) + String(repeating: "-", count: there - filled)
            + String(repeating: ".", count: max(0, Self.width - there))
        let tenths = (used * 10).rounded() / 10
        let text = "[\(bar)] \(tenths) of \(capacity) vCPU asked for\(namespace.map { " by namespace \($0)" } ?? "")"
        return capacity < required ? "\(text), \(required) required" : text
    }
}
