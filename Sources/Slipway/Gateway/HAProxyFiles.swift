import FoundationEssentials
import Glibc
import ServingCore

/// HAProxy's files on disk: a folder for each configuration, and `current`, which links to the one that is in force.
struct HAProxyFiles: Sendable {
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
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in configuration.files {
            try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
        }
        return "\(path)/\(HAProxyConfiguration.fileName)"
    }

    /// Puts a configuration into force, whole or not at all.
    func adopt(_ generation: Int) throws {
        let manager = FileManager.default
        let link = "\(folder)/next"
        try? manager.removeItem(atPath: link)
        try manager.createSymbolicLink(atPath: link, withDestinationPath: String(generation))
        guard rename(link, "\(folder)/current") == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func remove(_ generation: Int) {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(generation)")
    }
}
