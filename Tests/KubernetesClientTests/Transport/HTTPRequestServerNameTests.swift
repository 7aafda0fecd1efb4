import Testing

@testable import KubernetesClient

@Suite struct HTTPRequestServerNameTests {
    @Test(
        "The URL bears the certificate's name, and the connection goes where the URL pointed",
        arguments: [
            (
                "https://10.0.0.1:6443/api/v1/pods?watch=true", "https://api:6443/api/v1/pods?watch=true", "10.0.0.1",
                6443
            ),
            ("https://host.example/api", "https://api:443/api", "host.example", 443),
            ("https://host.example", "https://api:443", "host.example", 443),
            ("https://host.example?x=a:b/c", "https://api:443?x=a:b/c", "host.example", 443),
            ("http://host.example/x:y", "http://api:80/x:y", "host.example", 80),
            ("https://[fd00::1]:6443/api", "https://api:6443/api", "[fd00::1]", 6443),
            ("https://[fd00::1]/api", "https://api:443/api", "[fd00::1]", 443),
            ("https://[::1]", "https://api:443", "[::1]", 443),
        ]
    )
    func named(url: String, urlForTLS: String, host: String, port: Int) {
        let request = HTTPRequest(method: "GET", url: url, tls: TLSConfiguration(serverName: "api"))
        #expect(request.urlForTLS == urlForTLS)
        #expect(request.connectTo == "api:\(port):\(host):\(port)")
        #expect(request.hostHeader == "\(host):\(port)")
    }

    @Test(
        "Without a name the URL stays as it is",
        arguments: ["https://10.0.0.1:6443/api", "http://[::1]/", "nonsense"]
    )
    func unnamed(url: String) {
        let request = HTTPRequest(method: "GET", url: url)
        #expect(request.urlForTLS == url)
        #expect(request.connectTo == nil)
        #expect(request.hostHeader == nil)
    }
}
