import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

@Suite("import of Azure ML's files")
struct AzureMLImportTests {
    /// `out.yaml`: the manifests. `report.txt`: what could not be carried over, or why nothing was.
    @Test("golden", arguments: GoldenCase.all(below: "GoldenImport", with: "command.yaml"))
    func golden(_ golden: GoldenCase) throws {
        let example: ImportCase
        do {
            example = try ImportCase(golden)
        } catch let error as YAMLError {
            let difference = golden.difference(from: "report.txt", "\(error)\n")
            #expect(difference == nil)
            return
        }
        let outcome = example.outcome()
        let output = golden.difference(from: "out.yaml", outcome.manifests.yamlText)
        #expect(output == nil)
        let report = example.report(outcome)
        let reportDifference = golden.difference(from: "report.txt", report)
        #expect(reportDifference == nil)

        for manifest in outcome.manifests {
            guard let definition = ServingAPI.definitions.first(where: { $0.type.kind == manifest["kind"]?.string })
            else { continue }
            #expect(definition.violations(of: definition.defaulted(manifest)).isEmpty)
        }
        // The cases write secret values with this word.
        #expect(!report.contains("hush"))
        let open = outcome.manifests.filter { $0["kind"] != "Secret" }
        #expect(!open.yamlText.contains("hush"))
    }

    /// A key that is neither in the manifests nor in the report would be lost in silence.
    @Test("every key counts", arguments: GoldenCase.all(below: "GoldenImport", with: "command.yaml"))
    func everyKeyCounts(_ golden: GoldenCase) throws {
        guard let example = try? ImportCase(golden) else { return }
        let outcome = example.outcome()
        guard outcome.problems.isEmpty else { return }
        for path in example.inference.value.leaves where !Self.isIdle(path, example.inference.value) {
            let isNoticed = example.outcome(inference: example.inference.value.removing(path.steps[...])) != outcome
            #expect(isNoticed, "\(path) makes no difference")
        }
        for path in example.deployment.value.leaves where !Self.isIdle(path, example.deployment.value) {
            let isNoticed = example.outcome(deployment: example.deployment.value.removing(path.steps[...])) != outcome
            #expect(isNoticed, "\(path) makes no difference")
        }
    }

    /// What says nothing that would not be so without it.
    private static func isIdle(_ path: FieldPath, _ document: JSONValue) -> Bool {
        let idle: [FieldPath] = [
            "authEnabled", "autoScaler.autoscaleEnabled", "gpuCores", "runtime", "environment.name",
            "environment.version", "environment.docker.enabled", "environment.docker.sharedVolumes",
            "environment.docker.shmSize", "environment.python.interpreterPath",
            "environment.python.userManagedDependencies", "environment.spark.precachePackages",
            // The report names these as one.
            "environment.python.condaDependencies.name", "environment.python.condaDependencies.channels",
        ]
        let value = path.steps.reduce(document as JSONValue?) { value, step in
            if case .member(let name) = step { value?[name] } else { nil }
        }
        return idle.contains(path) || value == false
    }
}

extension JSONValue {
    /// The paths of the values that are no objects and say something.
    fileprivate var leaves: [FieldPath] {
        guard let members = object else { return [] }
        return members.flatMap { key, value -> [FieldPath] in
            let path = FieldPath([.member(key)])
            switch value {
            case .null, .array([]), .string(""): return []
            case .object: return value.leaves.map { FieldPath(path.steps + $0.steps) }
            default: return [path]
            }
        }
    }

    fileprivate func removing(_ steps: ArraySlice<FieldPath.Step>) -> JSONValue {
        guard case .member(let name) = steps.first else { return self }
        var object = self
        object[name] = steps.count == 1 ? nil : self[name]?.removing(steps.dropFirst())
        return object
    }
}
