/// The name under which server-side apply records who owns a field.
///
/// A stable contract: fields of a manager whose name changes stay behind, owned by nobody.
package struct FieldManager: Hashable, Sendable {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }
}
