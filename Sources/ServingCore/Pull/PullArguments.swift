/// What an init container tells `slipway pull`.
package struct PullArguments: Hashable, Sendable {
    /// `https://`, `http://`, `azureblob://` or `oci://`; the schemes that are mounted need no pull.
    package var uri: String
    /// The folder that gets the file under its own name, or what the archive holds.
    package var directory: String
    /// 64 hexadecimal digits.
    package var sha256: String?
    package var unpack: Bool
    /// A folder that a Secret is mounted in, a file per key.
    package var credentials: String?

    package init(uri: String, directory: String, sha256: String? = nil, unpack: Bool, credentials: String? = nil) {
        self.uri = uri
        self.directory = directory
        self.sha256 = sha256
        self.unpack = unpack
        self.credentials = credentials
    }

    /// The command line after `slipway`.
    package var commandLine: [String] {
        var arguments = ["pull", uri, "--to", directory, unpack ? "--unpack" : "--no-unpack"]
        if let sha256 { arguments += ["--sha256", sha256] }
        if let credentials { arguments += ["--credentials", credentials] }
        // Whoever writes such a uri into a pod has asked the ComputeTarget already.
        if uri.hasPrefix("http://") { arguments.append("--allow-http") }
        return arguments
    }
}
