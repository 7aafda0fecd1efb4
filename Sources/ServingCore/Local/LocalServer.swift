package import KubernetesCore

/// The scoring server of a ModelDeployment as a process of this machine.
///
/// It is made of the pod template that a cluster gets, so that the two cannot drift apart: the container's arguments and
/// environment, and what is mounted where. Paths are those of the pod until ``process(below:port:)`` puts them elsewhere.
package struct LocalServer: Hashable, Sendable {
    package let deployment: ObjectKey
    let arguments: [String]
    let variables: [String: String]
    let workingDirectory: String
    package let mounts: [LocalMount]
    package let framework: Model.Framework?
    /// How long `init()` may take, in seconds.
    package let startupSeconds: Int

    /// - Throws: what of the pod this machine cannot have.
    package init(_ resolved: ResolvedModelDeployment, _ contents: LocalContents) throws(LocalRefusal) {
        let template = resolved.podTemplate
        let pod = template["spec"] ?? [:]
        let container = pod["containers"]?.array?.first ?? [:]
        deployment = resolved.metadata.key
        arguments = (container["args"]?.array ?? []).compactMap(\.string)
        workingDirectory = container["workingDir"]?.string ?? "/"
        variables = try LocalVariables(contents, of: resolved.metadata.key).values(of: container["env"]?.array ?? [])
        mounts = try LocalMounts(resolved, template, contents).all
        framework = if case .generated = resolved.code.source { resolved.models.first?.framework } else { nil }
        let probe = container["startupProbe"] ?? container["livenessProbe"]
        let (period, failures) = (probe?["periodSeconds"]?.integer ?? 2, probe?["failureThreshold"]?.integer ?? 150)
        startupSeconds = Int(period * failures + (probe?["initialDelaySeconds"]?.integer ?? 0))
    }

    /// Where the entry script is.
    package static let codeFolder = "\(ScoringLayout.root)/\(ScoringLayout.code)"

    /// How the server is started.
    package struct Process: Hashable, Sendable {
        /// After the server's program.
        package let arguments: [String]
        package let environment: [String: String]
        package let workingDirectory: String
    }

    /// - Parameters:
    ///   - root: the folder that stands for the pod's root, such as `/run/diabetes`.
    ///   - port: where it listens in the place of the pod's port.
    package func process(below root: String, port: Int) -> Process {
        var arguments = arguments.map { placed($0, below: root) }
        if let index = arguments.firstIndex(of: "--port"), index + 1 < arguments.count {
            arguments[index + 1] = String(port)
        }
        return Process(
            arguments: arguments,
            environment: variables.mapValues { placed($0, below: root) },
            workingDirectory: placed(workingDirectory, below: root)
        )
    }

    /// A path, or several with colons between, where what is mounted is found below `root`.
    private func placed(_ text: String, below root: String) -> String {
        text.split(separator: ":", omittingEmptySubsequences: false).map { part in
            mounts.contains { part == $0.folder || part.hasPrefix("\($0.folder)/") } ? root + part : String(part)
        }.joined(separator: ":")
    }

    /// What the server has said, with the paths that it would have in a pod.
    package static func podPaths(_ log: String, below root: String) -> String {
        log.replacing("\(root)/", with: "/")
    }
}

/// What a ModelDeployment asks for that is not to be had without a cluster.
package struct LocalRefusal: Error, Hashable, Sendable {
    package let field: FieldPath
    package let message: String
}
