/// Why nothing runs on this machine, in a sentence for whoever has asked for it.
struct LocalFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
