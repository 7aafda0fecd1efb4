import FoundationEssentials

/// Where all that is random begins: `SLIPWAY_CHAOS_SEED`, which repeats a run, or a number that the run prints.
enum ChaosSeed {
    static let value: UInt64 = {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["SLIPWAY_CHAOS_SEED"].flatMap(UInt64.init) ?? .random(in: 0...999_999)
        print("SLIPWAY_CHAOS_SEED=\(seed)")
        return seed
    }()
}
