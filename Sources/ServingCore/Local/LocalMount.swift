import KubernetesCore

/// A folder of the pod's scoring container, and what is in it.
package struct LocalMount: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// Nothing: it is written to.
        case empty
        /// Files by name.
        case files([String: [UInt8]])
        /// What `slipway pull` gets, with the files of a Secret as credentials.
        case download(FileLocation.Download, credentials: [String: [UInt8]])
        /// What is at `path` below the root of a claim; nil for all of it.
        case claim(String, path: String?)
    }

    /// As the pod names it.
    package let folder: String
    package let source: Source
}

/// The mounts of a pod template's scoring container.
struct LocalMounts {
    private let resolved: ResolvedModelDeployment
    private let template: JSONValue
    private let contents: LocalContents

    init(_ resolved: ResolvedModelDeployment, _ template: JSONValue, _ contents: LocalContents) {
        (self.resolved, self.template, self.contents) = (resolved, template, contents)
    }

    /// A folder before those that are in it.
    var all: [LocalMount] {
        get throws(LocalRefusal) {
            var mounts: [LocalMount] = []
            for mount in template["spec"]?["containers"]?.array?.first?["volumeMounts"]?.array ?? [] {
                mounts.append(try self.mount(mount))
            }
            return mounts.sorted { $0.folder < $1.folder }
        }
    }

    private func mount(_ mount: JSONValue) throws(LocalRefusal) -> LocalMount {
        let (name, path) = (mount["name"]?.string ?? "", mount["mountPath"]?.string ?? "/")
        let source = try source(ofVolume: name, mount["subPath"]?.string)
        guard case .files(let files) = source, let key = mount["subPath"]?.string else {
            return LocalMount(folder: path, source: source)
        }
        let parts = path.split(separator: "/")
        return LocalMount(
            folder: "/" + parts.dropLast().joined(separator: "/"),
            source: .files([String(parts.last ?? ""): files[key] ?? []])
        )
    }

    private func source(ofVolume name: String, _ subPath: String?) throws(LocalRefusal) -> LocalMount.Source {
        let namespace = resolved.metadata.namespace
        func files(_ objects: [ObjectKey: [String: [UInt8]]], _ kind: String, _ reference: JSONValue, _ name: String)
            throws(LocalRefusal) -> LocalMount.Source
        {
            guard let all = objects[ObjectKey(namespace: namespace, name: name)] else {
                if reference["optional"] == true { return .empty }
                throw LocalRefusal(field: "spec", message: "\(kind) \(name) is not among the manifests; add it")
            }
            guard let items = reference["items"]?.array else { return .files(all) }
            let chosen = items.compactMap { item in
                item["key"]?.string.flatMap { key in all[key].map { (item["path"]?.string ?? key, $0) } }
            }
            return .files(Dictionary(chosen) { first, _ in first })
        }

        let volume = template["spec"]?["volumes"]?.array?.first { $0["name"]?.string == name } ?? [:]
        if let item = resolved.podFiles.first(where: { $0.volumeName == name }), let download = item.download {
            let credentials = download.secret.map { contents.secrets[ObjectKey(namespace: namespace, name: $0)] }
            if let secret = download.secret, credentials == .some(nil) {
                throw LocalRefusal(field: "spec", message: "Secret \(secret) is not among the manifests; add it")
            }
            return .download(download, credentials: (credentials ?? nil) ?? [:])
        }
        if let claim = volume["persistentVolumeClaim"]?["claimName"]?.string { return .claim(claim, path: subPath) }
        if let reference = volume["configMap"] {
            return try files(contents.configMaps, "ConfigMap", reference, reference["name"]?.string ?? "")
        }
        if let reference = volume["secret"] {
            return try files(contents.secrets, "Secret", reference, reference["secretName"]?.string ?? "")
        }
        if case .generated(let script) = resolved.code.source, volume["downwardAPI"] != nil {
            return .files([NoCodeScript.fileName: Array(script.utf8)])
        }
        guard volume["emptyDir"] != nil else {
            let message = "the volume \(name) is only to be had in a cluster; use a ConfigMap, a Secret or an emptyDir"
            throw LocalRefusal(field: "spec.podTemplate.volumes", message: message)
        }
        return .empty
    }
}
