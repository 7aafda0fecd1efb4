/// Reads of the last words of azureml-inference-server-http why the entry script does not serve.
///
/// The server raises the script's exception anew, wrapped into one of its own that tells loading from `init()`, then lists
/// the model's files. A kubelet keeps the last 2048 bytes of it all.
struct ScoringServerLog {
    private let log: String
    private let tracebacks: [PythonTraceback]
    /// What holds the script's packages.
    private let packages: String

    /// gunicorn's code for a worker that does not boot, by which the server ends, too.
    static let bootFailure = 3

    private static let package = "azureml_inference_server_http"

    init(_ log: String, packages: String = "the image") {
        self.log = log
        self.packages = packages
        tracebacks = PythonTraceback.all(in: log)
    }

    /// nil where the server did not end for the script's sake.
    func diagnosis(exitCode: Int, seeLog: String) -> Diagnosis? {
        guard exitCode == Self.bootFailure else { return nil }
        guard let wrapper = tracebacks.last, let raised = tracebacks.last(where: { !$0.type.hasPrefix(Self.package) })
        else { return withoutException(seeLog) }
        if wrapper.type.hasSuffix(".UserScriptImportException") { return loading(raised, seeLog) }
        return missingModule(raised)
            ?? Diagnosis(
                .initFailed,
                "init() of the entry script raised \(described(raised))",
                remedy: "correct the script or what it loads; \(seeLog) has the whole traceback"
            )
    }

    /// What ended any other program, in a clause: its exception or its last lines; nil where it said nothing.
    var lastWords: String? {
        if let raised = tracebacks.last { return described(raised) }
        let lines = log.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        return lines.isEmpty ? nil : lines.suffix(3).joined(separator: " | ")
    }

    private func loading(_ raised: PythonTraceback, _ seeLog: String) -> Diagnosis {
        if let diagnosis = missingModule(raised) { return diagnosis }
        if raised.type == "FileNotFoundError", raised.userFrame == nil {
            return Diagnosis(
                .entryScriptInvalid,
                "the entry script does not exist: \(raised.message)",
                remedy: "correct spec.inferenceConfig.entryScript, which is relative to the source's root"
            )
        }
        return Diagnosis(
            .entryScriptInvalid,
            "the entry script cannot be loaded: \(described(raised))",
            remedy: "correct the script; \(seeLog) has the whole traceback"
        )
    }

    private func missingModule(_ raised: PythonTraceback) -> Diagnosis? {
        guard raised.type == "ModuleNotFoundError" else { return nil }
        let module = raised.message.firstMatch(of: #/No module named '([^']+)'/#).map { String($0.output.1) }
        return Diagnosis(
            .moduleNotFound,
            "\(packages) lacks a module of the entry script: \(described(raised))",
            remedy: "add the package with \(module ?? "it") to \(packages), or the file to the source"
        )
    }

    private func withoutException(_ seeLog: String) -> Diagnosis? {
        if let own = tracebacks.last, own.type.hasSuffix(".UserScriptError") {
            let message = own.message.replacing(#/\/\S*\/\.\.\d{4}_\S+?\/(\S+)/#, with: { $0.output.1 })
            return Diagnosis(
                .entryScriptInvalid,
                "the scoring server does not accept the entry script: \(message)",
                remedy: "give the script what the server asks for"
            )
        }
        // The list of the model's files may be longer than what the kubelet keeps.
        guard log.contains("Worker failed to boot") else { return nil }
        return Diagnosis(
            .initFailed,
            "the entry script failed before it served, and its last words are not in the last 2048 bytes of the log",
            remedy: "\(seeLog) has the traceback"
        )
    }

    /// The exception, where in the user's code it came from, and what it was raised for.
    private func described(_ raised: PythonTraceback) -> String {
        let place = raised.userFrame.map { " (\($0.description))" } ?? ""
        let causes = tracebacks.prefix { $0 != raised }.filter { !$0.type.hasPrefix(Self.package) }
        let cause = causes.first.map { ", caused by \($0.exception)" } ?? ""
        return raised.exception + place + cause
    }
}

extension PythonTraceback {
    /// The innermost place in the code that the user has given, as far as that can be told from its path.
    fileprivate var userFrame: Frame? { frames.last { $0.file.hasPrefix(ScoringLayout.root) } }
}

extension PythonTraceback.Frame: CustomStringConvertible {
    var description: String {
        // A mounted ConfigMap is a link to a folder named by the time.
        let path = file.replacing(#/^.*\/\.\.\d{4}_[^\/]+\//#, with: "")
            .replacing("\(ScoringLayout.root)/\(ScoringLayout.code)/", with: "")
        return "\(path), line \(line)" + (function.map { $0 == "<module>" ? "" : ", in \($0)" } ?? "")
    }
}
