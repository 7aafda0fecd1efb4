import ClusterTestSupport
import FoundationEssentials
import TestSupport

/// A file system of 256 KiB.
struct SmallDisk: Sendable {
    let path: String

    /// Mounts it while `body` runs.
    static func run(_ body: (SmallDisk) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        _ = try await TestCluster.run("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder.path])
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(SmallDisk(path: folder.path)))
        } catch {
            outcome = .failure(error)
        }
        _ = try await TestCluster.run("umount", [folder.path])
        try outcome.get()
    }

    /// Leaves no byte free.
    func fill() async {
        // It ends with an error, and that is when the disk is full.
        _ = try? await TestCluster.run("dd", ["if=/dev/zero", "of=\(filler)", "bs=512"])
    }

    func empty() throws {
        try FileManager.default.removeItem(atPath: filler)
    }

    func size(of name: String) -> Int {
        FileManager.default.contents(atPath: "\(path)/\(name)")?.count ?? 0
    }

    private var filler: String { path + "/filler" }
}
