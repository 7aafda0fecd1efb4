/// The words that conditions give as their reason: the whole catalogue.
package enum Reason: String, Sendable, CaseIterable {
    // The spec and what it refers to.
    case valid = "Valid"
    case invalidSpec = "InvalidSpec"
    case unsupported = "Unsupported"
    case modelsResolved = "ModelsResolved"
    case modelNotFound = "ModelNotFound"
    case configMapNotFound = "ConfigMapNotFound"
    case configMapKeyNotFound = "ConfigMapKeyNotFound"
    case nameTaken = "NameTaken"
    case rejected = "Rejected"

    // The replicas.
    case healthy = "Healthy"
    case suspended = "Suspended"
    case progressing = "Progressing"
    case replicasUnavailable = "ReplicasUnavailable"
    case progressDeadlineExceeded = "ProgressDeadlineExceeded"
    case imagePullFailed = "ImagePullFailed"
    case containerConfigInvalid = "ContainerConfigInvalid"
    case containerCrashed = "ContainerCrashed"
    case outOfMemory = "OutOfMemory"
    case unschedulable = "Unschedulable"
    case podsRefused = "PodsRefused"

    // The autoscaler.
    case autoscaling = "Autoscaling"
    case autoscalerNotReady = "AutoscalerNotReady"
    case metricsMissing = "MetricsMissing"
    case fixedReplicas = "FixedReplicas"
}
