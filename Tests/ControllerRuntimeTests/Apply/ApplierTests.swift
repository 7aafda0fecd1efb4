import KubernetesClient
import KubernetesCore
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct ApplierTests {
    private static let key = ObjectKey.named("scorer")

    private let server: ApplyServer
    private let applier: Applier

    init() throws {
        server = try ApplyServer()
        applier = Applier(client: server.client, fieldManager: FieldManager("slipway"))
    }

    private func desired(port: Int64 = 80) -> DesiredObject {
        DesiredObject(
            BuiltInTypes.services,
            Self.key,
            manifest: [
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": [
                    "name": "scorer", "namespace": "default", "annotations": ["team": "a"],
                    "ownerReferences": [["apiVersion": "v1", "kind": "Scorer", "name": "scorer", "uid": "42"]],
                ],
                "spec": ["ports": [["name": "http", "port": .integer(port)]]],
            ]
        )
    }

    /// What the store shows of `desired`, with what a server adds.
    private func observed(
        _ desired: DesiredObject,
        _ resourceVersion: String = "7",
        _ change: (inout JSONValue) -> Void = { _ in }
    ) throws -> Service {
        var object = desired.manifest
        object["metadata"]?["resourceVersion"] = .string(resourceVersion)
        object["metadata"]?["uid"] = "1234"
        object["spec"]?["clusterIP"] = "10.0.0.1"
        change(&object)
        return try JSONValueDecoder().decode(Service.self, from: object)
    }

    private static func changePort(_ object: inout JSONValue) {
        object["spec"]?["ports"] = [["name": "http", "port": 8080]]
    }

    @Test func `a steady state costs no request`() async throws {
        let desired = desired()
        for version in 1...3 { #expect(try await applier.apply(desired, over: observed(desired, "\(version)")) == nil) }
        #expect(server.requests.isEmpty)
    }

    @Test func `a missing object is applied as exactly what it should be`() async throws {
        let desired = desired()
        let outcome = try #require(try await applier.apply(desired, over: nil as Service?))
        #expect(outcome.isCreated)
        #expect(outcome.object["metadata"]?["generation"] == 3)
        #expect(server.requests.count == 1)
        let request = try #require(server.writes.first)
        let path = "/api/v1/namespaces/default/services/scorer"
        #expect(request.line == "PATCH \(path)?fieldManager=slipway&force=true HTTP/1.1")
        #expect(request.headers["content-type"] == "application/apply-patch+yaml")
        var manifest = try JSONValue(parsing: request.body.utf8)
        #expect(manifest["metadata"]?["resourceVersion"] == "1")
        manifest["metadata"]?["resourceVersion"] = nil
        #expect(manifest == desired.manifest)
        #expect(request.body.contains(desired.digest))
    }

    @Test func `a field changed by hand is taken back`() async throws {
        let desired = desired()
        let observed = try observed(desired, "7", Self.changePort)
        _ = try await applier.apply(desired, over: observed)
        #expect(server.requests.map { $0.parameter("force") } == ["true"])
    }

    @Test func `an object that was applied from another desired state is applied`() async throws {
        // Every field that is desired now is there, but one that was desired then is, too.
        let observed = try observed(desired(), "7") { object in
            object["metadata"]?["annotations"]?[DesiredObject.digestAnnotation] = "another"
        }
        #expect(try await applier.apply(desired(), over: observed) != nil)
        #expect(server.requests.map { $0.parameter("force") } == ["true"])
    }

    @Test func `an object that is there already is changed, not created`() async throws {
        _ = try await applier.apply(desired(port: 80), over: nil as Service?)
        let outcome = try await applier.apply(desired(port: 81), over: observed(desired(port: 80), "101"))
        #expect(outcome?.isCreated == false)
    }

    @Test func `while the store does not show the new object, it is not applied again`() async throws {
        for _ in 0..<3 { _ = try await applier.apply(desired(), over: nil as Service?) }
        #expect(server.writes.count == 1)
    }

    @Test func `while the store shows the old state, the new one is not applied again`() async throws {
        let old = try observed(desired(port: 81), "7")
        for _ in 0..<3 { _ = try await applier.apply(desired(port: 80), over: old) }
        #expect(server.writes.count == 1)
        #expect(try await applier.apply(desired(port: 80), over: observed(desired(port: 80), "101")) == nil)
        #expect(server.writes.count == 1)
    }

    @Test func `another desired state does not wait for the store to show the one before`() async throws {
        for port in [80, 81, 82] as [Int64] { _ = try await applier.apply(desired(port: port), over: nil as Service?) }
        #expect(server.object?["spec"]?["ports"]?.array?.first?["port"] == 82)
    }

    @Test func `an object that was deleted is applied anew`() async throws {
        let desired = desired()
        _ = try await applier.apply(desired, over: nil as Service?)
        applier.notice(desired.type, desired.key, isDeleted: false)
        #expect(try await applier.apply(desired, over: observed(desired, "101")) == nil)
        server.object = nil
        applier.notice(desired.type, desired.key, isDeleted: true)
        #expect(try await applier.apply(desired, over: nil as Service?) != nil)
        #expect(server.writes.count == 2)
    }

    @Test func `an object is awaited until a store has shown it`() async throws {
        let desired = desired()
        _ = try await applier.apply(desired, over: nil as Service?)
        #expect(applier.awaited(desired.type) == [desired.key])
        #expect(applier.awaited(BuiltInTypes.deployments) == [])
        applier.notice(desired.type, desired.key, isDeleted: false)
        #expect(applier.awaited(desired.type) == [])
    }

    @Test func `the end of another object is no concern of this one`() async throws {
        let desired = desired()
        _ = try await applier.apply(desired, over: nil as Service?)
        applier.notice(desired.type, .named("other"), isDeleted: true)
        applier.notice(BuiltInTypes.deployments, desired.key, isDeleted: true)
        #expect(try await applier.apply(desired, over: nil as Service?) == nil)
    }

    @Test func `a value that the server keeps in another form is not applied for ever`() async throws {
        let desired = desired()
        _ = try await applier.apply(desired, over: nil as Service?)
        applier.notice(desired.type, desired.key, isDeleted: false)
        let normalised = try observed(desired, "101", Self.changePort)
        for _ in 0..<3 { #expect(try await applier.apply(desired, over: normalised) == nil) }
        #expect(server.writes.count == 1)
    }

    @Test func `a change by hand after an apply is taken back`() async throws {
        let desired = desired()
        _ = try await applier.apply(desired, over: nil as Service?)
        applier.notice(desired.type, desired.key, isDeleted: false)
        applier.notice(desired.type, desired.key, isDeleted: false)
        #expect(try await applier.apply(desired, over: observed(desired, "150", Self.changePort)) != nil)
        #expect(server.writes.count == 2)
    }

    @Test func `a change by hand that the watch shows before the answer is here is taken back`() async throws {
        let desired = desired()
        server.beforeAnswer { [applier] in
            applier.notice(desired.type, desired.key, isDeleted: false)
            applier.notice(desired.type, desired.key, isDeleted: false)
        }
        _ = try await applier.apply(desired, over: nil as Service?)
        #expect(try await applier.apply(desired, over: observed(desired, "150", Self.changePort)) != nil)
        #expect(server.writes.count == 2)
    }

    @Test func `an object whose end the watch shows before the answer is here is applied anew`() async throws {
        let desired = desired()
        server.beforeAnswer { [applier, server] in
            applier.notice(desired.type, desired.key, isDeleted: false)
            server.object = nil
            applier.notice(desired.type, desired.key, isDeleted: true)
        }
        _ = try await applier.apply(desired, over: nil as Service?)
        #expect(try await applier.apply(desired, over: nil as Service?) != nil)
        #expect(server.writes.count == 2)
    }

    @Test func `an object of somebody else is left alone`() async throws {
        var foreign = desired().manifest
        foreign["metadata"]?["ownerReferences"] = [["kind": "Scorer", "name": "scorer", "uid": "7"]]
        server.object = foreign
        for _ in 0..<2 {
            let error = try await #require(throws: ClientError.self) {
                try await applier.apply(desired(), over: nil as Service?)
            }
            #expect(error.status?.reason == Applier.nameTaken)
            #expect(error.status?.message == "Service scorer exists and belongs to somebody else")
        }
        #expect(server.writes.allSatisfy { $0.body.contains("resourceVersion") })
    }

    @Test func `an object of ours that the store does not show is applied`() async throws {
        server.object = desired(port: 81).manifest
        #expect(try await applier.apply(desired(), over: nil as Service?)?.isCreated == false)
    }

    @Test func `a server that makes no object from a resource version is asked first, and offered none again`()
        async throws
    {
        server.refuseResourceVersions()
        let desired = desired()
        for _ in 0..<2 {
            #expect(try await applier.apply(desired, over: nil as Service?) != nil)
            applier.notice(desired.type, desired.key, isDeleted: true)
        }
        #expect(server.requests.map { String($0.line.prefix(5)) } == ["PATCH", "GET /", "PATCH", "GET /", "PATCH"])
    }

    @Test func `an object of somebody else is left alone where a resource version is refused`() async throws {
        server.refuseResourceVersions()
        server.object = ["metadata": ["name": "scorer"]]
        let error = try await #require(throws: ClientError.self) {
            try await applier.apply(desired(), over: nil as Service?)
        }
        #expect(error.status?.reason == Applier.nameTaken)
    }

    @Test(arguments: [(409, "Conflict"), (422, "Invalid"), (403, "Forbidden"), (500, "InternalError")])
    func `a refusal is thrown, and the next attempt is a new one`(_ code: Int, _ reason: String) async throws {
        let observed = try observed(desired(port: 81))
        server.fail(code, reason)
        let error = try await #require(throws: ClientError.self) { try await applier.apply(desired(), over: observed) }
        #expect(error.status?.code == code)
        #expect(error.isConflict == (code == 409))
        #expect(try await applier.apply(desired(), over: observed) != nil)
        #expect(server.writes.count == 2)
    }
}
