/// A kind of object as far as it is read here. What an API server sends beyond that is passed over.
package protocol Resource: Decodable, Sendable {
    var metadata: ObjectMeta { get }
}
