package import KubernetesCore

extension JSONValue {
    /// What is in a list, as kubectl takes it apart: one of any objects, or of one of Slipway's or the core's kinds.
    var listItems: [JSONValue]? {
        guard let items = self["items"]?.array, let version = self["apiVersion"]?.string,
            let kind = self["kind"]?.string
        else { return nil }
        let isList =
            version == "v1"
            ? kind.hasSuffix("List")
            : version.hasPrefix("\(ServingAPI.group)/") && ServingAPI.kinds.contains { kind == "\($0)List" }
        return isList ? items : nil
    }

    /// The object itself, or those of a list and of the lists in it, with their places.
    package var listedObjects: [(path: FieldPath, object: JSONValue)] {
        guard let listItems else { return [(FieldPath(), self)] }
        return listItems.enumerated().flatMap { index, item in
            let path = ("items" as FieldPath).index(index)
            return item.listedObjects.map { (path.appending($0.path), $0.object) }
        }
    }
}
