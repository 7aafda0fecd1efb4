/// How long a lease lasts, and how often its holder renews it.
package struct LeaseTimes: Hashable, Sendable {
    /// How long others wait from the last renewal that they have seen. Whole seconds, as the API keeps it.
    package let leaseDuration: Duration
    /// How long a leader works on from its last renewal.
    package let renewDeadline: Duration
    /// Between two renewals, or two attempts.
    package let retryPeriod: Duration

    /// What controller-runtime and Kubernetes' own components have.
    package static let standard = LeaseTimes(
        leaseDuration: .seconds(15),
        renewDeadline: .seconds(10),
        retryPeriod: .seconds(2)
    )

    init(leaseDuration: Duration, renewDeadline: Duration, retryPeriod: Duration) {
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
    }

    /// - Parameters: in seconds.
    /// - Throws: ``Invalid`` unless a leader tries more than once before its deadline, and has stopped before others begin.
    package init(leaseDuration: Int, renewDeadline: Int, retryPeriod: Int) throws(Invalid) {
        guard retryPeriod > 0 else { throw Invalid("the retry period must be positive") }
        guard leaseDuration > renewDeadline else {
            throw Invalid("the lease duration must be greater than the renew deadline")
        }
        guard renewDeadline * 5 > retryPeriod * 6 else {
            throw Invalid("the renew deadline must be greater than 1.2 times the retry period")
        }
        self.init(
            leaseDuration: .seconds(leaseDuration),
            renewDeadline: .seconds(renewDeadline),
            retryPeriod: .seconds(retryPeriod)
        )
    }

    /// The retry period, and up to a fifth more, so that several candidates do not try together.
    ///
    /// - Parameter jitter: a random number from 0 to 1.
    func retryWait(jitter: Double) -> Duration {
        retryPeriod + retryPeriod / 5 * jitter
    }

    /// Why times do not go together.
    package struct Invalid: Error, CustomStringConvertible {
        package let description: String

        fileprivate init(_ description: String) {
            self.description = description
        }
    }
}
