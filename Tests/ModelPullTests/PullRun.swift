import FoundationEssentials
import Logging
import ModelPull
import ServingCore
import TestSupport

/// A pull into a folder of its own.
struct PullRun {
    let folder: TemporaryFolder
    var uri: String
    var sha256: String?
    var unpack = false
    var secret: [String: String] = [:]
    var environment: [String: String] = [:]
    var maximum: Int?
    var allowsHTTP = true
    var attempts = 12

    /// Lives as long as the run.
    var server: ScriptedServer?

    /// - Parameter uri: a path where there is a `server`.
    init(_ uri: String, from server: ScriptedServer? = nil, sha256: String? = nil, unpack: Bool = false) throws {
        folder = try TemporaryFolder()
        self.server = server
        self.uri = (server?.url ?? "") + uri
        self.sha256 = sha256
        self.unpack = unpack
    }

    var target: String { "\(folder.path)/models/m/1" }

    func run() throws {
        for (key, value) in secret { try folder.write("secret/\(key)", value) }
        var arguments = PullArguments(uri: uri, directory: target, sha256: sha256, unpack: unpack)
        if !secret.isEmpty { arguments.credentials = "\(folder.path)/secret" }
        var pull = Pull(
            arguments,
            allowsHTTP: allowsHTTP,
            limits: PullLimits(maximum: maximum),
            environment: environment
        )
        pull.retry = Retry(limit: attempts, first: .milliseconds(1), longest: .milliseconds(2))
        pull.partLength = 1000
        try pull.run(Staging(for: target), Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What it failed with; nil if it did not.
    func failure() -> PullError? {
        do {
            try run()
            return nil
        } catch {
            return error as? PullError
        }
    }

    func bytes(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(target)/\(name)").map { Array($0) }
    }

    /// All that lies in the folder that was pulled into.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: target).sorted() }
    }

    /// All that lies in the folder that models are in, hidden names too; nothing before anything was pulled.
    var leftovers: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/models/m"))?.sorted() ?? []
    }
}
