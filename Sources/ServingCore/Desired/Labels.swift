package import KubernetesCore

/// The labels and annotations by which Slipway's objects are found. A stable contract: selectors and dashboards use them.
package enum Labels {
    /// On every child: the name of its ModelDeployment. Also the whole of the Deployment's selector, which Kubernetes
    /// never lets change.
    package static let modelDeployment = "serving.slipway.dev/model-deployment"

    package static let managedBy = "app.kubernetes.io/managed-by"

    /// Selects what Slipway has made, among all objects of a kind.
    package static let selection = Selection(labels: "\(managedBy)=slipway")

    /// On pods: the digest of the files that they were started with, so that changed files start new pods.
    package static let contentDigest = "serving.slipway.dev/content-digest"

    /// On a suspended Deployment: how many replicas it had.
    package static let suspendedReplicas = "serving.slipway.dev/suspended-replicas"

    static func all(for name: String) -> JSONValue {
        [
            "app.kubernetes.io/name": "model",
            "app.kubernetes.io/instance": .string(name),
            "app.kubernetes.io/component": "scoring",
            "app.kubernetes.io/part-of": "slipway",
            managedBy: "slipway",
            modelDeployment: .string(name),
        ]
    }

    static func selector(for name: String) -> JSONValue {
        [modelDeployment: .string(name)]
    }
}
