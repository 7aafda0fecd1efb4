import Glibc
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A pipe into which a child process writes lines.
///
/// HAProxy does not wait until it is read: lines that the pipe has no room for are lost. So it is large, and read by a
/// thread that does nothing else.
final class LinePipe: Sendable {
    /// Linux' limit for those who are not root, in bytes: some 3,000 requests.
    private static let size: Int32 = 1 << 20
    /// `F_SETPIPE_SZ`, which Glibc's module leaves out.
    private static let setPipeSize: Int32 = 1031
    /// A line that is longer is cut in pieces.
    private static let longestLine = 1 << 16

    let writeEnd: FileDescriptor
    private let readEnd: FileDescriptor
    private let isWriteEndOpen = Mutex(true)

    /// Children that are started get neither end unless it is given to them.
    init() throws {
        (readEnd, writeEnd) = try FileDescriptor.pipe()
        _ = fcntl(writeEnd.rawValue, Self.setPipeSize, Self.size)
    }

    deinit {
        closeWriteEnd()
        try? readEnd.close()
    }

    /// To be called when the child has its own copy, or never will have: else the lines do not end.
    func closeWriteEnd() {
        isWriteEndOpen.withLock { isOpen in
            if isOpen { try? writeEnd.close() }
            isOpen = false
        }
    }

    /// Blocks until no process can write any more.
    ///
    /// - Parameter onLine: gets each line without its end.
    func read(_ onLine: (ArraySlice<UInt8>) -> Void) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while let count = try? buffer.withUnsafeMutableBytes({ try readEnd.read(into: $0) }), count > 0 {
            rest += buffer[..<count]
            var start = rest.startIndex
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                onLine(rest[start..<end])
                start = end + 1
            }
            rest.removeSubrange(..<start)
            if rest.count > Self.longestLine {
                onLine(rest[...])
                rest = []
            }
        }
        if !rest.isEmpty { onLine(rest[...]) }
    }
}
