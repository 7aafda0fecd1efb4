import CMalloc
import ServiceLifecycle

/// Gives memory that was freed back to the system.
///
/// A whole list, and the reconciles that follow it, take a multiple of what stays of them, and glibc keeps what was freed
/// for later, which here is never.
package struct FreedMemory: ServiceLifecycle.Service, CustomStringConvertible {
    private static let interval = Duration.seconds(30)

    package init() {}

    /// Has all threads share one heap, and large pieces go back as soon as they are freed. To be called before there are
    /// threads.
    ///
    /// With a heap for each thread, as is glibc's habit, an operator that does little on every thread holds 1.6 times as
    /// much. And once 32 MB have been freed in one piece, glibc would take what is smaller from the heap, and keep 64 MB of
    /// it.
    package static func keepLittle() {
        slipway_malloc_keep_little()
    }

    /// Takes about a millisecond for 50 MiB.
    static func giveBack() {
        slipway_malloc_trim()
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                Self.giveBack()
            }
        }
    }

    package var description: String { "freed memory" }
}
