import KubernetesCore
import Testing

@Suite struct JSONObjectTests {
    @Test("Members keep their order; a new value stays in place and a new key comes last")
    func order() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["c"] = 3
        object["b"] = 4
        #expect(object.keys == ["b", "a", "c"])
        #expect(object.map(\.value) == [4, 2, 3])
        object["a"] = nil
        object["missing"] = nil
        #expect(object.keys == ["b", "c"])
        #expect(object.count == 2 && !object.isEmpty && object["a"] == nil)
    }

    @Test("A member may hold null, which is not the same as being absent")
    func null() {
        let object: JSONObject = ["a": .null]
        #expect(object["a"] == .some(.null))
        #expect(object != [:])
    }

    @Test("Of two members with one key the later value wins, also among many", arguments: [2, 16, 17, 1_000])
    func repeatedKeys(count: Int) {
        let keys = (0..<count).map { "k\($0)" }
        let object = JSONObject((keys + keys.reversed()).enumerated().map { ($1, .integer(Int64($0))) })
        #expect(object.keys == keys)
        #expect(object["k0"] == .integer(Int64(2 * count - 1)))
    }

    @Test("Objects are equal, and hash alike, in any order of their members")
    func equality() {
        let object: JSONValue = ["a": 1, "b": ["x": true, "y": .null], "c": 2]
        let reordered: JSONValue = ["c": 2, "b": ["y": .null, "x": true], "a": 1]
        #expect(object == reordered)
        #expect(object.hashValue == reordered.hashValue)
        #expect(Set([object, reordered]).count == 1)
    }

    @Test(
        "Objects that differ in a key, a value or their number of members are not equal",
        arguments: [[:], ["a": 1], ["a": 1, "c": 2], ["a": 1, "b": 3], ["b": 1, "a": 2], ["a": 1, "b": 2, "c": 3]]
            as [JSONObject]
    )
    func inequality(other: JSONObject) {
        #expect(other != ["a": 1, "b": 2])
    }

    @Test("Setting a member turns any value into an object")
    func setMember() {
        var value: JSONValue = "text"
        value["a"] = 1
        #expect(value == ["a": 1])
        value["a"] = nil
        #expect(value == [:])
        #expect(JSONValue.integer(1)["a"] == nil)
    }
}
