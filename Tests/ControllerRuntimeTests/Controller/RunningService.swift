import Logging
import ServiceLifecycle
import TestSupport

@testable import ControllerRuntime

/// A service that runs as it does in production, until a test ends it.
final class RunningService: Sendable {
    enum End: Sendable, CaseIterable {
        case cancellation
        case gracefulShutdown
    }

    private let group: ServiceGroup
    private let task: Task<Void, Never>
    private let ended = Signal()

    init(_ service: some Service) {
        group = ServiceGroup(services: [service], logger: .silent)
        task = Task { [group, ended] in
            // The group takes a service that ends when it is cancelled for one that fails.
            try? await group.run()
            ended.send()
        }
    }

    deinit {
        task.cancel()
    }

    var hasEnded: Bool { ended.isOn }

    func stop(by end: End = .gracefulShutdown) async {
        switch end {
        case .cancellation: task.cancel()
        case .gracefulShutdown: await group.triggerGracefulShutdown()
        }
    }

    func waitUntilEnded(within limit: Duration = .seconds(60)) async throws {
        try await eventually("the service has ended", within: limit) { hasEnded ? true : nil }
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
