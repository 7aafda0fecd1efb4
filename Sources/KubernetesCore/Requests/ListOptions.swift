/// Which objects of a kind a list or a watch is about, and how much of them.
package struct Selection: Hashable, Sendable {
    /// As in `kubectl get -l`.
    package var labels: String?
    /// As in `kubectl get --field-selector`.
    package var fields: String?
    /// Whether the metadata is enough: then what a Secret holds never leaves the API server.
    package var isMetadataOnly: Bool

    package init(labels: String? = nil, fields: String? = nil, isMetadataOnly: Bool = false) {
        self.labels = labels
        self.fields = fields
        self.isMetadataOnly = isMetadataOnly
    }

    /// - Parameter kind: `PartialObjectMetadata`, for a list with `List` behind it.
    func add(to request: inout APIRequest, metadataAs kind: String) {
        if isMetadataOnly { request.accept = "application/json;as=\(kind);g=meta.k8s.io;v=v1" }
        request.add("labelSelector", labels)
        request.add("fieldSelector", fields)
    }
}

package struct ListOptions: Hashable, Sendable {
    package var selection = Selection()
    /// The most objects in one page; nil for all at once.
    package var limit: Int?
    /// Where the page before ended.
    package var `continue`: String?
    /// nil for the newest state; "0" for any state that the server has at hand, which is cheaper.
    package var resourceVersion: String?

    package init(
        selection: Selection = Selection(),
        limit: Int? = nil,
        continue: String? = nil,
        resourceVersion: String? = nil
    ) {
        self.selection = selection
        self.limit = limit
        self.continue = `continue`
        self.resourceVersion = resourceVersion
    }

    func add(to request: inout APIRequest) {
        selection.add(to: &request, metadataAs: "PartialObjectMetadataList")
        request.add("limit", limit.map(String.init))
        request.add("continue", `continue`)
        request.add("resourceVersion", resourceVersion)
    }
}
