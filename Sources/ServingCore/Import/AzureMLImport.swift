package import KubernetesCore

/// What the command line of an import says.
package struct ImportOptions: Sendable {
    package var serviceName: String
    /// Each `NAME:VERSION`, with `=` and a uri or a file if its place is known.
    package var models: [String]
    package var image: String?
    package var computeTarget: String?
    package var namespace: String?

    package init(serviceName: String, models: [String]) {
        self.serviceName = serviceName
        self.models = models
    }
}

/// The way from the files of Azure ML v1's command line to manifests.
///
/// Reads no file itself: it says which ones are wanted, and takes what there is of them.
package struct AzureMLImport: Sendable {
    private let options: ImportOptions
    private let models: [ModelOption]
    private let inference: InferenceConfigFile
    /// nil: it cannot be told what kind of service it describes, which is among the problems.
    private let deployment: DeploymentConfig?
    private let problems: [ImportProblem]

    package init(_ options: ImportOptions, inferenceConfig: JSONValue, deploymentConfig: JSONValue) {
        self.options = options
        inference = InferenceConfigFile(inferenceConfig)
        var problems = inference.problems
        var deployment: DeploymentConfig?
        do throws(ImportProblem) {
            let config = try DeploymentConfig(deploymentConfig)
            problems += config.problems
            deployment = config
        } catch {
            problems.append(error)
        }
        self.deployment = deployment
        problems += options.nameProblems(versionName: deployment?.versionName)
        var models: [ModelOption] = []
        for option in options.models {
            do throws(ImportProblem) {
                models.append(try ModelOption(option))
            } catch {
                problems.append(error)
            }
        }
        self.models = models
        self.problems = problems
    }

    package var wantedFiles: WantedFiles {
        let source = inference.sourceDirectory.map { WantedFiles.Code.folder($0.value) }
        return WantedFiles(
            code: source ?? inference.entryScript.map { .script($0.value) },
            condaFile: inference.condaFile.map { file in
                guard inference.condaFileIsInSource, let source = inference.sourceDirectory else { return file.value }
                return file.value.hasPrefix("/") ? file.value : "\(source.value)/\(file.value)"
            },
            certificate: deployment?.tls.certificate?.value,
            privateKey: deployment?.tls.key?.value,
            models: models.compactMap { if case .file(let path) = $0.source { path } else { nil } }
        )
    }

    package func outcome(with files: ImportFiles) -> ImportOutcome {
        guard let deployment else { return ImportOutcome(manifests: [], gaps: [], problems: problems) }
        let mapping = ImportMapping(
            options: options,
            models: models,
            inference: inference,
            deployment: deployment,
            files: files
        )
        let parts = mapping.parts
        var problems = problems + parts.flatMap(\.problems)
        for draft in parts.flatMap(\.drafts) {
            problems += draft.problems(besides: problems)
        }
        return ImportOutcome(
            manifests: problems.isEmpty ? parts.flatMap(\.drafts).map(\.manifest) : [],
            gaps: problems.isEmpty ? inference.gaps + deployment.gaps + parts.flatMap(\.gaps) : [],
            problems: problems
        )
    }
}

extension ImportOptions {
    /// Azure ML's rule for the names of services and of an endpoint's versions, and Kubernetes' rule for namespaces.
    fileprivate func nameProblems(versionName: Given<String>?) -> [ImportProblem] {
        let names = [Given(value: serviceName, place: .option("--name")), versionName].compactMap { $0 }
        return names.filter { name in
            !(3...32).contains(name.value.utf8.count)
                || !Pattern.matches(name.value, InferenceService.serviceNamePattern)
        }.map { name in
            ImportProblem(at: name.place, "must be \(InferenceService.serviceNameMeaning), not \"\(name.value)\"")
        }
    }
}
