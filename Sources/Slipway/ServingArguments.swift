import ArgumentParser
import FoundationEssentials
import ServingCore

/// What an installation decides about pods, for all commands that make any.
struct ServingArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Slipway's own image, for the init containers that fetch models and code. Default: SLIPWAY_IMAGE, or \(ownImage).",
            valueName: "image"
        )
    )
    var image: String?

    @Option(
        help: ArgumentHelp(
            "The image that serves models of a framework without code: it has to hold azureml-inference-server-http, and "
                + "scikit-learn or onnxruntime. May be given once for ScikitLearn and once for Onnx.",
            valueName: "framework=image"
        ),
        transform: NoCodeImage.init
    )
    var noCodeImage: [NoCodeImage] = []

    struct NoCodeImage {
        let framework: Model.Framework
        let image: String

        init(_ argument: String) throws {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let framework = Model.Framework(rawValue: parts[0]),
                [.scikitLearn, .onnx].contains(framework)
            else {
                throw ValidationError("write ScikitLearn=IMAGE or Onnx=IMAGE, and not \(argument)")
            }
            self.framework = framework
            image = parts[1]
        }
    }

    var options: ServingOptions {
        ServingOptions(
            image: image ?? ProcessInfo.processInfo.environment["SLIPWAY_IMAGE"] ?? Self.ownImage,
            noCodeImages: Dictionary(noCodeImage.map { ($0.framework, $0.image) }) { _, last in last }
        )
    }

    private static let ownImage = "slipway:\(Slipway.version)"
}
