/// Credentials that never change: what a kubeconfig file holds in itself.
package struct StaticCredentialProvider: CredentialProvider {
    private let value: Credentials

    package init(_ credentials: Credentials) {
        value = credentials
    }

    package func credentials() -> Credentials { value }

    package func refused(_ credentials: Credentials) -> Bool { false }
}

extension StaticCredentialProvider: Redacted {
    package var description: String { "static credentials (\(value))" }
}
