import KubernetesCore

/// The pod template of a Deployment: the one that was applied before, as long as its author asks for the same, whatever this
/// version of Slipway would make of it. So an update of Slipway restarts nothing.
///
/// The record of what was applied is an annotation of the Deployment itself. It changes together with the template, in one
/// request, so that the two never tell different stories; a revision object of its own would cost another request and
/// watch, and a ReplicaSet cannot tell a template of Slipway's from one that somebody edited by hand. A digest beside it
/// shows whether it is still what was written; if it is not, the template is made anew.
struct PinnedTemplate {
    let template: JSONValue
    let annotations: JSONValue

    /// Of the 256 KiB that all annotations of an object may have together, most are left to others. Only templates with
    /// hundreds of models are longer, and those are not pinned.
    private static let maximumLength = 128 << 10

    private static let always = "Always"

    init(of desired: ResolvedModelDeployment, over observed: Deployment?) {
        let inputs = desired.templateInputs
        let rendered = desired.podTemplate
        let text = rendered.jsonText
        let digest = Digest.hexadecimal(of: text.utf8)
        let isPinned =
            desired.metadata.annotations[Labels.runtimeUpdate] != Self.always && inputs != nil
            && observed?.metadata.annotations[Labels.templateInputs] == inputs
        if isPinned, let observed, observed.metadata.annotations[Labels.templateDigest] != digest,
            let record = Self.record(of: observed)
        {
            template = record.template
            annotations = Self.annotations(inputs, record.digest, record.text)
        } else {
            template = rendered
            annotations = Self.annotations(inputs, digest, text)
        }
    }

    private static func record(of observed: Deployment) -> (template: JSONValue, digest: String, text: String)? {
        guard let text = observed.manifest.annotation(Deployment.pinnedTemplate),
            let digest = observed.metadata.annotations[Labels.templateDigest],
            digest == Digest.hexadecimal(of: text.utf8),
            let template = try? JSONValue(parsing: text.utf8)
        else { return nil }
        return (template, digest, text)
    }

    private static func annotations(_ inputs: String?, _ digest: String, _ text: String) -> JSONValue {
        var annotations: JSONValue = [:]
        annotations[Labels.templateInputs] = inputs.map(JSONValue.string)
        annotations[Labels.templateDigest] = .string(digest)
        if text.utf8.count <= maximumLength { annotations[Deployment.pinnedTemplate] = .string(text) }
        return annotations
    }
}

extension ResolvedModelDeployment {
    /// Fields of the spec that say nothing of the pods, or say it by way of something else that is looked at. A field that
    /// is not here concerns the pods.
    private static let fieldsBesidesPods = [
        "access", "autoscale", "computeTargetRef", "description", "models", "properties", "replicas", "rollout",
        "suspend", "tags",
    ]

    /// The digest of all that the author decides about the pods, and of nothing that Slipway does.
    ///
    /// What equals a default of the schema does not count, so that a field which a later version adds, and API servers
    /// then fill in, changes nothing. The default of a field never changes within a version of the API.
    ///
    /// nil where the spec cannot be written as JSON: all such specs would have one digest.
    var templateInputs: String? {
        guard var all = try? JSONValue(encoding: spec) else { return nil }
        // The gateway's business.
        all["requestSettings"]?["maxQueueWaitMs"] = nil
        var inputs = ModelDeployment.specSchema.withoutDefaults(all)
        for field in Self.fieldsBesidesPods { inputs[field] = nil }
        inputs["models"] = .array(modelVersions.map(JSONValue.string))
        inputs["content"] = .string(contentDigest)
        inputs["computeType"] = .string(compute.spec.type.rawValue)
        inputs["nodeSelector"] = JSONValue(compute.spec.nodeSelector)
        inputs["runtimeUpdate"] = metadata.annotations[Labels.runtimeUpdate].map(JSONValue.string)
        return Digest.hexadecimal(of: inputs.jsonBytes)
    }
}
