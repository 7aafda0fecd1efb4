import ServingCore

/// An autoscaler under its name.
struct Contender: Sendable {
    let name: String
    /// - Parameter phase: the second of its period in which Kubernetes' autoscaler looks.
    let make: @Sendable (_ phase: Int) -> any Autoscaler

    static let target = UtilizationTarget(maxConcurrent: 1, percent: 70, minReplicas: 1, maxReplicas: 200)

    static let all = [
        Contender(name: "Slipway") { slipway($0) },
        Contender(name: "Slipway, `fastScaleUp`") { FastAutoscaler(scaler: slipway($0), target: target) },
        Contender(name: "by CPU, Kubernetes' defaults") { phase in
            StockAutoscaler(metric: .processor, target: target, behavior: .standard, phase: phase)
        },
        Contender(name: "Azure ML, every second") { _ in OneSecondAutoscaler(target: target) },
    ]

    private static func slipway(_ phase: Int) -> StockAutoscaler {
        StockAutoscaler(metric: .requests, target: target, behavior: .slipway, phase: phase)
    }
}
