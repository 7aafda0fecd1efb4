import Glibc

/// SIGTERM and SIGINT, taken by a thread of their own: the process with the number 1 of a container has to ask for them.
package enum StopSignal {
    /// To be called before other threads are there.
    package static func onArrival(_ cleanUp: @escaping @Sendable () -> Void) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let watched = signals
        let thread = startThread {
            var watched = watched
            var number: CInt = 0
            guard sigwait(&watched, &number) == 0 else { return }
            cleanUp()
            // At once: the other threads write what nobody needs any more.
            _exit(128 + number)
        }
        if let thread { pthread_detach(thread) }
    }
}
