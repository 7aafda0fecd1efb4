/// How much a pull may write.
package struct PullLimits: Hashable, Sendable {
    /// What a person has said; nil for what there is room for.
    package var maximum: Int?

    /// An archive of zeros packs 1 to 1000; weights pack 1 to 2, and seldom more than 1 to 20.
    private static let unpackedPerPacked = 100
    private static let unpackedAlways = 1 << 30

    package static let entries = 1_000_000

    package init(maximum: Int?) {
        self.maximum = maximum
    }

    /// Checks a download before or while it comes.
    ///
    /// - Parameter free: what the file system has left for it, in bytes.
    package func check(_ name: String, size: Int, free: Int) throws(PullError) {
        if let maximum, size > maximum {
            throw PullError(
                .tooLarge,
                "\(name) has \(size) bytes and more than the \(maximum) that are allowed; raise --max-size"
            )
        }
        guard size <= free else { throw Self.diskFull(name, needed: size, free: free) }
    }

    /// How many bytes an archive may have unpacked.
    package func unpacked(packed: Int) -> Int {
        maximum ?? max(Self.unpackedAlways, packed.multipliedReportingOverflow(by: Self.unpackedPerPacked).partialValue)
    }

    package static func diskFull(_ name: String, needed: Int, free: Int) -> PullError {
        PullError(
            .diskFull,
            "\(name) needs \(needed) bytes and the disk has \(free) left; give the volume or the node more room"
        )
    }
}
