import Glibc
import Synchronization

/// Writes lines to a file, each with one `write(2)`, so that those of several threads never mix.
///
/// It never waits and never fails: what a full disk or a pipe that nobody reads does not take is dropped, and counted in
/// a line of its own as soon as there is room.
package final class LogOutput: Sendable {
    private let backlog = Mutex(LogBacklog())
    private let descriptor: CInt
    private let isOwn: Bool

    /// - Parameter descriptor: stays open for as long as this lives.
    package init(_ descriptor: CInt) {
        // Else a pipe whose reader has gone ends the process.
        signal(SIGPIPE, SIG_IGN)
        let own = Self.reopenedPipe(descriptor)
        isOwn = own != nil
        self.descriptor = own ?? descriptor
    }

    deinit {
        if isOwn { close(descriptor) }
    }

    package func write(_ line: [UInt8], notice: (_ dropped: Int) -> [UInt8]) {
        backlog.withLock { $0.add(line, notice: notice, write: take) }
    }

    private func take(_ bytes: ArraySlice<UInt8>) -> Int {
        // A terminal or a socket may be full, too.
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&room, 1, 0) == 1 else { return 0 }
        while true {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            guard errno == EINTR else { return 0 }
        }
    }

    /// A second way into the same pipe that does not wait. Setting that on the first would set it for every process
    /// that shares it.
    private static func reopenedPipe(_ descriptor: CInt) -> CInt? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return nil }
        let pipe = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        return pipe >= 0 ? pipe : nil
    }
}
