import Glibc

/// Lets a server's thread wait until a test lets it go on.
final class Turnstile: Sendable {
    private let reader: Int32
    private let writer: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw CannotOpen(errno: errno) }
        (reader, writer) = (ends[0], ends[1])
    }

    deinit {
        close(reader)
        close(writer)
    }

    struct CannotOpen: Error {
        let errno: Int32
    }

    /// Lets one ``wait()`` return.
    func open() {
        var byte: UInt8 = 0
        _ = write(writer, &byte, 1)
    }

    /// Blocks its thread, for two minutes at most.
    func wait() {
        var byte: UInt8 = 0
        var poll = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        if Glibc.poll(&poll, 1, 120_000) == 1 { _ = read(reader, &byte, 1) }
    }
}
