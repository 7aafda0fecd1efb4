import ServingCore
import Testing

struct ProxyWordTests {
    @Test(arguments: ["a", "0", "blue-1", "mnist.example.com", String(repeating: "a", count: 253)])
    func words(text: String) { #expect(ProxyWord(text)?.description == text) }

    @Test(
        arguments: [
            "", "-a", ".a", "a b", "a\n", "a;b", "a\"", "a'", "a#", "a\\", "a$b", "a%b", "a|b", "a/b", "a:b", "ä",
            "a\u{0}",
            String(repeating: "a", count: 254),
        ]
    )
    func others(text: String) { #expect(ProxyWord(text) == nil) }

    @Test(
        arguments: [
            "10.0.0.1", "255.255.255.255", "0.0.0.0", "::", "::1", "1::", "fd00::1", "1:2:3:4:5:6:7:8",
            "2001:db8::ff00:42:8329",
        ]
    )
    func addresses(text: String) { #expect(ReplicaAddress(text)?.description == text) }

    @Test(
        arguments: [
            "", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.+1", "10.0.0.1 ", "localhost", ":", ":::", "1:::2",
            "1::2::3",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "fe80::1%eth0",
            "::ffff:10.0.0.1", "-1::",
        ]
    )
    func noAddresses(text: String) { #expect(ReplicaAddress(text) == nil) }
}
