import ServingCore
import YAML

/// What there is to say about the manifests of some files.
struct ValidationReport {
    /// Errors and warnings by file and line.
    let findings: [LocatedFinding]
    /// What was passed over.
    let notes: [LocatedFinding]
    let documentCount: Int
    /// How many objects of Slipway's kinds there are.
    let objectCount: Int

    /// - Parameter namespace: of objects that name none.
    init(_ files: ManifestDocuments, namespace: String = "default", allowsMissingReferences: Bool) {
        let documents = files.documents.map(\.yaml)
        let manifests = files.documents.map {
            ManifestSet.Document($0.yaml.value, mustBeObject: $0.file.isNamed)
        }
        let set = ManifestSet(manifests, namespace: namespace, allowsMissingReferences: allowsMissingReferences)
        let located =
            files.problems + files.emptyFiles.map { .empty($0) }
            + set.findings.map { LocatedFinding($0, in: documents) }
        // In the order of the checks where several are at one place.
        let sorted = located.enumerated().sorted { ($0.element.location, $0.offset) < ($1.element.location, $1.offset) }
        findings = sorted.map(\.element).filter { $0.severity != .note }
        notes = sorted.map(\.element).filter { $0.severity == .note }
        documentCount = documents.count
        objectCount = set.objectCount
    }
}

extension LocatedFinding {
    fileprivate static func empty(_ file: ManifestFile) -> LocatedFinding {
        let location = Location(file: file.name, mark: .start)
        return file.isNamed
            ? LocatedFinding(.noObject, at: location, "the file holds no object")
            : LocatedFinding(.passedOver, .note, at: location, "passed over: the file holds no object")
    }
}
