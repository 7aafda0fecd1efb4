import KubernetesCore

extension ModelDeployment.PodTemplate {
    /// What would break Slipway's own part of the pods, or the restricted Pod Security profile. They look into what is
    /// passed on as it is, where CEL sees nothing.
    static let rules: [Rule] = [
        Rule("Slipway's own labels are not the user's", field: "labels") { template in
            refusal(of: template["labels"]?.object?.map(\.key) ?? [], "is Slipway's own: remove it") { key in
                Labels.all(for: "").object?[key] != nil
            }
        },
        Rule("Slipway's own annotations are not the user's", field: "annotations") { template in
            refusal(of: template["annotations"]?.object?.map(\.key) ?? [], "is Slipway's own: remove it") { key in
                key.hasPrefix("serving.slipway.dev/")
            }
        },
        named("env", "scoring container") { names in
            refusal(of: names, "says where Slipway puts the files: remove it") { ScoringLayout.variables.contains($0) }
        },
        named("volumes", "pod") { names in
            refusal(of: names, "is the name of a volume of Slipway's: choose another", where: isOwnVolume)
        },
        Rule("a volume is not a folder of the node", field: "volumes") { template in
            (template["volumes"]?.array ?? []).contains { $0["hostPath"] != nil }
                ? "hostPath is not allowed by the restricted Pod Security profile: use a claim or an emptyDir" : nil
        },
        Rule("a mount does not hide Slipway's folders", field: "volumeMounts") { template in
            let paths = (template["volumeMounts"]?.array ?? []).compactMap { $0["mountPath"]?.string }
            return refusal(of: paths, "hides files of Slipway's: mount it elsewhere") { path in
                let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
                let own = [ScoringLayout.code, ScoringLayout.models].map { "\(ScoringLayout.root)/\($0)" }
                return "\(ScoringLayout.root)/".hasPrefix("\(folder)/")
                    || own.contains { "\(folder)/".hasPrefix("\($0)/") }
            } ?? duplicate(in: paths)
        },
        named("sidecars", "pod") { names in
            refusal(of: names, "is the name of a container of Slipway's: choose another") {
                $0 == ScoringLayout.container || $0.hasPrefix(ScoringLayout.pullPrefix)
            }
        },
        Rule("a sidecar keeps to the restricted Pod Security profile, and off port 5001", field: "sidecars") {
            template in
            for sidecar in template["sidecars"]?.array ?? [] {
                let name = sidecar["name"]?.string ?? ""
                let ports = sidecar["ports"]?.array ?? []
                if ports.contains(where: { $0["containerPort"] == .integer(ScoringLayout.port) || $0["name"] == "http" }
                ) {
                    return
                        "\(name) has port \(ScoringLayout.port), or one named http, which are the scoring server's: choose "
                        + "another"
                }
                if ports.contains(where: { $0["hostPort"] != nil }) {
                    return "\(name) has a hostPort, which the restricted Pod Security profile does not allow: remove it"
                }
                if let field = unrestricted(sidecar["securityContext"]) {
                    return
                        "\(name): securityContext.\(field) is not allowed by the restricted Pod Security profile: remove it"
                }
            }
            return nil
        },
        Rule("the security context keeps to the restricted Pod Security profile", field: "securityContext") {
            template in
            unrestricted(template["securityContext"]).map {
                "\($0) is not allowed by the restricted Pod Security profile: remove it"
            }
        },
    ]

    /// The field of a security context that the restricted profile does not allow.
    private static func unrestricted(_ context: JSONValue?) -> String? {
        if context?["privileged"] == true { return "privileged" }
        if context?["allowPrivilegeEscalation"] == true { return "allowPrivilegeEscalation" }
        if context?["runAsNonRoot"] == false { return "runAsNonRoot" }
        if context?["runAsUser"] == 0 { return "runAsUser" }
        if context?["seccompProfile"]?["type"] == "Unconfined" { return "seccompProfile" }
        let added = context?["capabilities"]?["add"]?.array ?? []
        return added.contains { $0 != "NET_BIND_SERVICE" } ? "capabilities.add" : nil
    }

    /// A list whose elements are told apart by their names.
    private static func named(
        _ field: String,
        _ place: String,
        refusal: @escaping @Sendable ([String]) -> String?
    ) -> Rule {
        Rule("each has a name of its own in the \(place)", field: FieldPath([.member(field)])) { template in
            let names = (template[field]?.array ?? []).compactMap { $0["name"]?.string }
            return refusal(names) ?? duplicate(in: names)
        }
    }

    private static func duplicate(in names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }.map { "\($0) is there twice: remove one" }
    }

    private static func refusal(of names: [String], _ reason: String, where isOwn: (String) -> Bool) -> String? {
        names.first(where: isOwn).map { "\($0) \(reason)" }
    }
}
