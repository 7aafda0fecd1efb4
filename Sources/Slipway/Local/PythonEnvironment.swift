import FoundationEssentials
import Glibc
import KubernetesCore
import ServingCore
import Subprocess
import SystemPackage

/// A virtual environment with what a scoring server needs. The same packages make the same one, which is used again.
struct PythonEnvironment {
    let folder: String
    /// What lists its packages.
    let source: String

    /// The interpreter.
    var python: String { "\(folder)/bin/python" }

    private static let complete = "slipway-complete"

    /// Finds or makes it.
    ///
    /// - Parameters:
    ///   - python: the interpreter; nil: the version that a conda file names, if it is there, or python3.
    ///   - run: has what makes it on record.
    static func prepare(
        _ requirements: PythonRequirements,
        python: String?,
        cache: LocalCache,
        in run: RunFolder,
        console: Console
    ) async throws -> PythonEnvironment {
        if !requirements.passedOver.isEmpty {
            let names = requirements.passedOver.joined(separator: ", ")
            console.note("warning: \(requirements.source): \(names): left out, since only its pip section is installed")
        }
        let interpreter = try interpreter(python, requirements, console)
        let version = try await output(of: interpreter, ["-VV"])
        let text = requirements.lines.joined(separator: "\n") + "\n"
        let folder = "\(cache.folder)/environments/\(Digest.hexadecimal(of: "\(version)\n\(text)".utf8))"
        let environment = PythonEnvironment(folder: folder, source: requirements.source)
        let lock = try await FolderLock("\(folder).lock")
        defer { lock.release() }
        if FileManager.default.fileExists(atPath: "\(folder)/\(complete)") { return environment }
        try? FileManager.default.removeItem(atPath: folder)
        console.note("installing the packages of \(requirements.source); the next run has them")
        try await make(folder, with: interpreter, text, requirements.source, in: run)
        try Data().write(to: URL(filePath: "\(folder)/\(complete)"))
        return environment
    }

    private static func interpreter(_ given: String?, _ requirements: PythonRequirements, _ console: Console) throws
        -> String
    {
        if let given {
            guard let path = Programs.path(of: given) else {
                throw LocalFailure("there is no \(given); correct --python")
            }
            return path
        }
        if let version = requirements.pythonVersion {
            if let path = Programs.path(of: "python\(version)") { return path }
            console.note(
                "warning: \(requirements.source) asks for Python \(version), which is not installed: python3 is used"
            )
        }
        guard let path = Programs.path(of: "python3") else {
            throw LocalFailure("python3 is not installed; apt-get install python3 python3-venv, or name it by --python")
        }
        return path
    }

    private static func make(
        _ folder: String,
        with interpreter: String,
        _ text: String,
        _ source: String,
        in run: RunFolder
    ) async throws {
        let file = "\(folder)/requirements.txt"
        let failure = "the packages of \(source) cannot be installed"
        let installation: Errand
        if let uv = Programs.path(of: "uv") {
            let making = Errand(program: uv, arguments: ["venv", "--quiet", "--python", interpreter, folder])
            try await Self.run(making, in: run, "uv cannot make a virtual environment")
            let arguments = ["pip", "install", "--python", "\(folder)/bin/python", "--requirement", file]
            installation = Errand(program: uv, arguments: arguments)
        } else {
            try await Self.run(
                Errand(program: interpreter, arguments: ["-m", "venv", folder]),
                in: run,
                "\(interpreter) cannot make a virtual environment; apt-get install python3-venv, or name another by --python"
            )
            let quiet = isatty(STDERR_FILENO) == 1 ? [] : ["--quiet"]
            let arguments = ["-m", "pip", "install", "--disable-pip-version-check", "--requirement", file]
            installation = Errand(program: "\(folder)/bin/python", arguments: arguments + quiet)
        }
        try Data(text.utf8).write(to: URL(filePath: file))
        try await Self.run(installation, in: run, failure)
    }

    /// What the program shows of its progress is seen; what it says against it is the failure's reason.
    private static func run(_ errand: Errand, in folder: RunFolder, _ failure: String) async throws {
        let result = try await errand.run(in: folder)
        guard !result.isSuccess else { return }
        let lines = result.error.split(whereSeparator: \.isNewline).map(String.init)
        let errors = lines.filter { $0.hasPrefix("ERROR:") }
        let reasons = (errors.isEmpty ? lines.suffix(3) : errors.suffix(2)).map { $0.replacing("ERROR: ", with: "") }
        throw LocalFailure(([failure] + reasons).joined(separator: ": "))
    }

    private static func output(of program: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 16),
            error: .discarded
        )
        guard result.terminationStatus.isSuccess else {
            throw LocalFailure("\(program) does not run; name another by --python")
        }
        return result.standardOutput
    }
}
