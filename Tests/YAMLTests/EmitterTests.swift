import KubernetesCore
import Testing

@testable import YAML

@Suite struct EmitterTests {
    @Test("A manifest looks as kubectl prints it, its members in their own order")
    func manifest() {
        let value: JSONValue = [
            "kind": "Deployment",
            "metadata": ["name": "web", "annotations": [:], "labels": ["app.kubernetes.io/name": "web"]],
            "spec": [
                "replicas": 3,
                "paused": false,
                "strategy": .null,
                "weight": 0.5,
                "containers": [
                    ["name": "web", "args": ["--listen", "0.0.0.0:8080", "-v"], "ports": []],
                    ["env": [["name": "LEVEL", "value": "1"]], "script": "import os\n\ndef run():\n\treturn 1\n"],
                ],
                "matrix": [[1, 2], [], [[3]]],
            ],
        ]
        #expect(
            value.yamlText == """
                kind: Deployment
                metadata:
                  name: web
                  annotations: {}
                  labels:
                    app.kubernetes.io/name: web
                spec:
                  replicas: 3
                  paused: false
                  strategy: null
                  weight: 0.5
                  containers:
                  - name: web
                    args:
                    - --listen
                    - 0.0.0.0:8080
                    - -v
                    ports: []
                  - env:
                    - name: LEVEL
                      value: "1"
                    script: |
                      import os

                      def run():
                      \treturn 1
                  matrix:
                  - - 1
                    - 2
                  - []
                  - - - 3

                """
        )
    }

    @Test(
        "Strings that would be read as another type are quoted",
        arguments: [
            "", "~", "null", "yes", "y", "No", "on", "true", "1", "-1", "017", "08", "0x1f", "0b1", "0b-1", "1_000",
            "1e3", "1.5", ".5", ".inf", ".NaN", "2020-01-01", "2020-01-01T10:00:00Z", "12:30:45", "<<", "=",
        ]
    )
    func lookAlikes(text: String) {
        #expect(JSONValue.string(text).yamlText == "\"\(text)\"\n")
        #expect(JSONValue.object([text: 1]).yamlText == "\"\(text)\": 1\n")
    }

    @Test(
        "Strings are written plainly where that is safe",
        arguments: [
            ("web", "web"), ("a b", "a b"), ("nginx:1.2.3", "nginx:1.2.3"), ("10.0.0.1", "10.0.0.1"),
            ("100m", "100m"), ("1.20.3", "1.20.3"), ("-x", "-x"), ("a#b", "a#b"), ("é😀", "é😀"),
            ("C:\\temp", "C:\\temp"), ("it's", "it's"), ("a\"b", "a\"b"), ("/a/b", "/a/b"), ("a: b", "'a: b'"),
            ("a:", "'a:'"), ("- a", "'- a'"), ("-", "'-'"), ("*a", "'*a'"), ("a #b", "'a #b'"), (" a", "' a'"),
            ("a ", "'a '"), ("{}", "'{}'"), ("'a'", "'''a'''"), ("%a", "'%a'"), ("---", "'---'"), ("? a", "'? a'"),
            ("@a", "'@a'"), ("a\tb", #""a\tb""#), ("\u{0}\u{1B}\r\"\\", #""\u0000\u001b\r\"\\""#),
            ("\u{85}\u{2028}\u{FEFF}", #""\u0085\u2028\ufeff""#),
        ]
    )
    func styles(string: String, text: String) {
        #expect(JSONValue.string(string).yamlText == text + "\n")
    }

    @Test(
        "Strings of several lines are literal blocks",
        arguments: [
            ("a\nb\n", "|\n  a\n  b\n"), ("a\nb", "|-\n  a\n  b\n"), ("a\n\n", "|+\n  a\n\n"),
            (" a\nb", "|2-\n   a\n  b\n"), ("\n a", "|2-\n\n   a\n"), ("a\n\n  b\n", "|\n  a\n\n    b\n"),
            ("a\n\tb", "|-\n  a\n  \tb\n"), ("#a\n---\n", "|\n  #a\n  ---\n"), ("\n", "\"\\n\"\n"),
            ("a \nb", "\"a \\nb\"\n"), ("a\r\nb", "\"a\\r\\nb\"\n"), ("a\n\u{1}", "\"a\\n\\u0001\"\n"),
        ]
    )
    func blocks(string: String, block: String) {
        let value: JSONValue = ["x": .string(string), "z": [.string(string)]]
        #expect(value.yamlText == "x: \(block)z:\n- \(block)")
    }

    @Test("A key too long for one line of YAML has a line of its own")
    func longKey() {
        let key = String(repeating: "k", count: 1_001)
        let value: JSONValue = ["a": [key: ["b": 1, "c": 2]]]
        #expect(value.yamlText == "a:\n  ? \(key)\n  : b: 1\n    c: 2\n")
    }

    @Test("Documents are separated by ---")
    func documents() {
        let values: [JSONValue] = [["a": 1], [], "text"]
        #expect(values.yamlText == "a: 1\n---\n[]\n---\ntext\n")
        #expect([JSONValue]().yamlText == "")
    }
}
