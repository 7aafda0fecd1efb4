import Synchronization

@testable import KubernetesClient

/// Goes on to its next credentials when those before are refused; the last ones stay.
final class ScriptedCredentials: CredentialProvider {
    private struct State {
        var tokens: ArraySlice<String>
        var refused: [Credentials] = []
    }

    private let state: Mutex<State>

    init(_ tokens: String...) {
        state = Mutex(State(tokens: tokens[...]))
    }

    var refused: [Credentials] { state.withLock(\.refused) }

    func credentials() async throws(ConfigurationError) -> Credentials {
        guard let token = state.withLock(\.tokens.first) else {
            throw ConfigurationError(.plugin, at: .init(entry: "user \"u\""), problem: "the plugin failed")
        }
        return Credentials(authorization: "Bearer \(token)")
    }

    func refused(_ credentials: Credentials) -> Bool {
        state.withLock { state in
            state.refused.append(credentials)
            guard state.tokens.count > 1 else { return false }
            state.tokens.removeFirst()
            return true
        }
    }
}
