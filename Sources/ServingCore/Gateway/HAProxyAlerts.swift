/// What HAProxy says when it refuses a configuration.
package enum HAProxyAlerts {
    /// The first five alerts in one line. HAProxy 3.2 tells what is wrong in indented lines below an alert, 2.6 in the alert.
    package static func summary(of standardError: String) -> String {
        var alerts: [String] = []
        var isAlert = false
        for line in standardError.split(separator: "\n") {
            let isContinued = line.hasPrefix(" ")
            if !isContinued { isAlert = line.contains("[ALERT]") }
            guard isAlert else { continue }
            let words = line.split(separator: " ").joined(separator: " ")
            if isContinued, let alert = alerts.popLast() {
                alerts.append(alert + (alert.hasSuffix(":") ? " " : separator) + words)
            } else {
                alerts.append(words)
            }
        }
        return alerts.prefix(5).joined(separator: separator)
    }

    static let separator = " / "
}
