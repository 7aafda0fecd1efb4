import KubernetesCore

extension ModelDeployment.PodTemplate {
    /// A Deployment that mounts what is not there is refused as a whole.
    static let volumeRules: [Rule] = [
        Rule("what is mounted is a volume", field: "volumeMounts") { unknownVolume(in: $0["volumeMounts"], $0) },
        Rule("what a sidecar mounts is a volume", field: "sidecars") { template in
            (template["sidecars"]?.array ?? []).lazy.compactMap { sidecar in
                unknownVolume(in: sidecar["volumeMounts"], template).map { "\(sidecar["name"]?.string ?? ""): \($0)" }
            }.first
        },
    ]

    /// Whether Slipway makes a volume of this name, in some of the deployments at least.
    static func isOwnVolume(_ name: String) -> Bool {
        name.wholeMatch(of: /app|tmp|(code|model-[0-9]+)-(config-map|claim|download|script|credentials)/) != nil
    }

    private static func unknownVolume(in mounts: JSONValue?, _ template: JSONValue) -> String? {
        let volumes = (template["volumes"]?.array ?? []).compactMap { $0["name"]?.string }
        let mounted = (mounts?.array ?? []).compactMap { $0["name"]?.string }
        guard let name = mounted.first(where: { !volumes.contains($0) && !isOwnVolume($0) }) else { return nil }
        let remedy = volumes.closest(to: name).map { "did you mean \($0)?" } ?? "add it to spec.podTemplate.volumes"
        return "there is no volume \(name); \(remedy)"
    }
}
