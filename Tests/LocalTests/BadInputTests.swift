import ClusterTestSupport
import Glibc
import TestSupport
import Testing

/// What is wrong with the example, and what is said of it.
struct LocalFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The code in the place of the example's.
    var code: String?
    /// A file of the example that is changed: a part of it, and what stands there then.
    var change: (file: String, part: String, other: String)?
    var arguments: [String] = []
    let message: String
}

extension LocalTests {
    private static let run = "def run(data):\n    return 1\n"

    static let faults = [
        LocalFault(
            testDescription: "a syntax error",
            code: "def init():\n    x = = 1\n" + run,
            message: "the entry script cannot be loaded: SyntaxError: invalid syntax (score.py, line 2)"
        ),
        LocalFault(
            testDescription: "init() raises",
            code: "def init():\n    raise ValueError('no luck')\n" + run,
            message: "init() of the entry script raised ValueError: no luck (score.py, line 2, in init)"
        ),
        LocalFault(
            testDescription: "a package that is not there",
            code: "import absent\ndef init():\n    pass\n" + run,
            message:
                "requirements.txt lacks a module of the entry script: ModuleNotFoundError: No module named 'absent' "
                + "(score.py, line 1); add the package with absent"
        ),
        LocalFault(
            testDescription: "no run()",
            code: "def init():\n    pass\n",
            message: "ModelDeployment diabetes: the scoring server does not accept the entry script"
        ),
        LocalFault(
            testDescription: "a package that nobody has",
            change: ("requirements.txt", "numpy==", "numpy-of-nobody-at-all=="),
            message: "requirements.txt cannot be installed"
        ),
        LocalFault(
            testDescription: "a model's file that is not there",
            change: ("model.yaml", "configmap://diabetes-model/", "https://127.0.0.1:1/"),
            message: "127.0.0.1:1"
        ),
        LocalFault(
            testDescription: "a key of a ConfigMap that is not there",
            change: ("model.yaml", "sklearn_regression_model.pkl", "other.pkl"),
            message: "model.yaml:9:8: spec.uri: ConfigMap diabetes-model has no key other.pkl"
        ),
        LocalFault(
            testDescription: "a field that is wrong",
            change: ("deployment.yaml", "minReplicas: 1", "minReplicas: 0"),
            message: "deployment.yaml:22:18: spec.autoscale.minReplicas: must be at least 1, not 0"
        ),
        LocalFault(
            testDescription: "no HAProxy",
            arguments: ["--haproxy", "haproxy-of-nobody"],
            message: "haproxy-of-nobody is not installed: apt-get install haproxy"
        ),
        LocalFault(
            testDescription: "no such deployment",
            arguments: ["--deployment", "other"],
            message: "there is no ModelDeployment other among the manifests; correct --deployment"
        ),
        LocalFault(
            testDescription: "a wrong key",
            arguments: ["--key", "wrong"],
            message: "answered 401: Service diabetes needs one of its keys"
        ),
        LocalFault(
            testDescription: "another answer",
            arguments: ["--expect", "expected.json"],
            message: "expects: it [0] is 5215."
        ),
    ]

    @Test("what is wrong is told in one sentence, and leaves nothing running", arguments: faults)
    func badInput(_ fault: LocalFault) async throws {
        let folder = try TemporaryFolder()
        for name in ["code.yaml", "deployment.yaml", "model-file.yaml", "model.yaml", "requirements.txt"] {
            var text = try await TestCluster.run("cat", ["\(Self.example)/\(name)"])
            if let change = fault.change, change.file == name { text = text.replacing(change.part, with: change.other) }
            try folder.write("manifests/\(name)", text)
        }
        var arguments = fault.arguments.map { $0.hasSuffix(".json") ? "\(folder.path)/\($0)" : $0 }
        if let code = fault.code {
            try folder.write("code/score.py", code)
            try folder.write(
                "code/requirements.txt",
                try await TestCluster.run("cat", ["\(Self.example)/requirements.txt"])
            )
            arguments += ["--code", "\(folder.path)/code"]
        }
        try folder.write("expected.json", "[1, 2]")
        let data = try folder.write("data.json", Self.data)
        let port = try LocalRun.freePort()
        let end = try await LocalRun.end(
            of: ["test", "-f", "\(folder.path)/manifests", "--data", data, "--port", "\(port)"] + arguments
        )
        #expect(!end.isSuccess)
        #expect(end.error.contains(fault.message), "\(end.error)")
        #expect(LocalRun.processes(ofPort: port) == [])
    }

    @Test("a port that is taken is told before anything starts")
    func portTaken() async throws {
        let listener = try TCPListener()
        defer { listener.stop() }
        let end = try await LocalRun.end(of: ["run", "-f", Self.example, "--port", "\(listener.port)"])
        #expect(!end.isSuccess)
        let words = #/error: port (\d+) is taken by .+ \(process (\d+)\); stop it, or give another --port\n/#
        let match = try #require(end.error.wholeMatch(of: words), "\(end.error)")
        #expect(match.1 == "\(listener.port)" && match.2 == "\(getpid())")
    }
}
