import FoundationEssentials

/// A key that opens an endpoint.
enum ServiceKey {
    /// 256 random bits, in the letters of base64 for URLs.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=",
            with: ""
        )
    }
}
