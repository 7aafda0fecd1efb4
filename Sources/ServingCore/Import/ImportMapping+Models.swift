import FoundationEssentials
import KubernetesCore

extension ImportMapping {
    var modelParts: [ImportPart] {
        models.enumerated().map { index, model in
            var part = part(for: model)
            let problem = models.prefix(index).lazy.compactMap { model.conflict(with: $0) }.first
            if let problem { part.problems.append(ImportProblem(at: model.place, problem)) }
            return part
        }
    }

    private func part(for model: ModelOption) -> ImportPart {
        var part = ImportPart()
        var object = draft("Model", model.objectName, from: model.place)
        object.set("spec.modelName", .string(model.name), from: model.place)
        object.set("spec.version", .integer(model.version), from: model.place)
        switch model.source {
        case .uri(let uri):
            object.set("spec.uri", .string(uri), from: model.place)
            // The schema's own message repeats the uri, which may hold a key.
            if !Schema.uri("").violations(of: .string(uri)).isEmpty {
                part.problems.append(ImportProblem(at: model.place, Self.uriProblem))
            }
        case .file(let path):
            let key = Self.configMapKey(of: path)
            object.set("spec.uri", "configmap://\(model.objectName)/\(key.name)", from: model.place)
            embed(path, of: model, as: key.name, in: &part)
            if key.isChanged {
                let why = "the file is named \(key.name), since a ConfigMap takes no other characters"
                part.gaps.append(
                    ImportGap(.changed, at: model.place, why, remedy: "let the entry script open it by that name")
                )
            }
        case nil:
            object.set("spec.uri", "configmap://\(model.objectName)/\(model.name)", from: model.place)
            part.gaps.append(placeholderGap(for: model))
        }
        part.drafts.append(object)
        return part
    }

    private func embed(_ path: String, of model: ModelOption, as key: String, in part: inout ImportPart) {
        let problem: String
        switch files.models[path] ?? .missing {
        case .content(let bytes) where bytes.count <= ImportLimits.model:
            var configMap = draft("ConfigMap", model.objectName, from: model.place)
            configMap.set(FieldPath("binaryData").member(key), .string(Data(bytes).base64EncodedString()))
            part.drafts.append(configMap)
            return
        case .content(let bytes):
            problem = Self.sizeProblem(path, bytes.count)
        case .tooLarge(let bytes):
            problem = Self.sizeProblem(path, bytes)
        case .folder:
            problem = "\(path) is a folder: pack it as .tar.gz, upload it and pass its uri"
        case .missing:
            problem = "there is no file \(path): correct the path, or pass a uri"
        case .unreadable, .configuration:
            problem = "\(path) cannot be read as a model: pass another file, or a uri"
        }
        part.problems.append(ImportProblem(at: model.place, problem))
    }

    private func placeholderGap(for model: ModelOption) -> ImportGap {
        ImportGap(
            .missing,
            at: model.place,
            "nothing says where the model's file is",
            remedy:
                "run kubectl create configmap \(model.objectName)\(namespaceFlag) --from-file=\(model.name)=FILE, or "
                + "change spec.uri of Model \(model.objectName); the file's name at the end of the uri is the one that "
                + "the entry script sees"
        )
    }

    private static let uriProblem =
        "the uri must be https://HOST/PATH, azureblob://ACCOUNT/CONTAINER/PATH, pvc://CLAIM/PATH, "
        + "oci://REGISTRY/REPOSITORY@sha256:DIGEST or configmap://NAME/KEY"

    private static func sizeProblem(_ path: String, _ bytes: Int) -> String {
        "\(path) has \(bytes) bytes, and a ConfigMap takes a model of \(ImportLimits.model): upload it and pass its uri"
    }

    /// The name of the file at `path`, in the characters of a ConfigMap's keys.
    private static func configMapKey(of path: String) -> (name: String, isChanged: Bool) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let key = String(name.map { $0.isConfigMapKeyCharacter ? $0 : "-" })
        return (key, key != name)
    }
}

extension ModelOption {
    /// Why the two cannot be in one deployment.
    fileprivate func conflict(with other: ModelOption) -> String? {
        if name == other.name { return "a deployment takes one version of a model: remove one of the two" }
        guard objectName == other.objectName else { return nil }
        return "its object would be named \(objectName), like that of \(other.name):\(other.version): "
            + "remove one of the two"
    }
}

extension Character {
    var isConfigMapKeyCharacter: Bool {
        isASCII && (isLetter || isNumber || self == "-" || self == "_" || self == ".")
    }
}
