import Testing

@testable import ControllerRuntime

@Suite("Listen address")
struct ListenAddressTests {
    @Test(
        "host and port",
        arguments: [
            ("127.0.0.1:0", "127.0.0.1", 0), ("localhost:8081", "localhost", 8081), ("[::]:8081", "::", 8081),
            ("[fe80::1%eth0]:65535", "fe80::1%eth0", 65535),
        ]
    )
    func valid(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test("a port alone means all of the machine's addresses")
    func allAddresses() throws {
        let address = try #require(ListenAddress(":8081"))
        #expect(["::", "0.0.0.0"].contains(address.host))
        #expect(address.port == 8081)
    }

    @Test(
        "anything else is refused with what to write instead",
        arguments: [
            "", "8081", ":", ":http", ":65536", ":-1", "::1:8081", "[::1]", "[::1:8081", "::1]:8081", "[]:8081",
            "[localhost]:8081", "http://localhost:8081",
        ]
    )
    func invalid(text: String) throws {
        #expect(ListenAddress(text) == nil)
        let error = HealthServerError.invalidAddress(text)
        #expect(error.description.hasPrefix("--health-address \"\(text)\""))
        #expect(error.description.contains("host:port"))
    }
}
