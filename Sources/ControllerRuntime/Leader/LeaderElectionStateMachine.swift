import KubernetesCore

/// What one candidate does with the Lease, as a function of what it has seen and when.
///
/// A lease of somebody else has run out when it was seen unchanged for its duration by this process's own clock, which
/// does not jump; the times written in it are for people. No two candidates can win, since a write names the state that it
/// replaces; and a leader stops before its lease can have run out for anybody, as its deadline counts from before the
/// renewal was sent.
struct LeaderElectionStateMachine {
    typealias Instant = ContinuousClock.Instant

    enum Step: Equatable {
        /// Nothing is to be done until the watch shows a change, or until a moment where there is one.
        case wait(until: Instant?)
        case read
        case create(Lease.Spec)
        case update(Lease, Lease.Spec)
        case lost(LeadershipLost)
        /// The lease is released, or was never held.
        case done
    }

    private enum Knowledge: Equatable {
        case unknown
        case absent
        case present(Lease)
    }

    private let identity: String
    private let times: LeaseTimes
    private var known = Knowledge.unknown
    /// What the watch showed last.
    private var watched = Knowledge.unknown
    private var isOutdated = false
    /// Until when somebody else may act.
    private var expiry: Instant?
    private var nextAttempt: Instant?
    /// When the last renewal that succeeded was sent; nil: does not lead.
    private var renewal: Instant?
    private var loss: LeadershipLost?
    private var isReleasing = false

    init(identity: String, times: LeaseTimes) {
        self.identity = identity
        self.times = times
    }

    var isLeading: Bool { renewal != nil }

    /// When a leader has to stop unless it has renewed the lease.
    var deadline: Instant? { renewal.map { $0 + times.renewDeadline } }

    /// Who holds the lease, as far as is known.
    var holder: String? {
        guard case .present(let lease) = known, let holder = lease.spec.holderIdentity else { return nil }
        return holder.isEmpty ? nil : holder
    }

    /// The other process that holds it.
    var otherHolder: String? { holder == identity ? nil : holder }

    /// - Parameter time: what to write into the lease.
    func step(at now: Instant, time: Timestamp) -> Step {
        let isLate = deadline.map { now >= $0 } ?? false
        if isReleasing {
            guard isLeading, !isLate, loss == nil else { return .done }
        } else if let loss {
            return .lost(loss)
        } else if isLate {
            return .lost(.notRenewed)
        }
        if let nextAttempt, now < nextAttempt { return .wait(until: min(nextAttempt, deadline ?? nextAttempt)) }
        if isOutdated { return .read }
        switch known {
        case .unknown: return .wait(until: nil)
        case .absent where isReleasing: return .done
        case .absent: return wait(at: now) ?? .create(record(over: nil, time))
        case .present(let lease): return wait(at: now) ?? .update(lease, record(over: lease.spec, time))
        }
    }

    /// The watch shows the lease; nil where there is none. The same again is no news.
    mutating func see(_ lease: Lease?, at now: Instant) {
        let state = lease.map(Knowledge.present) ?? .absent
        guard state != watched else { return }
        watched = state
        if !isLeading {
            take(lease, at: now)
            nextAttempt = nil
        } else if lease?.spec.holderIdentity != identity {
            // The watch may lag behind what was written here, so that it proves nothing. To renew the lease does.
            nextAttempt = nil
        }
    }

    /// The answer to ``Step/read``.
    mutating func read(_ lease: Lease?, at now: Instant) {
        take(lease, at: now)
        if isLeading, let otherHolder { loss = .taken(by: otherHolder) }
    }

    /// The server took what was sent at `start`.
    mutating func wrote(_ lease: Lease, sentAt start: Instant, jitter: Double) {
        take(lease, at: start)
        renewal = lease.spec.holderIdentity == identity ? start : nil
        nextAttempt = start + times.retryWait(jitter: jitter)
    }

    /// What was sent at `start` failed, or was not answered in time.
    ///
    /// - Parameter isOutdated: whether somebody else has written, so that the lease has to be read.
    mutating func fail(isOutdated: Bool, sentAt start: Instant, jitter: Double) {
        if isOutdated {
            self.isOutdated = true
        } else if isReleasing {
            renewal = nil
        } else {
            nextAttempt = start + times.retryWait(jitter: jitter)
        }
    }

    /// From now on the lease is given back instead of renewed.
    mutating func release() {
        guard !isReleasing else { return }
        isReleasing = true
        nextAttempt = nil
    }

    private mutating func take(_ lease: Lease?, at now: Instant) {
        let former = known
        known = lease.map(Knowledge.present) ?? .absent
        isOutdated = false
        // A lease that somebody deletes does not end its holder's work.
        guard let spec = lease?.spec else { return }
        if otherHolder == nil {
            expiry = nil
        } else if case .present(let former) = former, former.spec == spec {
            return
        } else {
            expiry = now + duration(of: spec)
        }
    }

    private func duration(of spec: Lease.Spec) -> Duration {
        guard let seconds = spec.leaseDurationSeconds, seconds > 0 else { return times.leaseDuration }
        return .seconds(seconds)
    }

    /// nil when nobody else may act.
    private func wait(at now: Instant) -> Step? {
        guard !isLeading, let expiry, now < expiry else { return nil }
        return .wait(until: expiry)
    }

    private func record(over former: Lease.Spec?, _ time: Timestamp) -> Lease.Spec {
        if isReleasing {
            // A second, as in client-go, for candidates that do not take an empty holder for a released lease.
            return Lease.Spec(
                holderIdentity: "",
                leaseDurationSeconds: 1,
                acquireTime: time,
                renewTime: time,
                leaseTransitions: former?.leaseTransitions
            )
        }
        let isRenewal = former?.holderIdentity == identity
        return Lease.Spec(
            holderIdentity: identity,
            leaseDurationSeconds: Int(times.leaseDuration.components.seconds),
            acquireTime: isRenewal ? former?.acquireTime : time,
            renewTime: time,
            leaseTransitions: former.map { ($0.leaseTransitions ?? 0) + (isRenewal ? 0 : 1) } ?? 0
        )
    }
}
