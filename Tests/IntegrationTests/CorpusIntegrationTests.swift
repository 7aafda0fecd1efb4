import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport
import Testing

/// An API server and `slipway validate` agree on every manifest of `Tests/Corpus`.
@Suite(.enabled(if: TestCluster.kubeconfig != nil, TestCluster.isThere), .serialized, .timeLimit(.minutes(5)))
struct CorpusIntegrationTests {
    private let cluster: TestCluster

    init() async throws {
        cluster = try await TestCluster.installed()
    }

    @Test("what is valid is accepted")
    func valid() async throws {
        let files = CorpusFile.all("valid")
        #expect(files.count >= 30)
        for file in files {
            let refusal = try await refusal(of: file)
            #expect(refusal == nil, "\(file)")
        }
    }

    @Test("what is invalid is refused, by servers that know the rules")
    func invalid() async throws {
        let version = KubernetesVersion(try await cluster.client.serverVersion()) ?? .oldest
        let files = CorpusFile.all("invalid").filter { !$0.isAcceptedByServers }
        #expect(files.count >= 60)
        var refused = 0
        for file in files {
            let refusal = try await refusal(of: file)
            refused += refusal == nil ? 0 : 1
            if version.knowsCEL { #expect(refusal != nil, "\(file) is accepted") }
        }
        // The schema alone refuses most.
        #expect(refused >= 60)
    }

    @Test("what is Slipway's rule alone is accepted")
    func accepted() async throws {
        let files = CorpusFile.all("invalid").filter(\.isAcceptedByServers)
        #expect(!files.isEmpty)
        for file in files {
            let refusal = try await refusal(of: file)
            #expect(refusal == nil, "\(file)")
        }
    }

    /// Why the server refuses one of the objects; nil if it takes all of them.
    private func refusal(of file: CorpusFile) async throws -> String? {
        for object in try file.documents {
            let definition = ServingAPI.definitions.first { $0.type.kind == object["kind"]?.string }
            guard let type = definition?.type else { continue }
            let namespace = type.isNamespaced ? "default" : nil
            let manager = FieldManager("slipway-tests")
            do {
                _ = try await cluster.client.send(type.create(object, in: namespace, fieldManager: manager).dryRun)
            } catch {
                guard error.status?.code == 422 || error.status?.code == 400 else { throw error }
                return error.status?.message ?? ""
            }
        }
        return nil
    }
}
