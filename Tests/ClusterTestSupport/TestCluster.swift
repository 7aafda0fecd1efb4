import FoundationEssentials
package import KubernetesClient
package import KubernetesCore
import ServingCore
import Subprocess
import TestSupport
package import Testing
import YAML

/// The real cluster that tests run on: `make test` brings it up and names its kubeconfig in `SLIPWAY_TEST_KUBECONFIG`.
package struct TestCluster: Sendable {
    package static let kubeconfig = ProcessInfo.processInfo.environment["SLIPWAY_TEST_KUBECONFIG"]

    /// For suites that need a cluster: without one they are skipped, and say so.
    package static let isThere = Comment("needs a cluster; run make test")

    /// The path of the `slipway` command.
    package static var slipway: String {
        get throws {
            guard let path = ProcessInfo.processInfo.environment["SLIPWAY_BINARY"] else {
                throw CommandFailed(command: "slipway", output: "SLIPWAY_BINARY is not set")
            }
            return path
        }
    }

    package let client: Client
    /// The root of the checkout.
    package let root: String

    package init(file: String = #filePath) throws {
        let configuration = try ClusterConfiguration.load(explicitPath: Self.kubeconfig, environment: [:])
        client = Client(configuration: configuration, transport: CurlTransport(), userAgent: "slipway-tests")
        root = file.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    }

    /// Runs kubectl as the administrator.
    ///
    /// - Returns: what it printed.
    /// - Throws: ``CommandFailed`` with what it said when it fails.
    @discardableResult
    package func kubectl(_ arguments: String..., input: String = "") async throws -> String {
        let kubeconfig = ["--kubeconfig", Self.kubeconfig ?? ""]
        return try await Self.run("kubectl", kubeconfig + arguments, input: input)
    }

    /// - Parameter command: a name to look up in `PATH`, or a path.
    package static func run(_ command: String, _ arguments: [String], input: String = "") async throws -> String {
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments([command] + arguments),
            input: .string(input),
            output: .string(limit: 8 << 20),
            error: .string(limit: 1 << 20)
        )
        guard result.terminationStatus.isSuccess else {
            throw CommandFailed(command: ([command] + arguments).joined(separator: " "), output: result.standardError)
        }
        return result.standardOutput
    }

    /// The identifier of the process of the test cluster that listens on `port`; not of another cluster's on this machine.
    static func process(listeningOn port: Int) async throws -> String {
        let arguments = ["--listening", "--tcp", "--processes", "--no-header", "sport = \(port)"]
        let listeners = try await run("ss", arguments)
        guard let match = listeners.firstMatch(of: /pid=(\d+)/) else {
            throw CommandFailed(command: "looking for who listens on port \(port)", output: listeners)
        }
        return String(match.output.1)
    }

    /// Where pods reach what listens on the node.
    package var nodeAddress: String {
        get async throws {
            let path = #"jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}"#
            return try await kubectl("get", "nodes", "-o", path)
        }
    }

    /// Makes a namespace of the test's own, and deletes it afterwards without waiting for it to be gone.
    package func withNamespace<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let name = "test-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        try await kubectl("create", "namespace", name)
        return try await withCleanUp {
            try await body(name)
        } cleanUp: {
            try await kubectl("delete", "namespace", name, "--wait=false")
        }
    }

    package func apply(_ manifests: String, in namespace: String) async throws {
        try await kubectl("apply", "--namespace", namespace, "-f", "-", input: manifests)
    }

    /// An object as the API server has it now; nil if there is none.
    package func object(_ type: ResourceType, _ namespace: String?, _ name: String) async throws -> JSONValue? {
        do {
            return try await client.send(type.get(ObjectKey(namespace: namespace, name: name))).json
        } catch  where error.isNotFound {
            return nil
        }
    }

    private static let installation = Task { try await TestCluster().install() }

    /// The cluster with Slipway's custom resource definitions, roles and default ComputeTarget, as for a cluster of any size.
    ///
    /// They are installed once, by whoever asks first: suites run at the same time, and kubectl fails where two create one object.
    package static func installed() async throws -> TestCluster {
        try await installation.value
        return try TestCluster()
    }

    private func install() async throws {
        let version = KubernetesVersion(try await client.serverVersion()) ?? .oldest
        let definitions = ServingAPI.definitions.map { $0.manifest(for: version) }
        try await kubectl("apply", "-f", "-", input: definitions.yamlText)
        try await kubectl("wait", "--for=condition=Established", "crd", "-l", "app.kubernetes.io/part-of=slipway")
        try await kubectl("apply", "-k", "\(root)/deploy/overlays/dev")
    }
}

package struct CommandFailed: Error, CustomStringConvertible {
    package let command: String
    package let output: String

    package init(command: String, output: String) {
        self.command = command
        self.output = output
    }

    package var description: String { "\(command): \(output)" }
}
