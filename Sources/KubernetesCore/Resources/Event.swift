/// An Event as far as it is read: what a component of the cluster says of another object.
package struct Event: Resource, Hashable {
    package let metadata: ObjectMeta
    package let regarding: Regarding?
    /// One word, such as `FailedMount`.
    package let reason: String?
    /// A sentence.
    package let note: String?

    package struct Regarding: Hashable, Sendable, Decodable {
        package let namespace: String?
        package let name: String?
        package let uid: String?
    }
}
