import KubernetesClient
import Synchronization
import TestSupport

@testable import ControllerRuntime

/// Tells a transcript to any number of watchers, each in a namespace of its own, and breaks each one's first watch off.
final class CuttingServer: Sendable {
    struct Cut: Hashable, Sendable {
        let framing: Transcript.Framing
        /// How many bytes of the response to the first watch are sent.
        let offset: Int

        var namespace: String { "\(framing.rawValue)-\(offset)" }

        fileprivate init?(namespace: some StringProtocol) {
            let parts = namespace.split(separator: "-")
            guard parts.count == 2, let framing = Transcript.Framing(rawValue: String(parts[0])),
                let offset = Int(parts[1])
            else { return nil }
            self.init(framing: framing, offset: offset)
        }

        init(framing: Transcript.Framing, offset: Int) {
            self.framing = framing
            self.offset = offset
        }
    }

    /// What one watcher has asked for.
    private final class Watch: Sendable {
        let positions = Recorder<String>()
        let isThrough = Signal()
    }

    let client: Client
    private let server: ScriptedServer
    private let watches: [Cut: Watch]

    init(_ transcript: Transcript, cutting cuts: [Cut]) throws {
        let watches = Dictionary(uniqueKeysWithValues: cuts.map { ($0, Watch()) })
        self.watches = watches
        server = try ScriptedServer { request, connection in
            let namespace = request.path.split(separator: "/").dropLast().last ?? ""
            guard let cut = Cut(namespace: namespace), let watch = watches[cut] else { return }
            if request.isStream { return connection.send(ScriptedServer.failure(422, "Invalid")) }
            guard request.parameter("watch") == "true" else { return connection.send(transcript.list) }
            let position = String(request.parameter("resourceVersion") ?? "")
            watch.positions.record(position)
            if position == transcript.lastVersion {
                // Nothing is left to tell.
                watch.isThrough.send()
                return connection.waitUntilClosed()
            }
            let response = cut.framing.response(transcript.lines(after: position))
            let isFirst = watch.positions.all.count == 1
            connection.send(isFirst ? Array(response.prefix(cut.offset)) : response)
        }
        client = server.client
    }

    /// Returns when the watcher of this cut has asked for what comes after the transcript: it has seen all of it.
    func waitUntilThrough(_ cut: Cut) async {
        await watches[cut]?.isThrough.wait()
    }

    /// From where the watcher of this cut has watched, in order.
    func positions(_ cut: Cut) -> [String] {
        watches[cut]?.positions.all ?? []
    }
}
