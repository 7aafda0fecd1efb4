import ArgumentParser
import Testing

@testable import Slipway

@Test("a pull into no folder is refused at once", arguments: ["", "models"])
func pullTarget(folder: String) throws {
    let arguments = ["https://example.com/m.pkl", "--to", folder]
    if folder.isEmpty {
        #expect(throws: (any Error).self) { try PullCommand.parse(arguments) }
    } else {
        #expect(try PullCommand.parse(arguments).to == folder)
    }
}
