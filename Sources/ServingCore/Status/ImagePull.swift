/// Reads what container runtimes and registries say of an image that cannot be pulled.
struct ImagePull {
    private let image: String
    private let field: String
    private let secrets: [String]

    static let reasons: [Reason] = [.imageNotFound, .imagePullDenied, .pullSecretNotFound, .imagePullFailed]

    /// - Parameters:
    ///   - field: where the image is named.
    ///   - secrets: those of the pod, by which registries are asked.
    init(_ image: String, field: String, secrets: [String]) {
        self.image = image
        self.field = field
        self.secrets = secrets
    }

    /// - Parameter reason: the kubelet's.
    func diagnosis(_ reason: String, _ message: String) -> Diagnosis {
        let cause = Self.cause(in: message)
        let text = "image \(image) cannot be pulled" + (cause.isEmpty ? "" : ": \(cause)")
        if Self.denials.contains(where: cause.lowercased().contains) {
            return Diagnosis(.imagePullDenied, text, remedy: credentialsRemedy)
        }
        if reason == "ErrImageNeverPull" || Self.absences.contains(where: cause.lowercased().contains) {
            return Diagnosis(.imageNotFound, text, remedy: "correct \(field), or push it")
        }
        let remedy =
            if reason == "InvalidImageName" {
                "correct \(field)"
            } else {
                "correct \(field), or let the nodes reach its registry"
            }
        return Diagnosis(.imagePullFailed, text, remedy: remedy)
    }

    /// The kubelet's word that a Secret is missing, which newer ones give.
    func missingSecret(_ note: String) -> Diagnosis {
        Diagnosis(
            .pullSecretNotFound,
            "image \(image) cannot be pulled, and \(note.prefix(1).lowercased())\(note.dropFirst())",
            remedy: "make the Secret, or correct spec.inferenceConfig.environment.imagePullSecrets"
        )
    }

    private var credentialsRemedy: String {
        let names = secrets.joined(separator: ", ")
        return secrets.isEmpty
            ? "name a Secret with the registry's credentials in spec.inferenceConfig.environment.imagePullSecrets"
            : "see that the Secrets of spec.inferenceConfig.environment.imagePullSecrets (\(names)) are there and right"
    }

    /// A registry that hides what somebody may not see says both, so these count first.
    private static let denials = [
        "401", "403", "unauthorized", "forbidden", "denied", "authorization failed", "authentication required",
        "no basic auth credentials",
    ]
    private static let absences = ["not found", "manifest unknown", "name unknown", "no such image", "not present"]

    /// What is behind all the wrappings that name the image anew.
    private static func cause(in message: String) -> String {
        var cause = message[...]
        if cause.hasPrefix("Back-off pulling image") {
            guard let wrapped = cause.firstRange(of: "ErrImagePull: ") else { return "" }
            cause = cause[wrapped.upperBound...]
        }
        let wrapping =
            #/^(?:rpc error: code = \w+ desc = |Error response from daemon: |failed to (?:pull and unpack image|resolve reference|resolve image|pull image) "[^"]*": |Failed to apply default image tag "[^"]*": )/#
        while let match = cause.firstMatch(of: wrapping) { cause = cause[match.range.upperBound...] }
        return String(cause)
    }
}
