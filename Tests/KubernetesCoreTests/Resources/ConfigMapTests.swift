import KubernetesCore
import Testing

@Suite struct ConfigMapTests {
    private func configMap(_ content: JSONValue) throws -> ConfigMap {
        var json = content
        json["metadata"] = ["name": "code", "namespace": "a"]
        return try JSONValueDecoder().decode(ConfigMap.self, from: json)
    }

    @Test func `text and binary files are told apart by the digest of their content`() throws {
        let map = try configMap(["data": ["score.py": "def run(): pass"], "binaryData": ["model.pkl": "gASVAAA="]])
        #expect(map.metadata.key == ObjectKey(namespace: "a", name: "code"))
        #expect(
            map.digests == [
                "score.py": Digest.hexadecimal(of: "def run(): pass".utf8),
                "model.pkl": Digest.hexadecimal(of: "gASVAAA=".utf8),
            ]
        )
    }

    @Test func `a change of one file changes its digest alone`() throws {
        let before = try configMap(["data": ["a": "1", "b": "2"]])
        let after = try configMap(["data": ["a": "1", "b": "3"]])
        #expect(before.digests["a"] == after.digests["a"])
        #expect(before.digests["b"] != after.digests["b"])
    }

    @Test(
        "A ConfigMap may be empty",
        arguments: [[:], ["data": .null], ["data": [:], "binaryData": .null]] as [JSONValue]
    )
    func empty(content: JSONValue) throws {
        #expect(try configMap(content).digests.isEmpty)
    }

    /// A server takes so many, and whoever may create a ConfigMap must not stop the process with it.
    @Test(.timeLimit(.minutes(1)))
    func `a ConfigMap of 100,000 keys is read in time`() throws {
        let members = (0..<100_000).map { (String($0), JSONValue.string("")) }
        #expect(try configMap(["data": .object(JSONObject(members))]).digests.count == 100_000)
    }
}
