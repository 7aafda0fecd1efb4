/// Collects an object's members; of several with one key the last value wins, as in Go, in the place of the first.
///
/// Takes linear time for any number of members, because anyone who may create a ConfigMap can make an object of 100,000.
struct JSONObjectBuilder {
    /// A search through so few keys is faster than a hash.
    private static let largestSearched = 16

    private(set) var members: [JSONObject.Member] = []
    private var indices: [String: Int] = [:]

    mutating func set(_ value: JSONValue, for key: String) {
        if let index = index(of: key) {
            members[index].value = value
            return
        }
        if !indices.isEmpty { indices[key] = members.count }
        members.append((key, value))
    }

    private mutating func index(of key: String) -> Int? {
        guard members.count > Self.largestSearched else { return members.firstIndex { $0.key == key } }
        if indices.isEmpty {
            for (index, member) in members.enumerated() { indices[member.key] = index }
        }
        return indices[key]
    }
}
