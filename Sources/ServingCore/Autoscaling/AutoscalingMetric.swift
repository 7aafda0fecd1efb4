/// What the scaler of a ModelDeployment goes by.
package enum AutoscalingMetric: Hashable, Sendable {
    /// Azure ML's utilisation.
    case concurrency
    case cpu(Cause)

    /// Why it is not Azure ML's utilisation.
    package enum Cause: Hashable, Sendable {
        case spec
        case noMetricsAPI
        /// `namespace/name` of the Service that serves custom metrics in this cluster.
        case foreignMetricsAPI(String)
        case noGateway
        case noInferenceService
    }

    /// What a cluster has to have so that requests are counted.
    package struct Prerequisites: Hashable, Sendable {
        package var provider: MetricsProvider
        package var hasGateway: Bool
        /// Whether an InferenceService sends requests to the ModelDeployment. Those that reach it in another way are
        /// counted by nobody.
        package var isRouted: Bool

        package init(provider: MetricsProvider, hasGateway: Bool, isRouted: Bool) {
            self.provider = provider
            self.hasGateway = hasGateway
            self.isRouted = isRouted
        }

        /// Of a cluster where nobody serves custom metrics.
        package static let none = Prerequisites(provider: .nobody, hasGateway: false, isRouted: false)
    }

    package init(_ metric: ModelDeployment.Autoscale.Metric, _ prerequisites: Prerequisites) {
        switch (metric, prerequisites.provider) {
        case (.cpu, _): self = .cpu(.spec)
        case (.concurrency, .nobody): self = .cpu(.noMetricsAPI)
        case (.concurrency, .somebody(let service)): self = .cpu(.foreignMetricsAPI(service))
        case (.concurrency, .slipway):
            if !prerequisites.hasGateway {
                self = .cpu(.noGateway)
            } else {
                self = prerequisites.isRouted ? .concurrency : .cpu(.noInferenceService)
            }
        }
    }
}

/// Who serves the API group custom.metrics.k8s.io, of which a cluster has only one.
package enum MetricsProvider: Hashable, Sendable {
    case nobody
    case slipway
    /// `namespace/name` of its Service.
    case somebody(String)
}

extension AutoscalingMetric.Cause {
    /// For the condition; nil where there is nothing to explain.
    var explanation: String? {
        switch self {
        case .spec: nil
        case .noMetricsAPI: "CPU counts, since Slipway's metrics API is not installed"
        case .foreignMetricsAPI(let service):
            "CPU counts, since Service \(service) serves custom metrics in this cluster"
        case .noGateway: "CPU counts, since the gateway is not installed"
        case .noInferenceService: "CPU counts, since no InferenceService sends requests here"
        }
    }
}
