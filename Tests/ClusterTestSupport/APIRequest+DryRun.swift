package import KubernetesCore

extension APIRequest {
    /// The same, but only tried: the server answers as if, and stores nothing.
    package var dryRun: APIRequest {
        var request = self
        request.add("dryRun", "All")
        return request
    }
}
