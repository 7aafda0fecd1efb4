import KubernetesCore
import TestSupport
import Testing

@testable import YAML

@Suite struct MutationTests {
    private static let manifest = Array(
        """
        %YAML 1.1
        ---
        apiVersion: slipway.example.com/v1
        kind: ModelDeployment
        metadata: {name: mnist, labels: &labels {"app": 'mnist', tier: !!str 1}}
        spec:
          models:
          - name: sklearn_mnist  # a comment
            version: 0x1F
            <<: [*labels, {a: b}]
          - ? complex
            : - 1.5e3
              - ~
          script: |2-
              import os

              print("é😀")
          folded: >+
            a
            b

          quoted: "\\u00e9 \\
            \\x41"
        --- &root
        - &item [a]
        - *item
        ...
        """.utf8
    )

    @Test(
        "No change to a manifest makes the parser crash, hang or give back what cannot be written",
        arguments: 0..<4 as Range<UInt64>
    )
    func mutations(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var read = 0
        for _ in 0..<400 {
            let bytes = mutated(using: &generator)
            guard let documents = try? YAMLDocument.parse(bytes) else { continue }
            read += 1
            let values = documents.map(\.value)
            #expect(try YAMLDocument.parse(values.yamlText.utf8).map(\.value) == values)
        }
        // Otherwise the mutations would only have tested the first line.
        #expect(read > 20)
    }

    private func mutated(using generator: inout SplitMix64) -> [UInt8] {
        var bytes = Self.manifest
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, start + Int.random(in: 0..<12, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[start] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0..<bytes.count, using: &generator))
            case 3: bytes.insert("[]{}:-?&*!|>'\"%#\t\n ~<,".utf8.randomElement(using: &generator) ?? 0, at: start)
            default: bytes.swapAt(start, Int.random(in: 0..<bytes.count, using: &generator))
            }
        }
        return bytes
    }
}
