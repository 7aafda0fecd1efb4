// Its headers declare timespec, too, and of two modules that do so the compiler wants the one that it has read first.
import CArchive
import Glibc

/// Runs `body` on a thread of its own, where it may block.
///
/// - Returns: the thread, to be joined; nil where the system has none to spare.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let argument = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let result = pthread_create(
        &thread,
        nil,
        { argument in
            if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        },
        argument.toOpaque()
    )
    guard result == 0 else {
        argument.release()
        return nil
    }
    return thread
}

/// Blocks the thread.
func sleep(_ duration: Duration) {
    // timespec is another module's in a release build, as headers come.
    usleep(UInt32(clamping: Int64(duration / .microseconds(1))))
}
