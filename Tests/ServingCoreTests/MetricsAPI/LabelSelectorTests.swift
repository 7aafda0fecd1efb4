import Testing

@testable import ServingCore

@Suite("label selector")
struct LabelSelectorTests {
    @Test(
        "selects as kubectl does",
        arguments: [
            ("", true), ("a=1", true), ("a==1", true), ("a=2", false), ("a!=2", true), ("a!=1", false), ("z!=1", true),
            ("a in (1,2)", true), ("a in (2, 3)", false), ("a notin (2)", true), ("a notin (1)", false),
            ("z notin (1)", true),
            ("a", true), ("z", false), ("!z", true), ("!a", false), ("a=1,b=x", true), ("a=1,b=y", false),
            (" a = 1 , !z ", true),
            ("e=", true),
        ]
    )
    func matches(text: String, expected: Bool) throws {
        let selector = try #require(LabelSelector(text))
        #expect(selector.matches(["a": "1", "b": "x", "e": ""]) == expected)
    }

    @Test("what is none is refused", arguments: ["=1", "a in 1", "a in (1", "a of (1)", "a b", "a,,b", ",", "a=1 2"])
    func invalid(text: String) {
        #expect(LabelSelector(text) == nil)
    }
}
