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

    // Pods that may not be made, or that no node takes.
    case quotaExceeded = "QuotaExceeded"
    case limitRangeViolated = "LimitRangeViolated"
    case podSecurityViolated = "PodSecurityViolated"
    case podsRefused = "PodsRefused"
    case unschedulable = "Unschedulable"
    case volumeClaimNotFound = "VolumeClaimNotFound"
    case volumeClaimUnbound = "VolumeClaimUnbound"
    case nodeLost = "NodeLost"
    case podEvicted = "PodEvicted"

    // Containers that cannot be begun.
    case imageNotFound = "ImageNotFound"
    case imagePullDenied = "ImagePullDenied"
    case pullSecretNotFound = "PullSecretNotFound"
    case imagePullFailed = "ImagePullFailed"
    case secretNotFound = "SecretNotFound"
    case secretKeyNotFound = "SecretKeyNotFound"
    case podNotPrepared = "PodNotPrepared"
    case containerConfigInvalid = "ContainerConfigInvalid"
    case containerStartFailed = "ContainerStartFailed"

    // Files that do not arrive: the words of `PullFailure`.
    case invalidSource = "InvalidSource"
    case sourceNotFound = "SourceNotFound"
    case sourceForbidden = "SourceForbidden"
    case sourceUnreachable = "SourceUnreachable"
    case digestMismatch = "DigestMismatch"
    case diskFull = "DiskFull"
    case tooLarge = "TooLarge"
    case invalidArchive = "InvalidArchive"
    case unsafeArchive = "UnsafeArchive"

    // Containers that end, or do not answer.
    case moduleNotFound = "ModuleNotFound"
    case entryScriptInvalid = "EntryScriptInvalid"
    case initFailed = "InitFailed"
    case outOfMemory = "OutOfMemory"
    case startupProbeFailed = "StartupProbeFailed"
    case livenessProbeFailed = "LivenessProbeFailed"
    case readinessProbeFailed = "ReadinessProbeFailed"
    case containerCrashed = "ContainerCrashed"

    // The endpoint.
    case trafficReady = "TrafficReady"
    case duplicateServiceName = "DuplicateServiceName"
    case duplicateHost = "DuplicateHost"
    case deploymentNotFound = "DeploymentNotFound"
    case noReadyReplicas = "NoReadyReplicas"
    case certificateInvalid = "CertificateInvalid"
    case configurationRefused = "ConfigurationRefused"
    case keysUnusable = "KeysUnusable"
    case keysNotFound = "KeysNotFound"
    case gatewayNotFound = "GatewayNotFound"

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
        case .healthy:
            "at least `minReplicas` (or `replicas`) answer, all of the newest rollout; the message tells of more that are missing"
        case .suspended: "scaled to zero, as `suspend` says"
        case .progressing: "wait; the message counts"
        case .replicasUnavailable:
            "wait; where somebody has scaled the Deployment to zero, scale it up, or set `suspend`"
        case .progressDeadlineExceeded: "the rollout is stuck; what ran before still runs"
        case .quotaExceeded: "raise the namespace's ResourceQuota, or lower the resources or the replicas"
        case .limitRangeViolated: "bring `spec.resources` within the namespace's LimitRange, or change that"
        case .podSecurityViolated:
            "take what the message names out of `spec.podTemplate`, or change the namespace's policy"
        case .podsRefused: "the API server does not let pods be made: the message has its words"
        case .unschedulable: "lower the requests, or add nodes; the message says what is missing"
        case .volumeClaimNotFound: "make the PersistentVolumeClaim, or correct `spec.podTemplate.volumes`"
        case .volumeClaimUnbound: "give the cluster a StorageClass that makes volumes, or a volume that fits the claim"
        case .nodeLost: "repair or delete the node that the message names"
        case .podEvicted: "the node ended the pod: give it what the message says it lacked"
        case .imageNotFound: "correct the image, or push it"
        case .imagePullDenied: "correct the pull secrets: the registry does not accept them, or there are none"
        case .pullSecretNotFound: "make the Secret, or correct `imagePullSecrets`"
        case .imagePullFailed: "correct the image, or let the nodes reach its registry"
        case .secretNotFound, .secretKeyNotFound:
            "make the Secret or the key, or correct the reference; it counts from the moment it is there"
        case .podNotPrepared: "the node cannot mount a volume or set up the network: the message has its words"
        case .containerConfigInvalid: "correct the part of the spec that the message names"
        case .containerStartFailed: "correct the image or its command: the program that is to run does not start"
        case .invalidSource: "correct the address of the files, or the Secret with the credentials"
        case .sourceNotFound: "correct the address: there is no such file"
        case .sourceForbidden: "correct the credentials: they are missing, wrong or expired"
        case .sourceUnreachable: "see that the address is right, and that pods may reach it"
        case .digestMismatch: "the files are not those that `sha256` promises: find out why, then correct one of them"
        case .diskFull: "raise the size of the volume, or free space on the nodes"
        case .tooLarge: "raise the limit, or make the files smaller"
        case .invalidArchive: "correct the archive, or say `unpack: false`"
        case .unsafeArchive: "make the archive anew, without the entry that the message names"
        case .moduleNotFound: "add the package that the message names to the image"
        case .entryScriptInvalid: "correct the entry script: it is missing, does not load, or lacks a function"
        case .initFailed: "correct the entry script or what it loads: the message has the exception and its place"
        case .outOfMemory: "raise `spec.resources.limits.memory`"
        case .startupProbeFailed: "make `init()` faster, or raise `spec.livenessProbe.initialDelaySeconds`"
        case .livenessProbeFailed: "find what blocks the server; it was restarted"
        case .readinessProbeFailed: "a replica that did answer does not any more: read its log"
        case .containerCrashed: "read the container's last words in the message, or `kubectl logs --previous`"
        case .trafficReady: "every deployment gets the part of the requests that the spec says"
        case .duplicateServiceName: "an older InferenceService has the same name in its URL: set `spec.serviceName`"
        case .duplicateHost:
            "an older InferenceService, or the installation itself, has the host name that the message names"
        case .deploymentNotFound: "make the ModelDeployment, or correct the reference"
        case .noReadyReplicas: "the ModelDeployment that the message names does not answer: its own status says why"
        case .certificateInvalid:
            "put a certificate and the key that belongs to it into the Secret that spec.expose.tlsSecretRef names"
        case .configurationRefused: "a fault of Slipway's: what was served before still is; see the gateway's log"
        case .keysUnusable: "write a printable key into the field that the message names; until then it opens nothing"
        case .keysNotFound: "make the Secret that the message names, or correct `spec.auth.keysSecretRef`"
        case .gatewayNotFound: "install the gateway, or give the controller `--gateway-url`"
        case .autoscaling: "the autoscaler decides how many replicas there are"
        case .autoscalerNotReady: "wait; the message has the autoscaler's own words"
        case .metricsMissing: "replicas stay as they are until there are metrics"
        case .fixedReplicas: "`spec.replicas` decides how many replicas there are"
        }
    }
}

extension Reason {
    /// Whether no node takes a pod, for which Azure ML has a state of its own.
    var isOfScheduling: Bool { [.unschedulable, .volumeClaimNotFound, .volumeClaimUnbound].contains(self) }
}
