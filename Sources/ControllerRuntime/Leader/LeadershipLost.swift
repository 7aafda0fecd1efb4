/// Why a process must not act any more: another one may.
package enum LeadershipLost: Error, Hashable {
    /// No renewal has succeeded before the deadline.
    case notRenewed
    case taken(by: String)
}

extension LeadershipLost: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notRenewed: "lost the leadership: the lease was not renewed in time"
        case .taken(let holder): "lost the leadership: \(holder) holds the lease"
        }
    }
}
