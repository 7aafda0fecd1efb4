import KubernetesCore
import ServingCore
import Testing

struct ArtifactTests {
    private static let digest = "sha256:" + String(repeating: "0f", count: 32)

    @Test func readsAChallenge() {
        let header = #"Bearer realm="https://auth.example/token",service="reg, one",scope="repository:a/b:pull""#
        guard case .bearer(let realm, let parameters) = RegistryChallenge(header) else {
            Issue.record("no challenge")
            return
        }
        #expect(
            RegistryChallenge.tokenURL(realm: realm, parameters: parameters, repository: "x")
                == "https://auth.example/token?scope=repository:a/b:pull&service=reg%2C%20one"
        )
        #expect(RegistryChallenge("Basic realm=\"r\"") == .basic)
        #expect(RegistryChallenge("Bearer realm=\"file:///etc\"") == nil)
        #expect(RegistryChallenge("Negotiate") == nil)
    }

    @Test func findsThePasswordOfARegistry() throws {
        let config: JSONValue = [
            "auths": ["https://Reg.example/v1/": ["username": "u", "password": "p"], "other:5000": ["auth": "eA=="]]
        ]
        #expect(RegistryCredentials.basic(in: config, for: "reg.example") { "<\($0)>" } == "<u:p>")
        #expect(RegistryCredentials.basic(in: config, for: "other:5000") { $0 } == "eA==")
        #expect(RegistryCredentials.basic(in: config, for: "third") { $0 } == nil)
    }

    @Test func readsAManifest() throws {
        let json: JSONValue = [
            "layers": [
                [
                    "digest": .string(Self.digest), "size": 5, "mediaType": "application/octet-stream",
                    "annotations": ["org.opencontainers.image.title": "model.pkl"],
                ],
                [
                    "digest": .string(Self.digest), "size": 6,
                    "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                ],
            ]
        ]
        let layers = try ArtifactManifest(json, of: "oci://r/a").layers
        #expect(layers.map(\.title) == ["model.pkl", nil])
    }

    @Test(
        arguments: [
            ["manifests": []], [:],
            ["layers": [["digest": "md5:1", "size": 5]]],
            ["layers": [["digest": .string(digest), "size": 5, "mediaType": "text/plain"]]],
        ] as [JSONValue]
    )
    func refuses(manifest: JSONValue) {
        #expect(throws: PullError.self) { try ArtifactManifest(manifest, of: "oci://r/a") }
    }

    @Test func aTitleStaysInTheFolder() {
        let manifest: JSONValue = [
            "layers": [
                [
                    "digest": .string(Self.digest), "size": 5,
                    "annotations": ["org.opencontainers.image.title": "../../etc/passwd"],
                ]
            ]
        ]
        #expect { try ArtifactManifest(manifest, of: "oci://r/a") } throws: {
            ($0 as? PullError)?.failure == .unsafeArchive
        }
    }
}
