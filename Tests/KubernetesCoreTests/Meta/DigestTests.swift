import KubernetesCore
import Testing

@Suite struct DigestTests {
    @Test(
        "A digest is the first half of the SHA-256, in hex",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb924"), ("abc", "ba7816bf8f01cfea414140de5dae2223"),
        ]
    )
    func hexadecimal(text: String, digest: String) {
        #expect(Digest.hexadecimal(of: text.utf8) == digest)
    }
}
