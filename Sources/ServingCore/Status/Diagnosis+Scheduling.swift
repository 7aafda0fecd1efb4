extension Diagnosis {
    /// A pod that no node takes, in the scheduler's words.
    static func unschedulable(_ words: String) -> Diagnosis {
        // From 1.22 on a second sentence tells what would not come of evicting others.
        let words = words.replacing(#/( nodes are available: .*?)\. .*/#) { $0.output.1 }
        if words.contains(#/persistentvolumeclaim "[^"]+" not found/#) {
            return Diagnosis(.volumeClaimNotFound, words, remedy: "make the claim, or correct spec.podTemplate.volumes")
        }
        if words.contains("unbound immediate PersistentVolumeClaims") {
            return Diagnosis(
                .volumeClaimUnbound,
                words,
                remedy: "see kubectl describe pvc: it needs a StorageClass that makes volumes, or a volume that fits"
            )
        }
        return Diagnosis(.unschedulable, words, remedy: remedy(words))
    }

    /// For each of the causes that the scheduler counts, in a fixed order.
    private static func remedy(_ words: String) -> String {
        var remedies: [String] = []
        let lacking = words.matches(of: #/Insufficient ([\w.\/\-]+)/#).map { match in
            match.output.1.hasSuffix(".") ? match.output.1.dropLast() : match.output.1
        }
        if !lacking.isEmpty {
            let names = Set(lacking.map(String.init)).sorted().joined(separator: " and ")
            remedies.append("lower spec.resources.requests of \(names), or add nodes that have it")
        }
        if words.contains("Too many pods") { remedies.append("add nodes") }
        if words.contains("taint") {
            remedies.append("tolerate the taint in spec.podTemplate.tolerations, or remove it")
        }
        if words.contains("node affinity") || words.contains("node selector") {
            remedies.append(
                "correct spec.podTemplate.nodeSelector and affinity or the ComputeTarget's nodeSelector, or label a node"
            )
        }
        if words.contains("unschedulable") { remedies.append("uncordon a node") }
        return remedies.isEmpty
            ? "lower what spec asks of a node, or add nodes that fit" : remedies.joined(separator: "; ")
    }

    /// Pods that the API server does not let the Deployment make, in its words.
    static func refused(_ words: String) -> Diagnosis {
        // Each try has another name.
        let cause = words.replacing(#/^(?:Error creating: )?pods "[^"]*" is forbidden: /#, with: "")
        let message = "pods are refused: \(cause)"
        if cause.contains("exceeded quota") || cause.contains("failed quota") {
            return Diagnosis(
                .quotaExceeded,
                message,
                remedy: "raise the ResourceQuota, or lower spec.resources or the replicas"
            )
        }
        if cause.contains("violates PodSecurity") || cause.contains("pod security policy") {
            return Diagnosis(
                .podSecurityViolated,
                message,
                remedy: "take what it names out of spec.podTemplate, or change the namespace's policy"
            )
        }
        if cause.contains(#/(?:minimum|maximum) .* (?:usage|limit)/#) || cause.contains("limit to request ratio") {
            return Diagnosis(
                .limitRangeViolated,
                message,
                remedy: "bring spec.resources within the namespace's LimitRange, or change that"
            )
        }
        if cause.contains("serviceaccount") {
            return Diagnosis(
                .podsRefused,
                message,
                remedy: "make the ServiceAccount, or correct spec.podTemplate.serviceAccountName"
            )
        }
        return Diagnosis(.podsRefused, message, remedy: "correct what it names")
    }
}
