import FoundationEssentials
import TestSupport
import Testing

@testable import Slipway

@Suite(.timeLimit(.minutes(3))) struct FolderLockTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var path: String { "\(folder.path)/locks/a.lock" }

    /// How many descriptors of this process are of the lock's file.
    private var descriptors: Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.count { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) == path
        }
    }

    @Test func `one waits for the other`() async throws {
        let first = try await FolderLock(path)
        let isLocked = Flag()
        let second = Task { [path] in
            let lock = try await FolderLock(path)
            isLocked.raise()
            return lock
        }
        try await eventually("it waits") { descriptors == 2 ? true : nil }
        // For several of its attempts.
        try await Task.sleep(for: .milliseconds(400))
        #expect(!isLocked.isUp)
        first.release()
        try await second.value.release()
        #expect(descriptors == 0)
    }

    @Test func `who is cancelled waits no longer, and leaves nothing open`() async throws {
        let first = try await FolderLock(path)
        let second = Task { [path] in try await FolderLock(path) }
        try await eventually("it waits") { descriptors == 2 ? true : nil }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(descriptors == 1)
        first.release()
    }
}
