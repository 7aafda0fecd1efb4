import FoundationEssentials
import Glibc
import Synchronization

/// What one run has on this machine: its files, and a record of its processes for whoever comes after a crash.
final class RunFolder: Sendable {
    private struct Record: Codable {
        /// Numbers of processes and times count from the start of the machine.
        let bootID: String
        let owner: ProcessIdentity
        /// Each leads a process group of its own.
        var children: Set<ProcessIdentity> = []
    }

    private static let recordName = "run.json"

    let path: String
    private let record: Mutex<Record>

    /// Short, as the path of a socket has to be, and of a user's own.
    private static var root: String { "/tmp/slipway-\(geteuid())" }

    private init(path: String, owner: ProcessIdentity) {
        self.path = path
        record = Mutex(Record(bootID: ProcessIdentity.bootID, owner: owner))
    }

    /// Takes the folder of a port, after what earlier runs have left behind is ended and removed.
    ///
    /// - Parameter onLeftovers: told how many processes were ended.
    static func claim(port: Int, onLeftovers: (Int) -> Void) async throws -> RunFolder {
        try makeRoot()
        let count = await endLeftovers()
        if count > 0 { onLeftovers(count) }
        let path = "\(root)/\(port)"
        guard let owner = ProcessIdentity.own else { throw LocalFailure("/proc is not mounted, which is needed") }
        if let other = read(path)?.owner {
            throw LocalFailure(
                "slipway local serves on port \(port) already (process \(other.pid)); give another --port"
            )
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let folder = RunFolder(path: path, owner: owner)
        try folder.record.withLock { try folder.write($0) }
        return folder
    }

    /// To be called while the process does nothing yet.
    func add(_ process: ProcessIdentity) throws {
        try record.withLock { record in
            record.children.insert(process)
            try write(record)
        }
    }

    func forget(_ process: ProcessIdentity) {
        record.withLock { record in
            record.children.remove(process)
            try? write(record)
        }
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    private func write(_ record: Record) throws {
        try JSONEncoder().encode(record).write(to: URL(filePath: "\(path)/\(Self.recordName)"), options: .atomic)
    }

    private static func read(_ path: String) -> Record? {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(recordName)"),
            let record = try? JSONDecoder().decode(Record.self, from: data)
        else { return nil }
        return record
    }

    /// Nobody else may write there, since processes are ended on its word.
    private static func makeRoot() throws {
        mkdir(root, 0o700)
        var status = stat()
        guard lstat(root, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else { throw LocalFailure("\(root) has to be a folder of yours alone; remove it") }
    }

    /// Ends what is left of runs that are not there any more, and of nobody else.
    ///
    /// - Returns: how many processes there were.
    private static func endLeftovers() async -> Int {
        var left: [ProcessIdentity] = []
        var paths: [String] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
            let path = "\(root)/\(name)"
            let record = read(path)
            let isOfThisBoot = record?.bootID == ProcessIdentity.bootID
            if isOfThisBoot, record?.owner.isThere == true { continue }
            if isOfThisBoot { left += (record?.children ?? []).filter(\.isThere) }
            paths.append(path)
        }
        await ProcessGroups.end(left, within: .seconds(3))
        for path in paths { try? FileManager.default.removeItem(atPath: path) }
        return left.count
    }
}
