import KubernetesCore
import Testing

@Suite struct JSONValueDecoderTests {
    private struct Server: Decodable, Equatable {
        enum Mode: String, Decodable { case fast = "Fast", safe = "Safe" }

        struct Port: Decodable, Equatable {
            let name: String
            let number: UInt16
        }

        let name: String
        var count: Int?
        var ratio: Double?
        var share: Float?
        var isReady: Bool?
        var mode: Mode?
        var ports: [Port]?
        var grid: [[Int]]?
        var labels: [String: String]?
        var rest: JSONValue?
    }

    private func server(_ text: String) throws -> Server {
        try JSONValueDecoder().decode(Server.self, from: JSONValue(parsing: text))
    }

    @Test func `every type is decoded`() throws {
        let server = try server(
            #"""
            {"name":"a","count":-7,"ratio":0.25,"share":1.5,"isReady":true,"mode":"Safe","ports":[{"name":"http","number":80},
            {"name":"admin","number":65535}],"grid":[[1,2],[],[3]],"labels":{"a":"b"},"rest":{"x":[1,null]},"unknown":{}}
            """#
        )
        #expect(
            server
                == Server(
                    name: "a",
                    count: -7,
                    ratio: 0.25,
                    share: 1.5,
                    isReady: true,
                    mode: .safe,
                    ports: [.init(name: "http", number: 80), .init(name: "admin", number: 65_535)],
                    grid: [[1, 2], [], [3]],
                    labels: ["a": "b"],
                    rest: ["x": [1, .null]]
                )
        )
    }

    @Test(
        "An optional field may be missing or null",
        arguments: [#"{"name":"a"}"#, #"{"name":"a","count":null,"ports":null}"#]
    )
    func optional(text: String) throws {
        #expect(try server(text) == Server(name: "a"))
    }

    @Test func `an integral number is a double where one is asked for`() throws {
        #expect(try server(#"{"name":"a","ratio":2}"#).ratio == 2)
    }

    @Test(
        "An error says which field is wrong, and how",
        arguments: [
            (#"{}"#, "name", "is required"),
            (#"{"name":null}"#, "name", "must be a string, not null"),
            (#"{"name":1}"#, "name", "must be a string, not integer"),
            (#"[]"#, "", "must be an object, not array"),
            (#"{"name":"a","count":"1"}"#, "count", "must be an integer, not string"),
            (#"{"name":"a","count":1.5}"#, "count", "must be an integer, not number"),
            (#"{"name":"a","ratio":"1"}"#, "ratio", "must be a number, not string"),
            (#"{"name":"a","isReady":"true"}"#, "isReady", "must be a boolean, not string"),
            (#"{"name":"a","ports":{}}"#, "ports", "must be an array, not object"),
            (#"{"name":"a","ports":[{"name":"x","number":1},{"name":"y"}]}"#, "ports[1].number", "is required"),
            (
                #"{"name":"a","ports":[{"name":"x","number":65536}]}"#, "ports[0].number",
                "65536 is out of range (0 to 65535)"
            ),
            (#"{"name":"a","ports":[{"name":"x","number":-1}]}"#, "ports[0].number", "-1 is out of range (0 to 65535)"),
            (#"{"name":"a","grid":[[1],[2,"3"]]}"#, "grid[1][1]", "must be an integer, not string"),
            (#"{"name":"a","grid":[1]}"#, "grid[0]", "must be an array, not integer"),
            (#"{"name":"a","labels":{"example.com/x":1}}"#, "labels[example.com/x]", "must be a string, not integer"),
        ]
    )
    func errors(text: String, path: String, problem: String) throws {
        let error = try #require(throws: DecodingError.self) { try server(text) }
        #expect(error.fieldPath.description == path)
        #expect(error.problem == problem)
    }

    @Test func `a word that is not in an enumeration is refused with its place`() throws {
        let error = try #require(throws: DecodingError.self) { try server(#"{"name":"a","mode":"Slow"}"#) }
        #expect(error.fieldPath.description == "mode")
        #expect(error.problem.contains("Slow"))
    }

    private func expectRange<Integer: FixedWidthInteger & Decodable>(of type: Integer.Type) throws {
        let decoder = JSONValueDecoder()
        // JSON's integers here are of 64 bits with a sign.
        let largest = Int64(exactly: Integer.max) ?? .max
        let smallest = Int64(exactly: Integer.min) ?? .min
        #expect(try decoder.decode(type, from: .integer(largest)) == Integer(largest))
        #expect(try decoder.decode(type, from: .integer(smallest)) == Integer(smallest))
        for (outside, overflow) in [largest.addingReportingOverflow(1), smallest.subtractingReportingOverflow(1)]
        where !overflow {
            #expect(throws: DecodingError.self) { try decoder.decode(type, from: .integer(outside)) }
        }
        #expect(throws: DecodingError.self) { try decoder.decode(type, from: .number(1)) }
    }

    @Test func `every integer type takes its own range`() throws {
        try expectRange(of: Int8.self)
        try expectRange(of: Int16.self)
        try expectRange(of: Int32.self)
        try expectRange(of: Int64.self)
        try expectRange(of: Int.self)
        try expectRange(of: UInt8.self)
        try expectRange(of: UInt16.self)
        try expectRange(of: UInt32.self)
        #expect(try JSONValueDecoder().decode(UInt64.self, from: .integer(.max)) == UInt64(Int64.max))
        #expect(throws: DecodingError.self) { try JSONValueDecoder().decode(UInt64.self, from: .integer(-1)) }
        #expect(throws: DecodingError.self) { try JSONValueDecoder().decode(UInt.self, from: .integer(-1)) }
    }

    @Test func `an optional may stand in an array`() throws {
        #expect(try JSONValueDecoder().decode([Int?].self, from: [1, .null, 3]) == [1, nil, 3])
    }

    private struct Pair: Decodable, Equatable {
        let first: Int
        let second: String
        let isEnd: Bool

        init(from decoder: any Decoder) throws {
            var elements = try decoder.unkeyedContainer()
            first = try elements.decode(Int.self)
            second = try elements.decode(String.self)
            isEnd = elements.isAtEnd
        }
    }

    @Test func `elements of different types are read one by one`() throws {
        let pair = try JSONValueDecoder().decode(Pair.self, from: [1, "two"])
        #expect(pair.first == 1 && pair.second == "two" && pair.isEnd)
        let error = try #require(throws: DecodingError.self) { try JSONValueDecoder().decode(Pair.self, from: [1]) }
        #expect(error.problem == "has only 1 elements")
    }

    @Test("A large object is decoded like a small one", arguments: [0, 1, 16, 17, 1000])
    func largeObject(count: Int) throws {
        let entries = Dictionary(uniqueKeysWithValues: (0..<count).map { ("key-\($0)", $0) })
        let members = entries.map { ($0.key, JSONValue.integer(Int64($0.value))) }
        #expect(try JSONValueDecoder().decode([String: Int].self, from: .object(JSONObject(members))) == entries)
    }

    @Test func `a JSONValue is decoded by its own decoder only`() throws {
        let value: JSONValue = ["a": [1, 2.5, .null, "x"]]
        #expect(try JSONValueDecoder().decode(JSONValue.self, from: value) == value)
    }
}
