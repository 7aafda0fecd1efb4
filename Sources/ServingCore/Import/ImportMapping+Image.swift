import FoundationEssentials
import KubernetesCore

extension ImportMapping {
    var registryName: String { "\(deploymentName.value)-registry" }

    /// What scores: the image that the user names, or else the base image.
    var image: Given<String> {
        if let image = options.image { return Given(value: image, place: .option("--image")) }
        guard let base = inference.baseImage else {
            return Given(value: "registry.example.com/\(deploymentName.value):1", place: .option("--image"))
        }
        guard let host = registryHost, !base.value.hasPrefix("\(host)/") else { return base }
        return Given(value: "\(host)/\(base.value)", place: base.place)
    }

    var needsRegistrySecret: Bool { registrySecret != nil }

    /// The Secret with the registry's credentials.
    var registryPart: ImportPart {
        var part = ImportPart()
        if let address = inference.registry.address, inference.baseImage == nil || options.image != nil,
            registrySecret == nil
        {
            part.gaps.append(
                ImportGap(.notCarriedOver, at: address.place, "no image is taken that it would be the registry of")
            )
        }
        guard let content = registrySecret, let address = inference.registry.address else { return part }
        var secret = draft("Secret", registryName, from: address.place)
        secret.set("type", "kubernetes.io/dockerconfigjson")
        secret.set(FieldPath([.member("stringData"), .member(".dockerconfigjson")]), .string(content.jsonText))
        part.drafts.append(secret)
        return part
    }

    var imagePart: ImportPart {
        var part = ImportPart()
        let needs = "Python, azureml-inference-server-http and what the entry script imports" + packages
        if let base = inference.baseImage {
            part.gaps.append(
                options.image == nil
                    ? ImportGap(
                        .changed,
                        at: base.place,
                        "Slipway builds nothing on top of it",
                        remedy: "it must hold \(needs); if it does not, build an image on it and pass --image"
                    )
                    : ImportGap(.changed, at: base.place, "--image takes its place")
            )
        } else if options.image == nil {
            part.gaps.append(
                ImportGap(
                    .missing,
                    at: .option("--image"),
                    "Slipway builds no images, and \(image.value) stands for one",
                    remedy: "build one with \(needs); then pass --image"
                )
            )
        }
        part.gaps += condaGaps
        return part
    }

    /// Without the scheme that some write.
    private var registryHost: String? {
        guard var host = inference.registry.address?.value[...] else { return nil }
        for scheme in ["https://", "http://"] where host.hasPrefix(scheme) { host = host.dropFirst(scheme.count) }
        while host.hasSuffix("/") { host = host.dropLast() }
        return String(host)
    }

    /// What docker would keep in its configuration.
    private var registrySecret: JSONValue? {
        guard let host = registryHost, let username = inference.registry.username?.value,
            let password = inference.registry.password?.value
        else { return nil }
        let login: JSONValue = [
            "username": .string(username),
            "password": .string(password),
            "auth": .string(Data("\(username):\(password)".utf8).base64EncodedString()),
        ]
        return ["auths": .object(JSONObject([(host, login)]))]
    }

    private var condaGaps: [ImportGap] {
        var gaps: [ImportGap] = []
        func tell(_ place: ImportPlace, problem: String = "", remedy: String) {
            let why = "Slipway builds no images" + problem
            let need = "see to it that the image holds what it names"
            gaps.append(ImportGap(.notCarriedOver, at: place, why, remedy: need + remedy))
        }
        if let file = inference.condaFile {
            switch files.condaFile {
            case .environment: tell(file.place, remedy: packages)
            case .missing:
                let problem = ", and there is no file \(file.value)"
                tell(file.place, problem: problem, remedy: "; correct the path to see its packages here")
            case .unreadable(let problem):
                let problem = ", and \(file.value) \(problem)"
                tell(file.place, problem: problem, remedy: "; correct it to see its packages here")
            }
        }
        if let dependencies = inference.condaDependencies { tell(dependencies.place, remedy: packages) }
        return gaps
    }

    /// For the end of a sentence.
    private var packages: String { condaPackages.isEmpty ? "" : ": " + condaPackages.joined(separator: ", ") }

    /// The packages of conda and pip that the environment names.
    private var condaPackages: [String] {
        let environments = [files.condaFile.environment, inference.condaDependencies.map { .object($0.value) }]
        return environments.flatMap { $0?["dependencies"]?.array ?? [] }.flatMap { dependency in
            dependency.string.map { [$0] } ?? (dependency["pip"]?.array ?? []).compactMap(\.string)
        }
    }
}
