/// How much of a text is read before it is refused, so that no file can exhaust memory, the stack or patience.
package struct YAMLLimits: Sendable {
    /// Bytes of text in all its documents. An API server takes objects of 3 MiB; a file may hold many.
    package var maximumBytes: Int

    /// Mappings and sequences inside one another. Kubernetes' own schemas stay below 30.
    package var maximumDepth: Int

    /// Values that aliases and merge keys add to those written out, over all documents: nine aliases of nine aliases,
    /// nested nine times, make half a billion out of a kilobyte.
    package var maximumAliasedValues: Int

    package static let `default` = YAMLLimits()

    package init(maximumBytes: Int = 64 << 20, maximumDepth: Int = 100, maximumAliasedValues: Int = 1_000_000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumAliasedValues = maximumAliasedValues
    }
}
