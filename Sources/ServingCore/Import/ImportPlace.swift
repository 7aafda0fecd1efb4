package import KubernetesCore

/// Where something was written that is imported.
package enum ImportPlace: Hashable, Sendable {
    case inferenceConfig(FieldPath)
    case deploymentConfig(FieldPath)
    /// An option of the command line, without anything in it that may be secret.
    case option(String)

    /// What a message calls it; empty for a file as a whole.
    package var key: String {
        switch self {
        case .inferenceConfig(let path), .deploymentConfig(let path): path.description
        case .option(let option): option
        }
    }
}

/// A value and where it was written.
struct Given<Value: Sendable>: Sendable {
    let value: Value
    let place: ImportPlace
}
