import KubernetesCore

extension ResolvedModelDeployment.Code {
    /// The code for a model that is deployed without any.
    ///
    /// - Throws: where only the user can write it.
    init(
        for models: [ResolvedModelDeployment.ModelFile],
        _ options: ServingOptions
    ) throws(Resolution.Failure) {
        func required(_ reason: String) -> Resolution.Failure {
            Resolution.Failure(reason: .unsupported, message: "spec.inferenceConfig: is required, since \(reason)")
        }
        guard let model = models.first, models.count == 1 else {
            throw required("only a single model can be deployed without code, and there are \(models.count): add it")
        }
        let framework = model.framework.rawValue
        guard let script = NoCodeScript.text(for: model.framework) else {
            throw required(
                model.framework == .custom
                    ? "Model \(model.name) has the framework Custom: add it, or set the Model's spec.framework"
                    : "models of the framework \(framework) cannot be deployed without code: add it, with a script that "
                        + "loads the model"
            )
        }
        guard let image = options.noCodeImages[model.framework] else {
            throw required(
                "this installation has no image for \(framework) models: add it, or start the controller with "
                    + "--no-code-image \(framework)=IMAGE"
            )
        }
        self.init(
            entryScript: NoCodeScript.fileName,
            source: .generated(script),
            environment: ModelDeployment.Environment(image: image),
            content: ["no code for \(framework)"]
        )
    }
}
