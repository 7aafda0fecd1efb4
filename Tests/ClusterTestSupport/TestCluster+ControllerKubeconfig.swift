import FoundationEssentials
import KubernetesClient
import KubernetesCore

extension TestCluster {
    /// A kubeconfig with a fresh token of one of Slipway's ServiceAccounts, good for two hours.
    ///
    /// - Parameters:
    ///   - account: the controller's, or another one.
    ///   - server: what stands in for the API server, such as a proxy; nil for itself.
    ///   - authority: the certificates, as PEM, that `server` is trusted by; nil for the API server's own.
    package func controllerKubeconfig(
        of account: String = "slipway-controller",
        server: String? = nil,
        authority: [UInt8]? = nil
    ) async throws -> String {
        let request =
            #"{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 7200}}"#
        let path = "/api/v1/namespaces/slipway-system/serviceaccounts/\(account)/token"
        let answer = try JSONValue(parsing: try await kubectl("create", "--raw", path, "-f", "-", input: request))
        guard let token = answer["status"]?["token"]?.string else {
            throw CommandFailed(command: "asking for a token", output: "there is none in the answer")
        }
        let authority = authority ?? client.configuration.tls.certificateAuthority ?? []
        let cluster: JSONValue = [
            "server": .string(server ?? client.configuration.server),
            "certificate-authority-data": .string(Data(authority).base64EncodedString()),
        ]
        let config: JSONValue = [
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "clusters": [["name": "test", "cluster": cluster]],
            "users": [["name": "test", "user": ["token": .string(token)]]],
            "contexts": [["name": "test", "context": ["cluster": "test", "user": "test"]]],
        ]
        return config.jsonText
    }
}
