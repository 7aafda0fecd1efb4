import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// `in.yaml`: a ModelDeployment and what it refers to. `cluster.yaml`: its children as the cluster shows them.
/// `out.yaml`: the children as they should be. `status.yaml`: its status.
@Test("golden", arguments: GoldenCase.all())
func modelDeployment(_ golden: GoldenCase) throws {
    let manifests = Manifests(try golden.documents("in.yaml"))
    let root = try #require(try manifests.modelDeployment)
    let resolution = try manifests.resolution
    let observed = try Manifests(try golden.documents("cluster.yaml")).children

    var resolved: Result<ResolvedModelDeployment, ModelDeployment.Refusal>
    if root.violations.isEmpty {
        do throws(Resolution.Failure) {
            resolved = .success(try resolution.resolve(root))
        } catch {
            resolved = .failure(.unresolved(error))
        }
    } else {
        resolved = .failure(.invalid(root.violations))
    }
    let desired = (try? resolved.get())?.desiredObjects(ServedVersions()).map(\.manifest) ?? []
    let now = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    let status = root.status(resolved, observed, now: now)

    let output = golden.difference(from: "out.yaml", desired.yamlText)
    #expect(output == nil)
    let statusOutput = golden.difference(from: "status.yaml", try JSONValue(encoding: status).yamlText)
    #expect(statusOutput == nil)

    var settled = root
    settled.status = status
    let later = root.status(resolved, observed, now: now + .seconds(60))
    let again = settled.status(resolved, observed, now: now + .seconds(60))
    #expect(again == status, "a status that has nothing new to say must not change")
    #expect(later.conditions.map(\.type) == status.conditions.map(\.type))
    for object in desired {
        #expect(object["metadata"]?["ownerReferences"]?.array?.count == 1)
        #expect(object["metadata"]?["labels"]?[Labels.managedBy] == "slipway")
    }
}

/// The objects of a file, decoded as an API server would send them.
private struct Manifests {
    let objects: [JSONValue]

    init(_ objects: [JSONValue]) {
        self.objects = objects.map { object in
            let definition = ServingAPI.definitions.first { $0.type.kind == object["kind"]?.string }
            return definition?.defaulted(object) ?? object
        }
    }

    var modelDeployment: ModelDeployment? {
        get throws { try all(ModelDeployment.self).first }
    }

    var resolution: Resolution {
        get throws {
            let configMaps = try all(ConfigMap.self)
            return Resolution(
                models: try all(Model.self),
                configMaps: Dictionary(uniqueKeysWithValues: configMaps.map { ($0.metadata.name, $0) })
            )
        }
    }

    var children: ObservedChildren {
        get throws {
            ObservedChildren(
                deployment: try all(Deployment.self).first,
                service: try all(Service.self).first,
                horizontalPodAutoscaler: try all(HorizontalPodAutoscaler.self).first,
                pods: try all(Pod.self)
            )
        }
    }

    /// Kinds have the names of their types.
    private func all<Object: Resource>(_ type: Object.Type) throws -> [Object] {
        try objects.filter { $0["kind"]?.string == "\(type)" }.map { try JSONValueDecoder().decode(type, from: $0) }
    }
}
