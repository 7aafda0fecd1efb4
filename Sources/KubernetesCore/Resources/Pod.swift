/// A Pod as far as it is read: why it does not run, and where it answers.
package struct Pod: Resource, Hashable {
    package let metadata: ObjectMeta
    package let spec: Spec?
    package let status: Status?

    package struct Spec: Hashable, Sendable, Decodable {
        /// nil until it is scheduled.
        package let nodeName: String?
        package let containers: [Container]?
    }

    package struct Container: Hashable, Sendable, Decodable {
        package let name: String
        package let resources: Resources?
        package let startupProbe: Probe?
        package let livenessProbe: Probe?
        package let ports: [Port]?
    }

    package struct Port: Hashable, Sendable, Decodable {
        package let name: String?
        package let containerPort: Int
    }

    package struct Resources: Hashable, Sendable, Decodable {
        package let limits: [String: JSONValue]?
    }

    /// The API server has put in every default.
    package struct Probe: Hashable, Sendable, Decodable {
        package let initialDelaySeconds: Int?
        package let periodSeconds: Int?
        package let failureThreshold: Int?
    }

    package struct Status: Hashable, Sendable, Decodable {
        package let phase: String?
        /// For example `Evicted`.
        package let reason: String?
        package let message: String?
        package let podIP: String?
        package let conditions: [WorkloadCondition]?
        package let initContainerStatuses: [ContainerStatus]?
        package let containerStatuses: [ContainerStatus]?
    }

    package struct ContainerStatus: Hashable, Sendable, Decodable {
        package let name: String
        package let image: String?
        package let ready: Bool?
        /// Whether the startup probe has succeeded.
        package let started: Bool?
        package let restartCount: Int?
        package let state: State?
        package let lastState: State?
    }

    /// At most one of these is there.
    package struct State: Hashable, Sendable, Decodable {
        package let waiting: Waiting?
        package let running: Running?
        package let terminated: Terminated?
    }

    package struct Waiting: Hashable, Sendable, Decodable {
        package let reason: String?
        package let message: String?
    }

    package struct Running: Hashable, Sendable, Decodable {
        package let startedAt: Timestamp?
    }

    package struct Terminated: Hashable, Sendable, Decodable {
        package let exitCode: Int
        package let reason: String?
        package let message: String?
        package let startedAt: Timestamp?
        package let finishedAt: Timestamp?
    }
}
