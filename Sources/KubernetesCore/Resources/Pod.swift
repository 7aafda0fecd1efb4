/// A Pod as far as it is read: why it does not run.
package struct Pod: Resource, Hashable {
    package let metadata: ObjectMeta
    package let status: Status?

    package struct Status: Hashable, Sendable, Decodable {
        package let phase: String?
        /// For example `Evicted`.
        package let reason: String?
        package let message: String?
        package let conditions: [WorkloadCondition]?
        package let initContainerStatuses: [ContainerStatus]?
        package let containerStatuses: [ContainerStatus]?
    }

    package struct ContainerStatus: Hashable, Sendable, Decodable {
        package let name: String
        package let ready: Bool?
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
    }
}
