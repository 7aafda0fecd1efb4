/// How the gateway that clients ask learns what became of a request in the queue of another one, whose own log says nothing.
enum OwnerRules {
    /// An answer's header between gateways: milliseconds in the queue, and the replica. No client gets to see it, and a
    /// model's own is replaced. (HAProxy knows the termination state only when the answer is on its way.)
    static let header = "x-slipway-owner"

    /// For the port of gateways.
    static let peersFrontend = ["http-after-response set-header \(header) %Tw\(GatewayMap.separator)%s"]

    /// For whatever goes to another gateway. Until that has told, nobody knows for how long it waits.
    static let passOn = #"http-request set-var-fmt(txn.told) "\"queueMs\":-1" if { var(txn.owner) -m found } is_there"#

    /// Only the answer of another gateway is believed, and only in the form that it has.
    static let publicFrontend = [
        "http-after-response set-var(txn.words) res.fhdr(\(header)) if { var(txn.told) -m found }",
        #"http-after-response set-var-fmt(txn.told) "\"queueMs\":\#(word(1)),\"replica\":\"\#(word(2))\"" "#
            + "if { var(txn.words) -m reg ^-?[0-9]{1,9}[|][A-Za-z0-9.<>-]{1,253}$ }",
        "http-after-response del-header \(header)",
    ]

    /// For the log: an object without members if the queue is here.
    static let told = "%[str({),concat(,txn.told,})]"

    private static func word(_ index: Int) -> String { "%[var(txn.words),field(\(index),\(GatewayMap.separator))]" }
}
