/// Why `/healthz`, `/readyz` and `/metrics` are not served.
package enum HealthServerError: Error, Hashable {
    case invalidAddress(String)
    case cannotServe(address: String, reason: String)
}

extension HealthServerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidAddress(let address):
            "--health-address \"\(address)\" is no address to listen on; "
                + "write host:port, [IPv6]:port, or :port for all addresses of the machine"
        case .cannotServe(let address, let reason):
            "cannot serve health and metrics on \(address): \(reason); choose another --health-address"
        }
    }
}
