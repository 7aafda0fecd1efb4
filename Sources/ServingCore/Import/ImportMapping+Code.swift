import FoundationEssentials
import KubernetesCore

extension ImportMapping {
    var codeName: String { "\(deploymentName.value)-code" }

    /// The entry script as the ConfigMap or folder has it. Without a source directory it goes alone, under its own name.
    var entryScript: Given<String>? {
        guard let script = inference.entryScript else { return nil }
        let steps = script.value.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }
        let path = inference.sourceDirectory == nil ? steps.suffix(1) : steps[...]
        return Given(value: path.joined(separator: "/"), place: script.place)
    }

    /// The ConfigMap with the code.
    var codePart: ImportPart {
        guard let entryScript else { return ImportPart() }
        let place = inference.sourceDirectory?.place ?? entryScript.place
        guard let found = files.code else {
            return ImportPart(gaps: [absenceGap(at: place)])
        }
        var part = ImportPart()
        let files = found.sorted { $0.name < $1.name }
        checkEntryScript(entryScript, isAmong: files, in: &part)
        part.gaps += omissions(of: files).map { names, why, remedy in
            ImportGap(.notCarriedOver, at: place, "\(names.joined(separator: ", ")): \(why)", remedy: remedy)
        }
        let carried = files.filter { Self.isCarried($0.name) }
        let size = carried.reduce(0) { $0 + $1.file.size }
        if size > ImportLimits.code {
            part.gaps.append(sizeGap(size, at: place))
        } else if carried.contains(where: { $0.file.content != nil }) {
            part.drafts.append(configMap(of: carried, from: place))
        }
        return part
    }

    private func configMap(of files: [ImportFiles.CodeFile], from place: ImportPlace) -> ManifestDraft {
        var configMap = draft("ConfigMap", codeName, from: place)
        for file in files {
            guard let bytes = file.file.content else { continue }
            if let text = Self.text(bytes) {
                configMap.set(FieldPath("data").member(file.name), .string(text))
            } else {
                configMap.set(FieldPath("binaryData").member(file.name), .string(Data(bytes).base64EncodedString()))
            }
        }
        return configMap
    }

    /// What of the folder is left out, and why.
    private func omissions(
        of files: [ImportFiles.CodeFile]
    ) -> [(names: [String], why: String, remedy: String)] {
        let hidden = files.filter { $0.isHidden }
        let shown = files.filter { !$0.isHidden }
        let groups: [([ImportFiles.CodeFile], String, String)] = [
            (
                shown.filter { $0.file == .folder },
                "a ConfigMap holds no folders",
                "put what is needed beside the entry script, or \(Self.archiveRemedy)"
            ),
            (hidden, "hidden files and caches are left out", "copy what is needed under another name"),
            (
                shown.filter { $0.file == .configuration },
                "may hold keys, which have no place in a ConfigMap",
                "keep such files out of the source directory"
            ),
            (
                shown.filter { $0.file == .unreadable || $0.file == .missing },
                "cannot be read as a file",
                "replace it by a file that can be read"
            ),
            (
                shown.filter { $0.file != .folder && !Self.isCarried($0.name) },
                "is no name that a ConfigMap takes",
                "use letters, digits, dashes, underscores and dots only"
            ),
        ]
        return groups.filter { !$0.0.isEmpty }.map { files, why, remedy in (files.map(\.name), why, remedy) }
    }

    private func checkEntryScript(
        _ script: Given<String>,
        isAmong files: [ImportFiles.CodeFile],
        in part: inout ImportPart
    ) {
        let steps = script.value.split(separator: "/")
        if steps.contains("..") {
            part.problems.append(ImportProblem(at: script.place, "must not leave the source directory"))
        } else if steps.count > 1 {
            part.gaps.append(
                ImportGap(
                    .notCarriedOver,
                    at: script.place,
                    "it is in a sub-folder, and a ConfigMap holds none",
                    remedy: "move it to the top of the source directory, or \(Self.archiveRemedy)"
                )
            )
        } else if !files.contains(where: { $0.name == script.value && $0.file.isFile }) {
            let folder = inference.sourceDirectory.map { " in \($0.value)" } ?? ""
            part.problems.append(
                ImportProblem(at: script.place, "there is no file \(script.value)\(folder): correct the path")
            )
        }
    }

    private func absenceGap(at place: ImportPlace) -> ImportGap {
        let path = inference.sourceDirectory ?? inference.entryScript
        return ImportGap(
            .notCarriedOver,
            at: place,
            "\(path?.value ?? "") is not on this machine",
            remedy: "where it is, run kubectl create configmap \(codeName)\(namespaceFlag) "
                + "--from-file=\(path?.value ?? "")"
        )
    }

    private func sizeGap(_ size: Int, at place: ImportPlace) -> ImportGap {
        ImportGap(
            .notCarriedOver,
            at: place,
            "its files have \(size) bytes, and a ConfigMap takes \(ImportLimits.code)",
            remedy: Self.archiveRemedy
        )
    }

    private static let archiveRemedy =
        "pack the folder as .tar.gz, upload it and give its uri as spec.inferenceConfig.source.uri of the "
        + "ModelDeployment, in place of configMapRef"

    private static func isCarried(_ name: String) -> Bool {
        !name.hasPrefix(".") && name.allSatisfy(\.isConfigMapKeyCharacter)
    }

    /// nil for what is better kept as it is, byte by byte.
    private static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension ImportFiles.CodeFile {
    /// Python's caches count as hidden.
    fileprivate var isHidden: Bool { name.hasPrefix(".") || name == "__pycache__" }
}

extension FoundFile {
    fileprivate var isFile: Bool {
        switch self {
        case .content, .tooLarge: true
        default: false
        }
    }

    fileprivate var size: Int {
        switch self {
        case .content(let bytes): bytes.count
        case .tooLarge(let bytes): bytes
        default: 0
        }
    }
}
