import FoundationEssentials
import KubernetesCore
import ServingCore
import YAML

/// Reads the files of this machine that are imported.
struct ImportFileFinder {
    private let inferenceConfig: String
    private let deploymentConfig: String
    /// Where this import writes to, as an earlier one may have done.
    private let outputs: [String?]

    init(inferenceConfig: String, deploymentConfig: String, outputs: [String?]) {
        self.inferenceConfig = inferenceConfig
        self.deploymentConfig = deploymentConfig
        self.outputs = outputs
    }

    func find(_ wanted: WantedFiles) -> ImportFiles {
        let certificate = wanted.certificate.map { Self.path($0, beside: deploymentConfig) }
        let privateKey = wanted.privateKey.map { Self.path($0, beside: deploymentConfig) }
        let mayHoldSecrets = outputs + [inferenceConfig, deploymentConfig, privateKey]
        let secret = Set(mayHoldSecrets.compactMap { $0.flatMap(Identity.init) })

        var files = ImportFiles()
        switch wanted.code {
        case .folder(let folder):
            files.code = Self.files(in: Self.path(folder, beside: inferenceConfig), except: secret)
        case .script(let script):
            let path = Self.path(script, beside: inferenceConfig)
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let file = Self.namedFile(path, limit: ImportLimits.code)
            files.code = file == .missing ? nil : [.init(name: name, file: file)]
        case nil: break
        }
        if let path = wanted.condaFile.map({ Self.path($0, beside: inferenceConfig) }) {
            files.condaFile = ImportFiles.CondaFile(Self.namedFile(path, limit: ImportLimits.code)) { bytes in
                try YAMLDocument.parse(bytes, file: path).first?.value
            }
        }
        files.certificate = certificate.map { Self.namedFile($0, limit: ImportLimits.code) } ?? .missing
        files.privateKey = privateKey.map { Self.namedFile($0, limit: ImportLimits.code) } ?? .missing
        for path in wanted.models {
            files.models[path] = Self.namedFile(path, limit: ImportLimits.model)
        }
        return files
    }

    /// nil where there is no such folder.
    private static func files(in folder: String, except secret: Set<Identity>) -> [ImportFiles.CodeFile]? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        var remaining = ImportLimits.code
        return names.sorted().map { name in
            let path = "\(folder)/\(name)"
            if let identity = Identity(path), secret.contains(identity) {
                return .init(name: name, file: .configuration)
            }
            // Once it is too much, the content of the others does not matter.
            let file = Self.file(path, limit: remaining)
            remaining -= min(file.content?.count ?? 0, remaining)
            return .init(name: name, file: file)
        }
    }

    /// The file that was named, perhaps by a link.
    private static func namedFile(_ path: String, limit: Int) -> FoundFile {
        file(URL(filePath: path).resolvingSymlinksInPath().path, limit: limit)
    }

    private static func file(_ path: String, limit: Int) -> FoundFile {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return .missing }
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory: return .folder
        case .typeRegular:
            if let size = attributes.integer(.size), size > limit { return .tooLarge(bytes: size) }
            return FileManager.default.contents(atPath: path).map { .content([UInt8]($0)) } ?? .unreadable
        // Azure ML did not follow a link either, which may lead out of the folder.
        default: return .unreadable
        }
    }

    /// A relative path is meant from the folder of the file that it is written in.
    private static func path(_ path: String, beside file: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        return (file.lastIndex(of: "/").map { String(file[...$0]) } ?? "./") + path
    }
}

/// Tells a file from all others, whatever the path that leads to it.
private struct Identity: Hashable {
    private let device: Int
    private let number: Int

    /// nil where there is no file.
    init?(_ path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let device = attributes.integer(.systemNumber),
            let number = attributes.integer(.systemFileNumber)
        else { return nil }
        self.device = device
        self.number = number
    }
}

extension [FileAttributeKey: Any] {
    /// Each number has an integer type of its own, which differs between systems.
    fileprivate func integer(_ key: FileAttributeKey) -> Int? {
        (self[key] as? any BinaryInteger).map { Int(truncatingIfNeeded: $0) }
    }
}
