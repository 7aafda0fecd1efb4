import KubernetesCore
import ServingCore
import YAML

/// A finding with its line.
struct LocatedFinding {
    /// A place for people to look at.
    struct Location: Hashable {
        let file: String
        let mark: SourceMark
    }

    let rule: FindingRule
    var severity: Finding.Severity
    let location: Location
    let field: FieldPath
    let object: ObjectName?
    let message: String
    let related: Location?

    init(_ finding: Finding, in documents: [YAMLDocument]) {
        rule = finding.rule
        severity = finding.severity
        location = Location(finding.place, in: documents)
        field = finding.field
        object = finding.object
        message = finding.message
        related = finding.related.map { Location($0, in: documents) }
    }

    /// What is wrong with a whole file.
    init(_ error: ManifestFileError) {
        self.init(.unreadableFile, at: Location(file: error.path, mark: .start), error.problem)
    }

    init(_ error: YAMLError) {
        self.init(.invalidYAML, at: Location(file: error.file ?? "", mark: error.mark), error.problem)
    }

    init(
        _ rule: FindingRule,
        _ severity: Finding.Severity = .error,
        at location: Location,
        _ message: String,
        field: FieldPath = FieldPath()
    ) {
        self.rule = rule
        self.severity = severity
        self.location = location
        self.message = message
        self.field = field
        object = nil
        related = nil
    }
}

extension LocatedFinding.Location {
    fileprivate init(_ place: Finding.Place, in documents: [YAMLDocument]) {
        let document = documents[place.document]
        file = document.file ?? ""
        mark = place.isKey ? document.mark(ofKeyAt: place.path) : document.mark(ofValueAt: place.path)
    }
}

extension LocatedFinding.Location: Comparable, CustomStringConvertible {
    static func < (left: Self, right: Self) -> Bool {
        (left.file, left.mark.line, left.mark.column) < (right.file, right.mark.line, right.mark.column)
    }

    /// `file:line:column`, as compilers write it.
    var description: String { "\(file):\(mark)" }
}

extension LocatedFinding {
    init(_ remark: Rendering.Remark, in documents: [YAMLDocument]) {
        let document = documents[remark.origin.manifest]
        let path = remark.origin.path.appending(remark.field)
        let location = Location(file: document.file ?? "", mark: document.mark(ofValueAt: path))
        self.init(
            .missingReference,
            remark.isError ? .error : .warning,
            at: location,
            remark.message,
            field: remark.field
        )
    }
}
