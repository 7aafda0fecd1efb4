import KubernetesCore
import ServingCore
import YAML

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The package manager asks for an entry point, and libFuzzer's own has another name.
@_cdecl("Fuzz_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var (count, arguments) = (count, arguments)
    return runFuzzer(&count, &arguments, fuzz)
}

/// What libFuzzer calls with every input. Whatever a file holds, reading it ends, says why it refuses it, and what was
/// read can be written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    checkJSON(bytes)
    checkYAML(bytes)
    return 0
}

private func checkJSON(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes) else { return }
    precondition((try? JSONValue(parsing: value.jsonBytes)) == value, "JSON that was written reads otherwise")
}

private func checkYAML(_ bytes: [UInt8]) {
    do throws(YAMLError) {
        let documents = try YAMLDocument.parse(bytes, limits: YAMLLimits(maximumAliasedValues: 10_000))
        let values = documents.map(\.value)
        precondition((try? YAMLDocument.parse(values.yamlText.utf8).map(\.value)) == values, "YAML reads otherwise")
        check(documents, lineCount: lineCount(of: bytes))
    } catch {
        precondition(error.mark.line <= lineCount(of: bytes) + 1, "an error lies behind the text")
    }
}

private func check(_ documents: [YAMLDocument], lineCount: Int) {
    let set = ManifestSet(documents.map { ManifestSet.Document($0.value, mustBeObject: false) })
    for finding in set.findings {
        let mark = documents[finding.place.document].mark(ofValueAt: finding.place.path)
        precondition(mark.line <= lineCount, "a finding lies behind the text")
    }
    for document in documents {
        let kind = document.value["kind"]?.string
        guard let definition = ServingAPI.definitions.first(where: { $0.type.kind == kind }) else { continue }
        let object = definition.defaulted(document.value)
        guard definition.violations(of: object).isEmpty else { continue }
        precondition(canDecode(object, as: definition), "a valid object cannot be decoded: \(object.jsonText)")
    }
    _ = Rendering(of: documents.map(\.value), namespace: "default", for: .newest, ServingOptions(image: "slipway"))
}

private func canDecode(_ object: JSONValue, as definition: CustomResourceDefinition) -> Bool {
    // Metadata is checked by itself, and always sound where an API server has seen it.
    var object = object
    object["metadata"] = ["name": "fuzz"]
    object["status"] = nil
    let decoder = JSONValueDecoder()
    return switch definition.type.kind {
    case "ComputeTarget": (try? decoder.decode(ComputeTarget.self, from: object)) != nil
    case "Model": (try? decoder.decode(Model.self, from: object)) != nil
    case "ModelDeployment": (try? decoder.decode(ModelDeployment.self, from: object)) != nil
    default: (try? decoder.decode(InferenceService.self, from: object)) != nil
    }
}

private func lineCount(of bytes: [UInt8]) -> Int {
    1 + bytes.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") || $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 }
}
