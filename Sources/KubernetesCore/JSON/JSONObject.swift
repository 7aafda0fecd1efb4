/// The members of a JSON object in the order in which they were written.
///
/// Pairs in an array take a quarter of a dictionary's memory and keep manifests readable; objects in Kubernetes are
/// small enough for a linear search. Two objects are equal when they hold the same members in any order.
package struct JSONObject: Sendable {
    package typealias Member = (key: String, value: JSONValue)

    package private(set) var members: [Member]

    package init() {
        members = []
    }

    /// Takes `members` in order; of two members with one key the later value wins, in the earlier one's place.
    package init(_ members: some Sequence<(String, JSONValue)>) {
        var builder = JSONObjectBuilder()
        for (key, value) in members {
            builder.set(value, for: key)
        }
        self.init(uniqueMembers: builder.members)
    }

    /// Takes `members` as they are, for a parser that has already seen to it that no key comes twice.
    package init(uniqueMembers members: [Member]) {
        self.members = members
    }

    package subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            switch (members.firstIndex { $0.key == key }, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    package var keys: [String] { members.map(\.key) }
    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }

    /// For looking up many members of an object that may be large.
    var valuesByKey: [String: JSONValue] {
        Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> Array<Member>.Iterator {
        members.makeIterator()
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        // Mostly the order is the same, too, and nothing has to be looked up.
        if zip(left, right).allSatisfy({ $0.key == $1.key }) {
            return zip(left, right).allSatisfy { $0.value == $1.value }
        }
        let values = right.valuesByKey
        return left.allSatisfy { values[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // Order must not count, so the members' hashes are added up.
        var sum = 0
        for (key, value) in self {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            sum &+= member.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
