/// A proxy cannot do its work.
struct ProxyError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
