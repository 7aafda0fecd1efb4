package import KubernetesCore

/// The packages that a scoring server runs with, as pip takes them.
package struct PythonRequirements: Hashable, Sendable {
    /// A line for each.
    package let lines: [String]
    /// Such as `3.11`, where a conda file names one.
    package let pythonVersion: String?
    /// What a conda file asks conda for, and pip does not install.
    package let passedOver: [String]
    /// How messages call what lists the packages.
    package let source: String

    private static let server = "azureml-inference-server-http"

    /// Files that list packages, beside an entry script or a manifest: the first one that is there counts.
    package static let fileNames = [
        "requirements.txt", "conda.yaml", "conda.yml", "conda_dependencies.yml", "environment.yml",
    ]

    package static func isConda(_ name: String) -> Bool { !name.hasSuffix(".txt") }

    /// Of a requirements file, a line for each package.
    package init(text: String, source: String) {
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        self.init(lines, source: source)
    }

    /// Of a conda file's section for pip.
    package init(conda: JSONValue, source: String) {
        let dependencies = conda["dependencies"]?.array ?? []
        let own = dependencies.compactMap(\.string)
        let version = own.compactMap { $0.wholeMatch(of: #/python\s*=+\s*(\d+\.\d+)[\d.]*/#)?.output.1 }.first
        self.init(
            dependencies.flatMap { $0["pip"]?.array ?? [] }.compactMap(\.string),
            pythonVersion: version.map(String.init),
            passedOver: own.filter { $0.firstMatch(of: #/^(python|pip)\b(?!-)/#) == nil },
            source: source
        )
    }

    /// Where no file lists any: what a model without code needs, and the scoring server.
    package init(for framework: Model.Framework?) {
        let packages =
            switch framework {
            case .scikitLearn: ["scikit-learn"]
            case .onnx: ["onnxruntime"]
            default: [String]()
            }
        self.init(packages, source: "requirements.txt")
    }

    private init(_ lines: [String], pythonVersion: String? = nil, passedOver: [String] = [], source: String) {
        let names = lines.compactMap { $0.firstMatch(of: #/^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/#)?.output.1 }
            .map { $0.lowercased().replacing(#/[-_.]+/#, with: "-") }
        // Azure ML's own environments have the server by azureml-defaults.
        let hasServer = names.contains { [Self.server, "azureml-defaults"].contains($0) }
        self.lines = lines + (hasServer ? [] : [Self.server])
        self.pythonVersion = pythonVersion
        self.passedOver = passedOver
        self.source = source
    }
}
