import ClusterTestSupport
import FoundationEssentials
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    static let data = #"{"data": [[1,2,3,4,5,6,7,8,9,10],[10,9,8,7,6,5,4,3,2,1]]}"#

    @Test("an endpoint has keys, answers to them, follows its deployment, and loses no request meanwhile")
    func gateway() async throws {
        try await withExample { example in
            try await GatewayProcess.run(in: cluster) { gateway in
                let name = "svc-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
                try await cluster.apply(Self.service(name), in: example.namespace)
                try await eventually("the endpoint answers") {
                    try await gateway.ask(name, key: nil).status == 401 ? true : nil
                }
                let keys = try await keys(of: name, in: example.namespace)
                try #require(keys.count == 2 && Set(keys).count == 2 && keys.allSatisfy { $0.count == 43 })
                for key in keys {
                    let answer = try await eventually("the keys count", within: .seconds(5)) {
                        let answer = try await gateway.ask(name, key: key, body: Self.data)
                        return answer.status == 401 ? nil : answer
                    }
                    #expect(answer.status == 200)
                    #expect(try JSONValue(parsing: answer.body).array?.count == 2)
                }
                let document = try JSONValue(parsing: await gateway.ask(name, "/swagger.json", key: keys[0]).body)
                #expect(document["basePath"]?.string == "/api/v1/service/\(name)")
                #expect(document["host"]?.string == "127.0.0.1:\(gateway.port)")
                #expect(try await gateway.ask(name, key: "wrong", body: Self.data).status == 401)
                #expect(try await gateway.ask("nobody", key: nil).status == 404)

                try await changedKeysCount(name, keys, example, gateway)
                try await rotatedKeysCount(name, example, gateway)
                try await certificatesAreTold(name, example)
                try await keysOfAnotherTypeAreTold(example)
                try await replicasAreFollowed(name, keys[1], example, gateway)
                #expect(!gateway.words.contains(keys[0]) && !gateway.words.contains(keys[1]))
            }
        }
    }

    private func changedKeysCount(_ name: String, _ keys: [String], _ example: Example, _ gateway: GatewayProcess)
        async throws
    {
        let patch = #"{"stringData": {"primaryKey": "changed\n"}}"#
        try await patchSecret(patch, "\(name)-keys", example)
        try await eventually("the new key counts", within: .seconds(5)) {
            try await gateway.ask(name, key: "changed", body: Self.data).status == 200 ? true : nil
        }
        #expect(try await gateway.ask(name, key: keys[0], body: Self.data).status == 401)
        #expect(try await gateway.ask(name, key: keys[1], body: Self.data).status == 200)
    }

    private func rotatedKeysCount(_ name: String, _ example: Example, _ gateway: GatewayProcess) async throws {
        func slipwayKeys(_ arguments: String...) async throws -> String {
            let connection = ["--kubeconfig", TestCluster.kubeconfig ?? "", "-n", example.namespace]
            return try await TestCluster.run(
                try TestCluster.slipway,
                ["keys"] + arguments + [name] + connection + ["--key", "primary"]
            )
        }
        try await patchSecret(#"{"stringData": {"primaryKey": ""}}"#, "\(name)-keys", example)
        try await eventually("the empty key is told", within: .seconds(10)) {
            try await reason(of: "Ready", of: name, example) == "KeysUnusable" ? true : nil
        }
        _ = try await slipwayKeys("rotate")
        let key = try await slipwayKeys("get").filter { !$0.isNewline }
        #expect(key.count == 43)
        try await eventually("the rotated key counts", within: .seconds(5)) {
            try await gateway.ask(name, key: key, body: Self.data).status == 200 ? true : nil
        }
        #expect(try await gateway.ask(name, key: "changed", body: Self.data).status == 401)
        #expect(!gateway.words.contains(key))
        try await eventually("all is well again", within: .seconds(10)) {
            try await reason(of: "Ready", of: name, example) == "KeysUnusable" ? nil : true
        }
    }

    /// A gateway writes what HAProxy has against a certificate, and takes it back.
    private func certificatesAreTold(_ name: String, _ example: Example) async throws {
        let host = "\(name).example.com"
        let expose = #"{"spec": {"expose": {"hosts": ["\#(host)"], "tlsSecretRef": {"name": "\#(name)-tls"}}}}"#
        try await cluster.kubectl("patch", "-n", example.namespace, "isvc", name, "--type=merge", "-p", expose)
        try await eventually("the missing certificate is told", within: .seconds(10)) {
            try await reason(of: "CertificateReady", of: name, example) == "CertificateInvalid" ? true : nil
        }
        let nothing = #"{"spec": {"expose": null}}"#
        try await cluster.kubectl("patch", "-n", example.namespace, "isvc", name, "--type=merge", "-p", nothing)
        try await eventually("all is well again", within: .seconds(10)) {
            try await reason(of: "CertificateReady", of: name, example) == nil ? true : nil
        }
    }

    /// Slipway neither sees such a Secret nor makes one in its place.
    private func keysOfAnotherTypeAreTold(_ example: Example) async throws {
        let name = "svc-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        try await cluster.kubectl(
            "create",
            "secret",
            "generic",
            "\(name)-keys",
            "--from-literal=primaryKey=in-vain",
            "-n",
            example.namespace
        )
        try await cluster.apply(Self.service(name), in: example.namespace)
        try await eventually("the missing keys are told", within: .seconds(10)) {
            try await reason(of: "Ready", of: name, example) == "KeysNotFound" ? true : nil
        }
    }

    private func reason(of type: String, of name: String, _ example: Example) async throws -> String? {
        let service = try await cluster.object(ServingAPI.inferenceServices, example.namespace, name)
        let conditions = service?["status"]?["conditions"]?.array ?? []
        return conditions.first { $0["type"]?.string == type }?["reason"]?.string
    }

    private func patchSecret(_ patch: String, _ secret: String, _ example: Example) async throws {
        try await cluster.kubectl("patch", "-n", example.namespace, "secret", secret, "--type=merge", "-p", patch)
    }

    private func replicasAreFollowed(_ name: String, _ key: String, _ example: Example, _ gateway: GatewayProcess)
        async throws
    {
        let isOver = Flag()
        async let codes = steadyCodes(until: isOver) { try await gateway.ask(name, key: key, body: Self.data).status }
        try await example.patch(#"{"replicas": 2, "autoscale": null}"#)
        try await eventually("two replicas are ready", within: .seconds(90)) {
            try await example.root?.status?.readyReplicas == 2 ? true : nil
        }
        try await example.patch(#"{"replicas": 1}"#)
        try await eventually("one replica is left", within: .seconds(60)) {
            try await example.podIdentifiers.count == 1 ? true : nil
        }
        isOver.raise()
        #expect(Set(try await codes) == [200])
        try await example.patch(#"{"suspend": true}"#)
        let start = ContinuousClock.now
        let answer = try await eventually("nothing is asked of it any more", within: .seconds(2)) {
            let answer = try await gateway.ask(name, key: key, body: Self.data)
            return answer.status == 503 ? answer : nil
        }
        #expect(answer.body == "No ready replicas for service \(name)")
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    /// Sends requests one after the other.
    private func steadyCodes(until isOver: Flag, _ ask: () async throws -> Int) async throws -> [Int] {
        var codes: [Int] = []
        while !isOver.isUp { codes.append(try await ask()) }
        return codes
    }

    func keys(of name: String, in namespace: String) async throws -> [String] {
        let secret = try await eventually("the keys are made", within: .seconds(10)) {
            try await cluster.object(BuiltInTypes.secrets, namespace, "\(name)-keys")
        }
        return KeysSecret.keyNames.compactMap { name in
            secret["data"]?[name]?.string.flatMap { Data(base64Encoded: $0) }.map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    private static func service(_ name: String) -> String {
        """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: InferenceService
        metadata: {name: \(name)}
        spec:
          traffic: [{deployment: diabetes, percent: 100}]
        """
    }
}
