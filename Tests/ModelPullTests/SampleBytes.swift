import Crypto
import ServingCore
import TestSupport

/// Bytes that no two places have alike.
func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}

func sha256(_ bytes: [UInt8]) -> String { SHA256Digits(of: SHA256.hash(data: bytes)).text }
