import FoundationEssentials
import Glibc
import KubernetesCore
import ServingCore

/// What is kept from run to run: files that were pulled, Python environments, and keys.
struct LocalCache {
    let folder: String

    /// - Parameter environment: of this process.
    init(_ environment: [String: String]) throws {
        let given = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let root = given ?? environment["HOME"].map({ "\($0)/.cache" }) else {
            throw LocalFailure("neither XDG_CACHE_HOME nor HOME says where files are kept; set one")
        }
        folder = "\(root)/slipway/local"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// A folder with a source's files, verified. What was pulled before is taken from the cache.
    func pull(
        _ download: FileLocation.Download,
        _ credentials: [String: [UInt8]],
        in run: RunFolder,
        console: Console
    ) async throws -> String {
        let identity = "\(download.uri)\n\(download.sha256 ?? "")\n\(download.unpack)"
        let target = "\(folder)/files/\(Digest.hexadecimal(of: identity.utf8))"
        if FileManager.default.fileExists(atPath: target) {
            if download.sha256 == nil {
                console.note(
                    "taken from the cache: \(download.uri.withoutQuery) (without sha256, a changed file shows only after rm -r \(target))"
                )
            }
            return target
        }
        let scratch = "\(folder)/pull-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let secret = "\(scratch)/credentials"
        try FileManager.default.createDirectory(
            atPath: secret,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        for (name, content) in credentials { try Data(content).write(to: URL(filePath: "\(secret)/\(name)")) }
        let arguments = PullArguments(
            uri: download.uri,
            directory: target,
            sha256: download.sha256,
            unpack: download.unpack,
            credentials: credentials.isEmpty ? nil : secret
        )
        try await pull(arguments, in: run, reason: "\(scratch)/reason")
        return target
    }

    /// In a process of its own, as in a pod, which can be told to stop.
    private func pull(_ arguments: PullArguments, in run: RunFolder, reason: String) async throws {
        // It is written to, and not made.
        try Data().write(to: URL(filePath: reason))
        let options = ["--progress-bar", "--termination-log", reason]
        let slipway = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let errand = Errand(program: slipway, arguments: arguments.commandLine + options)
        guard try await !errand.run(in: run).isSuccess else { return }
        let words = FileManager.default.contents(atPath: reason).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let sentence = PullFailure.parse(terminationMessage: words)?.sentence
        throw LocalFailure(sentence ?? "\(arguments.uri.withoutQuery) cannot be pulled")
    }

    /// The keys of an InferenceService that names none: the same in each run.
    func keys(of service: ObjectKey) throws -> [String: String] {
        let path = "\(folder)/keys/\(service.namespace ?? "").\(service.name).json"
        if let data = FileManager.default.contents(atPath: path),
            let keys = try? JSONDecoder().decode([String: String].self, from: data)
        {
            return keys
        }
        let keys = Dictionary(uniqueKeysWithValues: KeysSecret.keyNames.map { ($0, ServiceKey.random()) })
        try FileManager.default.createDirectory(
            atPath: "\(folder)/keys",
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try JSONEncoder().encode(keys).write(to: URL(filePath: path), options: .atomic)
        return keys
    }
}
