import FoundationEssentials
import Glibc
import ServingCore

/// HAProxy's files on disk: a folder for each configuration, and `current`, which links to the one that is in force.
struct HAProxyFiles: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let folder: GatewaySettings.Folder

    /// The configuration that HAProxy is started with, and reads anew.
    var current: String { "\(folder)/current/\(HAProxyConfiguration.fileName)" }

    /// Writes a configuration that is not in force yet.
    ///
    /// - Returns: its path.
    func write(_ configuration: HAProxyConfiguration, generation: Int) throws -> String {
        let path = "\(folder)/\(generation)"
        let manager = FileManager.default
        try? manager.removeItem(atPath: path)
        try write(configuration.files, into: path)
        return "\(path)/\(HAProxyConfiguration.fileName)"
    }

    /// Runs `body` with the path of a folder that has `files` for as long.
    func withTrial<Value>(_ files: [String: String], _ body: (String) async throws -> Value) async throws -> Value {
        let path = "\(folder)/trial"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write(files, into: path)
        return try await body(path)
    }

    /// Nobody else may read them: there are keys among them.
    private func write(_ files: [String: String], into path: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)")) }
    }

    /// Puts a configuration into force, whole or not at all.
    func adopt(_ generation: Int) throws {
        let manager = FileManager.default
        let link = "\(folder)/next"
        try? manager.removeItem(atPath: link)
        try manager.createSymbolicLink(atPath: link, withDestinationPath: String(generation))
        guard rename(link, "\(folder)/current") == 0 else {
            throw Failure(description: "cannot replace \(folder)/current: \(String(cString: strerror(errno)))")
        }
    }

    func remove(_ generation: Int) {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(generation)")
    }
}
