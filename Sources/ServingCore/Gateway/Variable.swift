/// HAProxy's variables of a request, as they are written into texts.
enum Variable {
    static let service = "%[var(txn.service)]"
    static let requestID = "%[var(txn.request_id)]"
    static let deployment = "%[var(txn.backend),field(2,:)]"
    static let namespace = "%[var(txn.backend),field(1,:)]"
    static let action = "%[var(txn.action)]"
    static let limit = "%[var(txn.limit)]"
}
