package import KubernetesCore

/// The labels and annotations by which Slipway's objects are found. A stable contract: selectors and dashboards use them.
package enum Labels {
    /// On every child: the name of its ModelDeployment. Also the whole of the Deployment's selector, which Kubernetes
    /// never lets change.
    package static let modelDeployment = "serving.slipway.dev/model-deployment"

    package static let managedBy = "app.kubernetes.io/managed-by"

    /// Selects what Slipway has made, among all objects of a kind.
    package static let selection = Selection(labels: "\(managedBy)=slipway")

    /// On namespaces, put there by people: their pods reach all ports of models, to observe them.
    package static let monitoring = "serving.slipway.dev/monitoring"

    /// On pods: the digest of the files that they were started with, so that changed files start new pods.
    package static let contentDigest = "serving.slipway.dev/content-digest"

    /// On pods of models that are deployed without code: the script that serves them.
    package static let entryScript = "serving.slipway.dev/entry-script"

    /// On a Deployment: the digest of all that its author says about the pods.
    package static let templateInputs = "serving.slipway.dev/template-inputs"

    /// On a Deployment: the digest of the pod template that was made of these.
    package static let templateDigest = "serving.slipway.dev/template-digest"

    /// On a ModelDeployment: a new value has its pods made as this version of Slipway makes them; `Always` does so at each
    /// update of Slipway.
    package static let runtimeUpdate = "serving.slipway.dev/runtime-update"

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
