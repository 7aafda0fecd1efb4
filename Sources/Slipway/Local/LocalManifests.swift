import KubernetesCore
import ServingCore
import YAML

/// The manifests of a run, without errors.
struct LocalManifests {
    let plan: LocalPlan
    private let documents: [ManifestDocuments.Document]

    /// What is wrong with them, in the words of `slipway validate`.
    struct Invalid: Error {
        let findings: [LocatedFinding]
    }

    init(_ options: LocalOptions, _ console: Console) throws {
        let files = ManifestDocuments(ManifestFiles(options.paths))
        let report = ValidationReport(files, namespace: options.namespace, allowsMissingReferences: true)
        let errors = report.findings.filter { $0.severity == .error }
        guard errors.isEmpty else { throw Invalid(findings: errors) }
        let yaml = files.documents.map(\.yaml)
        let names = options.deployment.isEmpty ? nil : Set(options.deployment)
        let plan = LocalPlan(of: yaml.map(\.value), namespace: options.namespace, only: names)
        let remarks = plan.remarks.map { LocatedFinding($0, in: yaml) }
        guard !remarks.contains(where: { $0.severity == .error }) else { throw Invalid(findings: remarks) }
        for name in options.deployment where !plan.servers.contains(where: { $0.deployment.name == name }) {
            throw LocalFailure("there is no ModelDeployment \(name) among the manifests; correct --deployment")
        }
        guard !plan.servers.isEmpty else {
            throw LocalFailure("there is no ModelDeployment in \(options.paths.joined(separator: ", "))")
        }
        for remark in remarks { console.note(remark.text) }
        self.plan = plan
        documents = files.documents
    }

    /// The folders of the files that a ModelDeployment and the ConfigMap with its code are in.
    func folders(of deployment: ObjectKey) -> [String] {
        let root = find(ServingAPI.modelDeployments.kind, deployment)
        let source = root?.object["spec"]?["inferenceConfig"]?["source"]
        let code = source?["configMapRef"]?["name"]?.string.flatMap { name in
            find(BuiltInTypes.configMaps.kind, ObjectKey(namespace: deployment.namespace, name: name))
        }
        return [root, code].compactMap { $0?.file }.filter { !$0.isStandardInput }.map { file in
            let path = file.path
            return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        }
    }

    private func find(_ kind: String, _ key: ObjectKey) -> (file: ManifestFile, object: JSONValue)? {
        for document in documents {
            for (_, object) in document.yaml.value.listedObjects {
                let metadata = object["metadata"]
                if object["kind"]?.string == kind, metadata?["name"]?.string == key.name,
                    [nil, key.namespace].contains(metadata?["namespace"]?.string)
                {
                    return (document.file, object)
                }
            }
        }
        return nil
    }
}
