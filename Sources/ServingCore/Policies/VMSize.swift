/// How many virtual CPUs an Azure VM size has.
package enum VMSize {
    /// nil for a name that says nothing of it.
    ///
    /// Azure's naming rule puts the number behind the family: `Standard_E8-4s_v3` has 8, of which 4 are active. The first
    /// generations broke it and only numbered their sizes.
    ///
    /// - Parameter name: such as `Standard_D3_v2`, in any case.
    package static func vCPUs(of name: String) -> Int? {
        let rule =
            /(?:standard_|basic_)?([a-z]+)(\d{1,4})(?:-(\d{1,4}))?[a-z]*(?:_[a-z][a-z0-9]*?)??(?:_v(\d+))?(?:_promo)?/
            .ignoresCase()
        guard let match = name.wholeMatch(of: rule), let number = Int(match.2) else { return nil }
        let (family, generation) = (match.1.lowercased(), match.4.flatMap { Int($0) } ?? 1)
        if let active = match.3.flatMap({ Int($0) }) { return active > 0 ? active : nil }
        guard let numbered = numberedSizes[family], generation <= numbered.lastGeneration else {
            return number > 0 ? number : nil
        }
        return numbered.vCPUs[number]
    }

    /// The families whose number is no count, up to which generation, and the count for each number.
    private static let numberedSizes: [String: (lastGeneration: Int, vCPUs: [Int: Int])] = [
        "a": (1, [0: 1, 1: 1, 2: 2, 3: 4, 4: 8, 5: 2, 6: 4, 7: 8, 8: 8, 9: 16, 10: 8, 11: 16]),
        "d": (2, dSeries), "ds": (2, dSeries),
        "g": (1, gSeries), "gs": (1, gSeries),
    ]
    private static let dSeries = [1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20]
    private static let gSeries = [1: 2, 2: 4, 3: 8, 4: 16, 5: 32]
}
