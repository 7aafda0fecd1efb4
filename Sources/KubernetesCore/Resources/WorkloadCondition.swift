/// A condition as the built-in kinds have it: less is promised of it than of ``Condition``.
package struct WorkloadCondition: Hashable, Sendable, Decodable {
    package let type: String
    package let status: String
    package let reason: String?
    package let message: String?
    package let lastTransitionTime: Timestamp?

    package var isTrue: Bool { status == "True" }
    package var isFalse: Bool { status == "False" }
}

extension [WorkloadCondition] {
    package subscript(type: String) -> WorkloadCondition? {
        first { $0.type == type }
    }
}
