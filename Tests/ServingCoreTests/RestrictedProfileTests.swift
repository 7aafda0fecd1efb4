import KubernetesCore
import TestSupport
import Testing

/// Kubernetes' restricted Pod Security profile: https://kubernetes.io/docs/concepts/security/pod-security-standards/
@Suite struct RestrictedProfileTests {
    @Test("no feature takes pods out of the restricted profile", arguments: GoldenCase.all())
    func golden(_ golden: GoldenCase) throws {
        for object in try golden.documents("out.yaml") where object["kind"] == "Deployment" {
            let pod = try #require(object["spec"]?["template"]?["spec"])
            #expect(Self.violations(of: pod) == [])
        }
    }

    @Test(
        "the check finds what it is to find",
        arguments: [
            "hostNetwork: true", "volumes: [{name: a, hostPath: {path: /}}]", "securityContext: {runAsNonRoot: true}",
            "securityContext: {seccompProfile: {type: RuntimeDefault}}", "containers: [{name: a}]",
            "initContainers: [{name: a, securityContext: {privileged: true}}]",
        ]
    )
    func bad(pod: String) throws {
        #expect(!Self.violations(of: try Manifests.value("{\(pod)}")).isEmpty)
    }

    private static let volumeTypes: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
    ]

    private static func violations(of pod: JSONValue) -> [String] {
        var violations = ["hostNetwork", "hostPID", "hostIPC"].filter { pod[$0] == true }
        for volume in pod["volumes"]?.array ?? [] {
            let types = (volume.object?.map(\.key) ?? []).filter { $0 != "name" }
            if types.count != 1 || !volumeTypes.isSuperset(of: types) { violations.append("volume \(types)") }
        }
        let podContext = pod["securityContext"]
        if podContext?["sysctls"] != nil { violations.append("sysctls") }
        let containers = (pod["initContainers"]?.array ?? []) + (pod["containers"]?.array ?? [])
        for container in containers {
            let name = container["name"]?.string ?? ""
            let context = container["securityContext"]
            func add(_ field: String, if isBad: Bool) { if isBad { violations.append("\(name): \(field)") } }
            func value(_ field: String) -> JSONValue? { context?[field] ?? podContext?[field] }
            add("privileged", if: context?["privileged"] == true)
            add("allowPrivilegeEscalation", if: context?["allowPrivilegeEscalation"] != false)
            add("runAsNonRoot", if: value("runAsNonRoot") != true)
            add("runAsUser", if: value("runAsUser") == 0)
            let profile = value("seccompProfile")?["type"]
            add("seccompProfile", if: profile != "RuntimeDefault" && profile != "Localhost")
            add("capabilities.drop", if: context?["capabilities"]?["drop"] != ["ALL"])
            let added = context?["capabilities"]?["add"]?.array ?? []
            add("capabilities.add", if: added.contains { $0 != "NET_BIND_SERVICE" })
            add("hostPort", if: (container["ports"]?.array ?? []).contains { $0["hostPort"] != nil })
        }
        if podContext?["runAsNonRoot"] != true { violations.append("runAsNonRoot") }
        if podContext?["seccompProfile"] == nil { violations.append("seccompProfile") }
        return violations
    }
}
