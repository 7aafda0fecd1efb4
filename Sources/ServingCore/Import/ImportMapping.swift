import KubernetesCore

/// Some of the manifests, and what is to be said about them.
struct ImportPart {
    var drafts: [ManifestDraft] = []
    var gaps: [ImportGap] = []
    var problems: [ImportProblem] = []
}

/// Which manifest says what the files and the command line said.
struct ImportMapping: Sendable {
    let options: ImportOptions
    let models: [ModelOption]
    let inference: InferenceConfigFile
    let deployment: DeploymentConfig
    let files: ImportFiles

    /// In the order in which their manifests are applied: what is referred to comes first.
    var parts: [ImportPart] {
        [namespacePart, keysPart, certificatePart, registryPart, imagePart, codePart]
            + modelParts + [modelDeploymentPart, inferenceServicePart]
    }

    var computeType: DeploymentConfig.ComputeType { deployment.computeType.value }

    var serviceName: Given<String> { Given(value: options.serviceName, place: .option("--name")) }

    /// Azure ML gives the only version of an endpoint the endpoint's name.
    var deploymentName: Given<String> {
        guard let version = deployment.versionName else { return serviceName }
        return Given(value: "\(options.serviceName)-\(version.value)", place: version.place)
    }

    var namespace: String? { options.namespace ?? deployment.namespace?.value }

    func draft(_ kind: String, _ name: String, from place: ImportPlace) -> ManifestDraft {
        ManifestDraft(kind, name: name, namespace: namespace, from: place)
    }

    /// What a kubectl command needs to act on the objects' namespace.
    var namespaceFlag: String { namespace.map { " -n \($0)" } ?? "" }

    private var namespacePart: ImportPart {
        var part = ImportPart()
        guard let namespace else { return part }
        let place = options.namespace == nil ? deployment.namespace?.place : .option("--namespace")
        if let place, !Pattern.matches(namespace, "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$") {
            let meaning = "must be up to 63 lower-case letters, digits and dashes"
            part.problems.append(ImportProblem(at: place, "\(meaning), not \"\(namespace)\""))
        }
        if let written = deployment.namespace, written.value != namespace {
            part.gaps.append(ImportGap(.changed, at: written.place, "--namespace \(namespace) takes its place"))
        }
        return part
    }
}
