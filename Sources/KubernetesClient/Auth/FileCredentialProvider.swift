import KubernetesCore
import Logging
import Synchronization

/// Credentials in files that others replace from time to time, such as a pod's projected token.
final class FileCredentialProvider: CredentialProvider {
    typealias Read = @Sendable () throws(ConfigurationError) -> Credentials

    private let read: Read
    private let clock: WallClock
    private let state: Mutex<FileCredentialState>

    /// Reads the files for the first time.
    ///
    /// - Parameters:
    ///   - fallback: used as long as the files have never been readable; without it the first failure is thrown.
    ///   - read: reads the files, which are small enough to be read in place.
    init(
        fallback: Credentials? = nil,
        clock: WallClock,
        read: @escaping Read
    ) throws(ConfigurationError) {
        let first: Credentials
        do throws(ConfigurationError) {
            first = try read()
        } catch {
            guard let fallback else { throw error }
            first = fallback
        }
        self.read = read
        self.clock = clock
        state = Mutex(FileCredentialState(first, at: clock.now))
    }

    func credentials() -> Credentials {
        if state.withLock({ $0.beginsReading(at: clock.now) }) { reread() }
        return state.withLock(\.credentials)
    }

    /// Reads the files at once.
    func refused(_ credentials: Credentials) -> Bool {
        // Whoever comes after the first of several refused requests finds the new credentials already read.
        if state.withLock(\.credentials) == credentials { reread() }
        return state.withLock(\.credentials) != credentials
    }

    private func reread() {
        do throws(ConfigurationError) {
            let credentials = try read()
            state.withLock { $0.finishReading(credentials, at: clock.now) }
        } catch {
            // The old credentials are usually valid for longer, and a file that is being replaced comes back.
            guard state.withLock({ $0.failReading("\(error)") }) else { return }
            Logger.current.warning("keeping old credentials", metadata: ["error": "\(error)"])
        }
    }
}

extension FileCredentialProvider: Redacted {
    var description: String { "credentials from files (\(state.withLock(\.credentials)))" }
}
