import KubernetesCore

/// An amount of CPU or memory as Azure ML counts it, in Kubernetes' words.
struct ResourceAmount {
    /// Such as `500m` or `1Gi`.
    let quantity: String
    /// Whether it is more than what was asked for, since Kubernetes counts in steps.
    let isRounded: Bool

    /// nil unless it is more than 0 and an amount that machines have.
    init?(cores: Double) {
        self.init(cores * 1000, suffix: "m")
    }

    /// Azure ML's gigabytes are binary. nil unless it is more than 0 and an amount that machines have.
    init?(gigabytes: Double) {
        self.init(gigabytes * 1024, suffix: "Mi")
    }

    private init?(_ amount: Double, suffix: String) {
        guard amount > 0 else { return nil }
        // 0.3 cores are 299.99999999999994 thousandths in floating point.
        isRounded = abs(amount - amount.rounded()) > 1e-6
        guard let count = Int64(exactly: amount.rounded(isRounded ? .up : .toNearestOrEven)),
            let quantity = Quantity("\(max(count, 1))\(suffix)")
        else { return nil }
        self.quantity = quantity.description
    }
}
