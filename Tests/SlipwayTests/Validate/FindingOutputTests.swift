import ArgumentParser
import FoundationEssentials
import KubernetesCore
import ServingCore
import TestSupport
import Testing

@testable import Slipway

@Suite struct FindingOutputTests {
    private let folder: TemporaryFolder
    private let findings: [LocatedFinding]

    init() throws {
        folder = try TemporaryFolder()
        let path = try folder.write(
            "a b.yaml",
            """
            apiVersion: serving.slipway.dev/v1alpha1
            kind: Model
            metadata: {name: m, namespace: vision}
            spec: {version: 0, uri: "http://example.com/m.pkl", uro: 1}
            """
        )
        findings = ValidationReport(ManifestDocuments(ManifestFiles([path])), allowsMissingReferences: false).findings
    }

    @Test func `JSON has what a script wants to know`() throws {
        let array = try #require(try JSONValue(parsing: findings.json).array)
        #expect(array.count == 3)
        #expect(
            array.first == [
                "file": .string(folder.path + "/a b.yaml"), "line": 4, "column": 17, "severity": "error",
                "rule": "slipway/invalid-field", "object": ["kind": "Model", "namespace": "vision", "name": "m"],
                "field": "spec.version", "message": "must be at least 1, not 0",
            ]
        )
        #expect(array.map { $0["severity"]?.string } == ["error", "warning", "error"])
        #expect([LocatedFinding]().json == "[]")
    }

    @Test func `SARIF names rules, places and objects`() throws {
        let log = SARIFLog(findings).json
        #expect(log["version"] == "2.1.0")
        let run = try #require(log["runs"]?.array?.first)
        let driver = run["tool"]?["driver"]
        #expect(driver?["version"]?.string == Slipway.version)
        let rules = try #require(driver?["rules"]?.array)
        let results = try #require(run["results"]?.array)
        #expect(
            results.map { $0["ruleId"]?.string }
                == ["invalid-field", "unprotected-uri", "unknown-field"].map { "slipway/\($0)" }
        )
        for result in results {
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(rules[Int(index)]["id"] == result["ruleId"])
        }
        let result = try #require(results.first)
        #expect(result["level"] == "error")
        #expect(result["message"] == ["text": "spec.version: must be at least 1, not 0"])
        let location = try #require(result["locations"]?.array?.first)
        #expect(location["logicalLocations"] == [["fullyQualifiedName": "Model/vision/m/spec.version"]])
        let physical = location["physicalLocation"]
        #expect(physical?["region"] == ["startLine": 4, "startColumn": 17])
        #expect(physical?["artifactLocation"]?["uri"]?.string == "file://\(folder.path)/a%20b.yaml")
    }

    @Test func `warnings become errors on demand`() {
        #expect(findings.map(\.asError.severity) == [.error, .error, .error])
    }

    @Test(
        "a command line that makes no sense is a usage error",
        arguments: [[], ["--output", "xml", "a"], ["--unknown", "a"]] as [[String]]
    )
    func usage(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try ValidateCommand.parse(arguments) }
        #expect(error.map { ValidateCommand.exitCode(for: $0) } == .validationFailure)
    }

    @Test func `the standard input is a path like others`() throws {
        #expect(try ValidateCommand.parse(["-", "a"]).paths == ["-", "a"])
    }
}
