import KubernetesCore
import ServingCore
import Testing

@Suite struct InferenceServiceStatusTests {
    @Test func `what a gateway writes before the controller has written anything is read`() throws {
        let condition: JSONValue = [
            "type": "CertificateReady", "status": "False", "reason": "CertificateInvalid", "message": "",
            "observedGeneration": 1,
            "lastTransitionTime": "2026-01-01T00:00:00Z",
        ]
        let object: JSONValue = ["conditions": [condition]]
        let status = try JSONValueDecoder().decode(InferenceServiceStatus.self, from: object)
        #expect(status.conditions.map(\.type) == ["CertificateReady"])
        #expect(status.observedGeneration == 0)
    }
}
