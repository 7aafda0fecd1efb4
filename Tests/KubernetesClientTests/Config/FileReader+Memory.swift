@testable import KubernetesClient

extension FileReader {
    /// Files in memory by their paths; nil stands for one that may not be read.
    static func memory(_ files: [String: String?]) -> FileReader {
        FileReader { path throws(Failure) in
            guard let file = files[path] else { return nil }
            guard let text = file else { throw Failure("Permission denied") }
            return Array(text.utf8)
        }
    }
}

/// Certificates and keys that look like PEM, which is all that the configuration asks of them.
enum SamplePEM {
    static let authority = "-----BEGIN CERTIFICATE-----\nY2E=\n-----END CERTIFICATE-----\n"
    static let certificate = "-----BEGIN CERTIFICATE-----\nY2xpZW50\n-----END CERTIFICATE-----\n"
    static let key = "-----BEGIN PRIVATE KEY-----\na2V5\n-----END PRIVATE KEY-----\n"
    static let other = "-----BEGIN CERTIFICATE-----\nb3RoZXI=\n-----END CERTIFICATE-----\n"
}
