import FoundationEssentials
import KubernetesCore
import ServingCore
import TestSupport
import Testing

/// `docs/troubleshooting.md` against what statuses really say.
@Suite struct TroubleshootingTests {
    private let text: String

    init() throws {
        let root = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 }
        text = try String(contentsOf: URL(filePath: "\(root)/docs/troubleshooting.md"), encoding: .utf8)
    }

    @Test(arguments: Reason.allCases) func `every reason is there`(_ reason: Reason) {
        #expect(text.contains("`\(reason.rawValue)`"))
    }

    @Test func `what it quotes is what a status of the golden tests says, under the reason of its heading`() throws {
        var statuses: [String: Set<String>] = [:]
        for golden in GoldenCase.all(below: "../Golden") {
            for condition in try golden.documents("status.yaml").first?["conditions"]?.array ?? []
            where condition["type"] == "Ready" {
                guard let reason = condition["reason"]?.string, let message = condition["message"]?.string else {
                    continue
                }
                statuses[message, default: []].insert(reason)
            }
        }
        var heading = ""
        var quotes = 0
        for line in text.split(separator: "\n") {
            if line.hasPrefix("### ") { heading = String(line) }
            guard line.hasPrefix("> ") else { continue }
            quotes += 1
            let reasons = statuses[String(line.dropFirst(2))] ?? []
            #expect(reasons.contains { heading.contains("`\($0)`") }, "\(heading): \(line)")
        }
        #expect(quotes > 30)
    }
}
