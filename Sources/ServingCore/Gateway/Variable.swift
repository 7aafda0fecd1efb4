/// HAProxy's variables of a request, as they are written into texts.
enum Variable {
    static let service = "%[var(txn.service)]"
    static let requestID = "%[var(txn.request_id)]"
    static let limit = "%[var(txn.limit)]"
}
