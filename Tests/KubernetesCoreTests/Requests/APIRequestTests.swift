import Testing

@testable import KubernetesCore

@Suite struct APIRequestTests {
    @Test(
        "All but RFC 3986's unreserved characters are percent-encoded",
        arguments: [
            ("", ""), ("azAZ09-._~", "azAZ09-._~"), ("a/b", "a%2Fb"), ("a b+c", "a%20b%2Bc"),
            ("a=b,c!=d", "a%3Db%2Cc%21%3Dd"),
            ("?&#%", "%3F%26%23%25"), ("é", "%C3%A9"), ("😀", "%F0%9F%98%80"), ("a\r\nb", "a%0D%0Ab"),
        ]
    )
    func encoding(text: String, encoded: String) {
        #expect(APIRequest.encoded(text) == encoded)
    }

    @Test func `a request without parameters has no question mark`() {
        #expect(APIRequest(.get, path: "/version").target == "/version")
    }

    @Test func `parameters keep their order, and empty ones are left out`() {
        var request = APIRequest(.get, path: "/api/v1/pods")
        request.add("labelSelector", "app in (a,b)")
        request.add("fieldSelector", nil)
        request.add("continue", "")
        request.add("limit", "5")
        #expect(request.target == "/api/v1/pods?labelSelector=app%20in%20%28a%2Cb%29&limit=5")
    }
}
