import Testing

@testable import ControllerRuntime

@Suite("Series identity")
struct SeriesIdentityTests {
    @Test(
        "characters that Prometheus does not allow become underscores",
        arguments: [
            ("reconcile_total", "reconcile_total"), ("http.server-requests", "http_server_requests"),
            ("2xx", "_2xx"), ("größe", "gr__e"), ("a:b", "a_b"), ("a b\n", "a_b_"),
        ]
    )
    func names(label: String, name: String) throws {
        let identity = try SeriesIdentity(label: label, dimensions: [(label, "x")])
        #expect(identity.name == name)
        #expect(identity.labels == "\(name)=\"x\"")
    }

    @Test("labels are sorted by name")
    func order() throws {
        let identity = try SeriesIdentity(label: "a", dimensions: [("name", "1"), ("controller", "2"), ("le_", "3")])
        #expect(identity.labels == "controller=\"2\",le_=\"3\",name=\"1\"")
    }

    @Test(
        "names that cannot be mended are errors",
        arguments: [
            ("", [], .emptyName),
            ("a", ["le"], .reservedLabel("le", metric: "a")),
            ("a", ["__name__"], .reservedLabel("__name__", metric: "a")),
            ("a", ["b", ""], .reservedLabel("", metric: "a")),
            ("a", ["b", "c", "b"], .repeatedLabel("b", metric: "a")),
            ("a", ["x.y", "x_y"], .repeatedLabel("x_y", metric: "a")),
        ] as [(String, [String], MetricError)]
    )
    func errors(label: String, dimensions: [String], error: MetricError) {
        #expect(throws: error) {
            try SeriesIdentity(label: label, dimensions: dimensions.map { ($0, "x") })
        }
    }
}
