/// A configuration that does nothing but hold certificates, for HAProxy to judge.
package struct CertificateTrial {
    /// By name, for one folder.
    package let files: [String: String]

    package init(_ certificates: [PEMText]) {
        let named = certificates.enumerated().map { ("certificate-\($0).pem", $1.description) }
        let configuration = """
            global
              default-path config
            defaults
              mode http
              timeout connect 1s
              timeout client 1s
              timeout server 1s
            frontend trial
              bind 127.0.0.1:1 ssl crt-list certificates.list

            """
        files = Dictionary(uniqueKeysWithValues: named).merging([
            HAProxyConfiguration.fileName: configuration,
            "certificates.list": named.map { "\($0.0)\n" }.joined(),
        ]) { first, _ in first }
    }

    /// The end of the sentence in which HAProxy names what it has found, without the file's name.
    package func problem(in words: String) -> String {
        let sentence = words.split(separator: HAProxyAlerts.separator).first.map(String.init) ?? words
        let problem = sentence.split(separator: " : ").last.map(String.init) ?? sentence
        return problem.split(separator: " ").filter { !$0.contains(".pem") && !$0.contains("/") }.joined(separator: " ")
    }
}
