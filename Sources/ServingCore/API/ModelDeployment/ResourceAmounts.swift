import KubernetesCore

extension Schema {
    /// Amounts of what a container may ask for, by its names.
    static func resourceAmounts(_ description: String) -> Schema {
        .map(
            description,
            to: .quantity("An amount such as 500m, 2 or 512Mi."),
            keyProblem: resourceProblem,
            maximumEntries: 32
        )
    }

    /// Kubernetes' rule for containers.
    private static let resourceProblem: @Sendable (String) -> String? = { name in
        let standard = ["cpu", "memory", "ephemeral-storage"]
        if standard.contains(name) || name.hasPrefix("hugepages-") { return nil }
        if name.contains("/") {
            return LabelText.problem(withKey: name).map { _ in "the name must be of the form example.com/device" }
        }
        let problem = "Kubernetes knows no such resource"
        if ["gpu", "gpus"].contains(name.lowercased()) { return "\(problem); did you mean nvidia.com/gpu?" }
        let remedy = standard.closest(to: name).map { "did you mean \($0)?" }
        return "\(problem); \(remedy ?? "those besides cpu and memory are of the form example.com/device")"
    }
}
