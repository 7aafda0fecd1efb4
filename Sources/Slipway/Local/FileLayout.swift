import FoundationEssentials
import KubernetesCore
import ServingCore

/// The folders of a pod below a folder of this machine.
struct FileLayout {
    let root: String
    let run: RunFolder
    let options: LocalOptions
    let cache: LocalCache
    let console: Console

    /// Makes what the server's container has mounted.
    func place(_ server: LocalServer) async throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        for mount in server.mounts {
            let folder = root + mount.folder
            if mount.folder == LocalServer.codeFolder, let code = options.code(of: server.deployment.name) {
                try copy(code, to: folder)
                continue
            }
            switch mount.source {
            case .empty: try make(folder)
            case .files(let files): try write(files, to: folder)
            case .download(let download, let credentials):
                let pulled = try await cache.pull(download, credentials, in: run, console: console)
                if mount.folder == LocalServer.codeFolder {
                    // The server names the code's files by where they really are.
                    try copy(pulled, to: folder)
                } else {
                    try link(folder, to: pulled)
                }
            case .claim(let claim, let path):
                guard let files = options.folder(ofClaim: claim) else {
                    throw LocalFailure(
                        "ModelDeployment \(server.deployment.name): the claim \(claim) is a volume of a cluster; say where "
                            + "its files are on this machine by --claim \(claim)=FOLDER"
                    )
                }
                let target = [files, path].compactMap { $0 }.joined(separator: "/")
                guard FileManager.default.fileExists(atPath: target) else {
                    throw LocalFailure(
                        "ModelDeployment \(server.deployment.name): there is no \(target), where --claim \(claim) leads"
                    )
                }
                try link(folder, to: target)
            }
        }
    }

    private func make(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ files: [String: [UInt8]], to folder: String) throws {
        try make(folder)
        for (name, content) in files {
            let path = "\(folder)/\(name)"
            if name.contains("/") { try make(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])) }
            try Data(content).write(to: URL(filePath: path))
        }
    }

    private func link(_ folder: String, to target: String) throws {
        try make(String(folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)]))
        try FileManager.default.createSymbolicLink(
            atPath: folder,
            withDestinationPath: target.hasPrefix("/")
                ? target : FileManager.default.currentDirectoryPath + "/" + target
        )
    }

    /// All of it but what begins with a dot.
    private func copy(_ source: String, to folder: String) throws {
        try make(folder)
        for name in try FileManager.default.contentsOfDirectory(atPath: source) where !name.hasPrefix(".") {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(folder)/\(name)")
        }
    }
}
