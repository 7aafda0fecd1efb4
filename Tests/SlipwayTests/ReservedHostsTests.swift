import ArgumentParser
import Testing

@testable import Slipway

struct ReservedHostsTests {
    @Test func controllerAndGatewayTakeSeveral() throws {
        let arguments = ["--reserved-host=models.example.com", "--reserved-host", "ml"]
        let controller = try ControllerCommand.parse(arguments)
        let gateway = try GatewayCommand.parse(arguments)
        #expect(controller.reservedHosts.names == ["models.example.com", "ml"])
        #expect(gateway.reservedHosts.names == ["models.example.com", "ml"])
    }

    @Test(arguments: ["Models.example.com", "https://models.example.com", "*.example.com", "", "a..b"])
    func nothingElseIsAHostName(name: String) {
        #expect(throws: (any Error).self) { try GatewayCommand.parse(["--reserved-host=\(name)"]) }
    }
}
