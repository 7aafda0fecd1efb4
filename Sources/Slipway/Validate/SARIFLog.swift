import KubernetesCore
import ServingCore
import YAML

/// Findings in the form that code scanning services read (SARIF 2.1.0).
struct SARIFLog {
    let findings: [LocatedFinding]

    private static let rules = FindingRule.allCases.filter { $0 != .passedOver }

    init(_ findings: [LocatedFinding]) {
        self.findings = findings
    }

    var json: JSONValue {
        [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "slipway",
                            "version": .string(Slipway.version),
                            "semanticVersion": .string(Slipway.version),
                            "rules": .array(Self.rules.map(Self.rule)),
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(findings.map(Self.result)),
                ]
            ],
        ]
    }

    private static func rule(_ rule: FindingRule) -> JSONValue {
        ["id": .string(rule.id), "name": .string(rule.rawValue), "shortDescription": ["text": .string(rule.summary)]]
    }

    private static func result(_ finding: LocatedFinding) -> JSONValue {
        let field = finding.field.steps.isEmpty ? nil : "\(finding.field)"
        var location: JSONValue = ["physicalLocation": physical(finding.location)]
        if let object = finding.object {
            let name = ["\(object)", field].compactMap { $0 }.joined(separator: "/")
            location["logicalLocations"] = [["fullyQualifiedName": .string(name)]]
        }
        var result: JSONValue = [
            "ruleId": .string(finding.rule.id),
            "level": .string(finding.severity.rawValue),
            "message": ["text": .string([field, finding.fullMessage].compactMap { $0 }.joined(separator: ": "))],
            "locations": [location],
        ]
        result["ruleIndex"] = rules.firstIndex(of: finding.rule).map { .integer(Int64($0)) }
        result["relatedLocations"] = finding.related.map { related in
            [["physicalLocation": physical(related), "message": ["text": "the first"]]]
        }
        return result
    }

    private static func physical(_ location: LocatedFinding.Location) -> JSONValue {
        [
            "artifactLocation": ["uri": .string(uri(location.file))],
            "region": [
                "startLine": .integer(Int64(location.mark.line)),
                "startColumn": .integer(Int64(location.mark.column)),
            ],
        ]
    }

    /// A path as a URI, relative to the root of the sources if it is not absolute.
    private static func uri(_ path: String) -> String {
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        let encoded = relative.utf8.map { byte in
            isUnreserved(byte) ? String(Unicode.Scalar(byte)) : "%" + hexadecimal(byte)
        }.joined()
        return path.hasPrefix("/") ? "file://\(encoded)" : encoded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~/".utf8.contains(byte)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }
}
