import KubernetesCore

/// Files of the scoring container: the volume they are in, where it is mounted, and what fetches them if need be.
struct PodFiles {
    let name: String
    let source: ResolvedModelDeployment.CodeSource
    /// Where the entry script and Azure ML's layout want them.
    let folder: String
    /// Whether what a claim's path names stands in the folder under its own name, or is the folder.
    let isNamed: Bool

    /// It tells the type of the volume: API servers as old as 1.20 cannot give a volume of the same name another type when it
    /// is applied.
    var volumeName: String {
        let type =
            switch source {
            case .files(.configMap): "config-map"
            case .files(.claim): "claim"
            case .files(.download): "download"
            case .generated: "script"
            }
        return "\(name)-\(type)"
    }

    /// - Parameter claimVolume: the volume of the claim: two volumes for one claim keep a pod from starting.
    func mount(claimVolume: String) -> JSONValue {
        var mount: JSONValue = ["name": .string(volumeName), "mountPath": .string(folder), "readOnly": true]
        guard case .files(.claim(_, let path)) = source else { return mount }
        mount["name"] = .string(claimVolume)
        if let base = path.split(separator: "/").last {
            if isNamed { mount["mountPath"] = .string("\(folder)/\(base)") }
            mount["subPath"] = .string(path)
        }
        return mount
    }

    var volume: JSONValue {
        let content: JSONValue =
            switch source {
            case .files(.configMap(let name, nil)): ["configMap": ["name": .string(name)]]
            case .files(.configMap(let name, let key?)):
                ["configMap": ["name": .string(name), "items": [["key": .string(key), "path": .string(key)]]]]
            case .files(.claim(let name, _)):
                ["persistentVolumeClaim": ["claimName": .string(name), "readOnly": true]]
            // Without a size limit: nobody knows how large the files are, and whoever exceeds one is evicted only after
            // the disk has been filled. `slipway pull` looks for free space first.
            case .files(.download): ["emptyDir": [:]]
            // Downward, so that the script belongs to the template: it changes with it, and never under a running pod.
            case .generated:
                [
                    "downwardAPI": [
                        "items": [
                            [
                                "path": .string(NoCodeScript.fileName),
                                "fieldRef": ["fieldPath": .string("metadata.annotations['\(Labels.entryScript)']")],
                            ]
                        ]
                    ]
                ]
            }
        var volume: JSONValue = ["name": .string(volumeName)]
        for (type, value) in content.object ?? [:] { volume[type] = value }
        return volume
    }

    var download: FileLocation.Download? {
        if case .files(.download(let download)) = source { download } else { nil }
    }

    var claim: String? {
        if case .files(.claim(let name, _)) = source { name } else { nil }
    }
}

extension ResolvedModelDeployment {
    /// The code, then the models in their order.
    var podFiles: [PodFiles] {
        let code = PodFiles(
            name: "code",
            source: code.source,
            folder: "\(ScoringLayout.root)/\(ScoringLayout.code)",
            isNamed: false
        )
        return [code]
            + models.enumerated().map { index, model in
                PodFiles(
                    name: "model-\(index)",
                    source: .files(model.location),
                    folder: "\(ScoringLayout.root)/\(ScoringLayout.models)/\(model.name)/\(model.version)",
                    isNamed: true
                )
            }
    }

    var fileMounts: [JSONValue] {
        let files = podFiles
        return files.map { item in
            item.mount(claimVolume: files.first { $0.claim == item.claim }?.volumeName ?? item.volumeName)
        }
    }

    var fileVolumes: [JSONValue] {
        var claims: Set<String> = []
        let files = podFiles.filter { $0.claim.map { claims.insert($0).inserted } ?? true }
        let secrets = podFiles.compactMap { item -> JSONValue? in
            guard let secret = item.download?.secret else { return nil }
            return ["name": .string(item.credentialsVolume), "secret": ["secretName": .string(secret)]]
        }
        return files.map(\.volume) + secrets
    }
}
