package import KubernetesCore

/// The files of an OCI artifact, as its manifest lists them.
package struct ArtifactManifest: Hashable, Sendable {
    package struct Layer: Hashable, Sendable {
        package let digest: SHA256Digits
        /// The name of its file; nil for an archive without a name, which is unpacked in any case.
        package let title: String?
        /// Whether whoever pushed it packed a folder (ORAS does).
        package let isFolder: Bool
    }

    package let layers: [Layer]

    /// Registries take manifests of up to 4 MiB.
    package static let largest = 4 << 20

    package static let mediaTypes = [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ]

    private static let archiveTypes = [
        "application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.diff.tar.gzip",
    ]

    package init(_ json: JSONValue, of source: String) throws(PullError) {
        guard json["manifests"] == nil else {
            throw PullError(
                .invalidSource,
                "\(source) is an index of artifacts: write the digest of one of its manifests"
            )
        }
        guard let layers = json["layers"]?.array else {
            throw PullError(.invalidSource, "\(source) is no artifact with layers; check the digest")
        }
        self.layers = try layers.map { layer throws(PullError) in
            guard let digest = layer["digest"]?.string.flatMap({ SHA256Digits(prefixed: $0) }) else {
                throw PullError(.invalidSource, "\(source) has a layer without a sha256 digest; push it again")
            }
            let annotations = layer["annotations"]
            let title = annotations?["org.opencontainers.image.title"]?.string
            if let title, try ArchiveEntry.components(of: title).isEmpty {
                throw PullError(.invalidSource, "\(source) has a layer whose title names no file; push it again")
            }
            guard title != nil || Self.archiveTypes.contains(layer["mediaType"]?.string ?? "") else {
                throw PullError(
                    .invalidSource,
                    "\(source) has a layer that is no tar archive and has no org.opencontainers.image.title; push it with one"
                )
            }
            return Layer(
                digest: digest,
                title: title,
                isFolder: annotations?["io.deis.oras.content.unpack"]?.string == "true"
            )
        }
    }
}
