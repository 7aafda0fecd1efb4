/// The words that conditions give as their reason: the whole catalogue.
package enum Reason: String, Sendable, CaseIterable {
    // The spec and what it refers to.
    case valid = "Valid"
    case invalidSpec = "InvalidSpec"
    case unsupported = "Unsupported"
    case modelsResolved = "ModelsResolved"
    case modelNotFound = "ModelNotFound"
    case modelNotReady = "ModelNotReady"
    case configMapNotFound = "ConfigMapNotFound"
    case configMapKeyNotFound = "ConfigMapKeyNotFound"
    case nameTaken = "NameTaken"
    case rejected = "Rejected"

    // The registry.
    case registered = "Registered"
    case duplicateVersion = "DuplicateVersion"
    case versionChanged = "VersionChanged"
    case inUse = "InUse"

    // The cluster.
    case requirementsMet = "RequirementsMet"
    case insufficientVCPU = "InsufficientVCPU"
    case tooFewNodes = "TooFewNodes"
    case kubernetesTooOld = "KubernetesTooOld"
    case unknownVMSize = "UnknownVMSize"
    case computeReady = "ComputeReady"
    case computeTargetNotFound = "ComputeTargetNotFound"
    case computeTargetNotReady = "ComputeTargetNotReady"
    case insufficientCapacity = "InsufficientCapacity"

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

extension Reason {
    /// What it means and what to do, for `docs/api.md`.
    package var meaning: String {
        switch self {
        case .valid: "the spec is as it has to be"
        case .invalidSpec: "correct the fields that the message names"
        case .unsupported: "the message says what is not supported yet, and what to use"
        case .modelsResolved: "everything that is referred to is there"
        case .modelNotFound: "make the Model, or correct the reference; it counts from the moment it is there"
        case .modelNotReady: "the Model is there but cannot be deployed: its own status says why"
        case .configMapNotFound, .configMapKeyNotFound:
            "make the ConfigMap or the key, or correct the reference; it counts from the moment it is there"
        case .nameTaken: "an object of somebody else has a child's name: delete it, or choose another name"
        case .rejected: "the API server refuses a child: the message has its words"
        case .registered: "the Model can be deployed"
        case .duplicateVersion: "an older Model has the same name and version: delete one of the two"
        case .versionChanged:
            "what a registered version consists of was changed: change it back, or create a Model with the next version"
        case .inUse: "the Model is to be deleted, and goes when the ModelDeployments that the message names are gone"
        case .requirementsMet: "the cluster has what it has to have"
        case .insufficientVCPU: "add nodes or larger ones, or say that the cluster is for development"
        case .tooFewNodes: "add nodes, or say that the cluster is for development"
        case .kubernetesTooOld: "upgrade the cluster"
        case .unknownVMSize: "correct the VM size, or say how many virtual CPUs it has"
        case .computeReady: "the ComputeTarget has what it has to have"
        case .computeTargetNotFound: "apply a ComputeTarget, or say which of several is meant"
        case .computeTargetNotReady: "nothing new is put on the ComputeTarget until it has what its status says"
        case .insufficientCapacity: "a warning: the nodes have no room for as many replicas as there may be"
        case .healthy: "everything that is asked for answers"
        case .suspended: "scaled to zero, as `suspend` says"
        case .progressing, .replicasUnavailable: "wait; the message counts"
        case .progressDeadlineExceeded: "the rollout is stuck; what ran before still runs"
        case .imagePullFailed: "correct the image, or its pull secrets"
        case .containerConfigInvalid: "correct the part of the spec that the message names"
        case .containerCrashed: "read the script's last words in the message, or `kubectl logs --previous`"
        case .outOfMemory: "raise `spec.resources.limits.memory`"
        case .unschedulable: "lower the requests, or add nodes"
        case .podsRefused: "raise the quota, or lower the resources"
        case .autoscaling: "the autoscaler decides how many replicas there are"
        case .autoscalerNotReady: "wait; the message has the autoscaler's own words"
        case .metricsMissing: "replicas stay as they are until there are metrics"
        case .fixedReplicas: "`spec.replicas` decides how many replicas there are"
        }
    }
}
