import ArgumentParser
import FoundationEssentials
import KubernetesCore
import ServingCore

struct LocalTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Serves, sends one request, compares the answer, and stops. Exits with 1 if it is another one."
    )

    @OptionGroup
    var options: LocalOptions

    @Option(help: ArgumentHelp("What is sent to be scored.", valueName: "file"))
    var data: String

    @Option(
        help: ArgumentHelp("The answer that is expected, as JSON. Default: any with the status 200.", valueName: "file")
    )
    var expect: String?

    @Option(help: "How far a number may be off, as a part of the expected one.")
    var tolerance = 1e-9

    @Option(help: ArgumentHelp("The service to ask, where there are several.", valueName: "name"))
    var service: String?

    @Option(help: "The key to ask with. Default: the primary one.")
    var key: String?

    @Flag(name: .shortAndLong, help: "Show what the server and the gateway log.")
    var verbose = false

    func run() async throws {
        let console = Console(isQuiet: !verbose)
        do {
            let body = try Self.read(data)
            let expected = try expect.map { try Self.json(Self.read($0), of: $0) }
            try await LocalCommand.withSession(options, console) { session in
                try await check(session, body, expected, console)
            }
        } catch let failure as LocalFailure {
            console.report(failure)
            throw ExitCode.failure
        }
    }

    private func check(_ session: LocalSession, _ body: [UInt8], _ expected: JSONValue?, _ console: Console)
        async throws
    {
        let endpoints = try session.endpoints
        guard let endpoint = endpoints.first(where: { service == nil || $0.name == service }),
            endpoints.count == 1 || service != nil
        else {
            throw LocalFailure(
                "name one of the services by --service: \(endpoints.map(\.name).joined(separator: ", "))"
            )
        }
        let answer = try await session.ask(endpoint, "/score", key: key ?? endpoint.key, body: body)
        let text = String(decoding: answer.body, as: UTF8.self)
        guard answer.status == 200 else {
            throw LocalFailure("\(endpoint.base)/score answered \(answer.status): \(text)")
        }
        if let expected {
            let actual = try Self.json(answer.body, of: "the answer")
            if let difference = AnswerDifference.first(actual, expected: expected, tolerance: tolerance) {
                throw LocalFailure("the answer is not what \(expect ?? "") expects: it \(difference)\n\(text)")
            }
        }
        console.say(text)
    }

    private static func read(_ path: String) throws(LocalFailure) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LocalFailure("\(path) cannot be read")
        }
        return Array(data)
    }

    private static func json(_ bytes: [UInt8], of name: String) throws(LocalFailure) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw LocalFailure("\(name) is not JSON: \(error)")
        }
    }
}
