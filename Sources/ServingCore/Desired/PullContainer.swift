import KubernetesCore

extension ResolvedModelDeployment {
    /// The init containers that fetch files, one after the other.
    var pullContainers: [JSONValue] {
        podFiles.compactMap { item in item.download.map { pullContainer(item, $0) } }
    }

    private func pullContainer(_ files: PodFiles, _ download: FileLocation.Download) -> JSONValue {
        let credentials = "/var/slipway/credentials"
        let arguments = PullArguments(
            uri: download.uri,
            directory: files.folder,
            sha256: download.sha256,
            unpack: download.unpack,
            credentials: download.secret.map { _ in credentials }
        )
        var mounts: [JSONValue] = [["name": .string(files.volumeName), "mountPath": .string(files.folder)]]
        if download.secret != nil {
            mounts.append([
                "name": .string(files.credentialsVolume), "mountPath": .string(credentials), "readOnly": true,
            ])
        }
        return [
            "name": .string(ScoringLayout.pullPrefix + files.name),
            "image": .string(options.image),
            "args": .array(arguments.commandLine.map(JSONValue.string)),
            "resources": Self.pullResources,
            "securityContext": Self.containerSecurityContext,
            "terminationMessagePolicy": "FallbackToLogsOnError",
            "volumeMounts": .array(mounts),
        ]
    }

    /// Below what any scoring container asks for by default, so that fetching never is why a pod finds no node; the limit
    /// of memory leaves the page cache of what is written some room.
    private static let pullResources: JSONValue = [
        "requests": ["cpu": "100m", "memory": "64Mi"],
        "limits": ["cpu": "2", "memory": "256Mi"],
    ]
}

extension PodFiles {
    var credentialsVolume: String { "\(name)-credentials" }
}
