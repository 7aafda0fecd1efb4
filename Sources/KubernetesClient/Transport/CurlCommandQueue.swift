import CCurl
import Glibc
import Synchronization

/// What other threads ask of libcurl's thread. Each request wakes that thread through an event file descriptor.
final class CurlCommandQueue: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case resume(Transfer)
        case cancel(Transfer)
        case close
    }

    /// Readable while commands wait. -1 when the system has no descriptor left, and then commands wait for the next
    /// turn of the loop.
    let descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    /// nil once the thread is gone.
    private let waiting = Mutex<[Command]?>([])

    deinit {
        _ = Glibc.close(descriptor)
    }

    func push(_ command: Command) {
        let isOpen = waiting.withLock { commands in
            commands?.append(command)
            return commands != nil
        }
        if isOpen {
            _ = eventfd_write(descriptor, 1)
        } else if case .start(let transfer) = command {
            transfer.finish(.closed)
        }
    }

    func takeAll() -> [Command] {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
        return waiting.withLock { commands in
            defer { commands = [] }
            return commands ?? []
        }
    }

    /// Ends the queue: what waits in it, and every later start, is told that the transport is closed.
    func close() {
        let commands = waiting.withLock { commands in
            defer { commands = nil }
            return commands ?? []
        }
        for case .start(let transfer) in commands { transfer.finish(.closed) }
    }
}
