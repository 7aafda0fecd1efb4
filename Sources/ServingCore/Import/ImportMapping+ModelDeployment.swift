import KubernetesCore

extension ImportMapping {
    /// The ModelDeployment, which says only what was said: the schema has Azure ML's own defaults.
    var modelDeploymentPart: ImportPart {
        var part = ImportPart()
        var object = draft("ModelDeployment", deploymentName.value, from: deploymentName.place)
        setComputeTarget(in: &object, &part)
        setModels(in: &object)
        setInferenceConfig(in: &object)
        setResources(in: &object, &part)
        setScaling(in: &object)
        object.set("spec.requestSettings.scoringTimeoutMs", deployment.requestSettings.scoringTimeoutMs)
        object.set("spec.requestSettings.maxConcurrentPerReplica", deployment.requestSettings.maxConcurrentPerReplica)
        object.set("spec.requestSettings.maxQueueWaitMs", deployment.requestSettings.maxQueueWaitMs)
        setLivenessProbe(in: &object, &part)
        object.set("spec.description", inference.description)
        part.drafts.append(object)
        return part
    }

    private func setComputeTarget(in object: inout ManifestDraft, _ part: inout ImportPart) {
        let flag = options.computeTarget
        object.set("spec.computeTargetRef.name", flag.map(JSONValue.string), from: .option("--compute-target"))
        if let written = deployment.computeTarget, written.value != flag {
            part.gaps.append(
                flag.map { ImportGap(.changed, at: written.place, "--compute-target \($0) takes its place") }
                    ?? ImportGap(
                        .notCarriedOver,
                        at: written.place,
                        "it names a compute target of Azure ML's",
                        remedy:
                            "pass --compute-target with the name of a ComputeTarget; without it, the default one counts"
                    )
            )
        }
        switch computeType {
        case .aks, .aksEndpoint: break
        case .aci:
            part.gaps.append(
                ImportGap(
                    .changed,
                    at: deployment.computeType.place,
                    "the model runs as one pod on "
                        + (flag.map { "ComputeTarget \($0)" } ?? "the default ComputeTarget"),
                    remedy:
                        "for Azure Container Instances, create a ComputeTarget of type VirtualNode and pass its name "
                        + "as --compute-target"
                )
            )
        case .local:
            part.gaps.append(
                ImportGap(.changed, at: deployment.computeType.place, "the model runs as one pod in the cluster")
            )
        }
    }

    private func setModels(in object: inout ManifestDraft) {
        let references = models.map { JSONValue.object(["name": .string($0.name), "version": .integer($0.version)]) }
        object.set("spec.models", .array(references), from: options.models.isEmpty ? .option("--model") : nil)
        for option in options.models { object.trace("spec.models", to: ModelOption.place(of: option)) }
        for (index, model) in models.enumerated() {
            object.trace(FieldPath("spec.models").index(index), to: model.place)
        }
    }

    private func setInferenceConfig(in object: inout ManifestDraft) {
        guard let entryScript else { return }
        object.set("spec.inferenceConfig.entryScript", entryScript)
        object.set("spec.inferenceConfig.source.configMapRef.name", .string(codeName), from: deploymentName.place)
        object.set("spec.inferenceConfig.environment.image", image)
        if needsRegistrySecret {
            let secrets: JSONValue = [["name": .string(registryName)]]
            let place = inference.registry.address?.place
            object.set("spec.inferenceConfig.environment.imagePullSecrets", secrets, from: place)
        }
        for variable in inference.environmentVariables {
            let variables = FieldPath("spec.inferenceConfig.environment.environmentVariables")
            object.set(variables.member(variable.name), variable.text)
        }
    }

    private func setResources(in object: inout ManifestDraft, _ part: inout ImportPart) {
        let resources = deployment.resources
        let amounts = [
            ("requests", "cpu", resources.cpu, ResourceAmount.init(cores:)),
            ("requests", "memory", resources.memory, ResourceAmount.init(gigabytes:)),
            ("limits", "cpu", resources.cpuLimit, ResourceAmount.init(cores:)),
            ("limits", "memory", resources.memoryLimit, ResourceAmount.init(gigabytes:)),
        ]
        for (list, name, given, convert) in amounts {
            guard let given, let amount = convert(given.value) else { continue }
            let field = FieldPath("spec.resources").member(list).member(name)
            object.set(field, .string(amount.quantity), from: given.place)
            if amount.isRounded {
                part.gaps.append(ImportGap(.changed, at: given.place, "it is rounded up to \(amount.quantity)"))
            }
        }
        if let gpus = resources.gpus, gpus.value != 0 {
            object.set(FieldPath("spec.resources.limits").member("nvidia.com/gpu"), gpus)
        }
    }

    private func setScaling(in object: inout ManifestDraft) {
        if let replicas = deployment.replicas {
            object.set("spec.replicas", replicas)
        } else if computeType == .aci || computeType == .local {
            object.set("spec.replicas", 1, from: deployment.computeType.place)
        } else {
            let autoscaler = deployment.autoscaler
            object.set("spec.autoscale.enabled", autoscaler.isEnabled)
            object.set("spec.autoscale.minReplicas", autoscaler.minReplicas)
            object.set("spec.autoscale.maxReplicas", autoscaler.maxReplicas)
            object.set("spec.autoscale.targetUtilization", autoscaler.targetUtilization)
            object.set("spec.autoscale.refreshSeconds", autoscaler.refreshSeconds)
        }
    }

    private func setLivenessProbe(in object: inout ManifestDraft, _ part: inout ImportPart) {
        let probe = deployment.livenessProbe
        object.set("spec.livenessProbe.initialDelaySeconds", probe.initialDelaySeconds)
        object.set("spec.livenessProbe.periodSeconds", probe.periodSeconds)
        object.set("spec.livenessProbe.timeoutSeconds", probe.timeoutSeconds)
        object.set("spec.livenessProbe.failureThreshold", probe.failureThreshold)
        guard let threshold = probe.successThreshold else { return }
        if threshold.value > 1 {
            part.gaps.append(
                ImportGap(.changed, at: threshold.place, "it is 1, since Kubernetes allows nothing else for liveness")
            )
        } else {
            object.set("spec.livenessProbe.successThreshold", threshold)
        }
    }
}
