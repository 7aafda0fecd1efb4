/// Which objects of a kind a list or a watch is about.
package struct Selection: Hashable, Sendable {
    /// As in `kubectl get -l`.
    package var labels: String?
    /// As in `kubectl get --field-selector`.
    package var fields: String?

    package init(labels: String? = nil, fields: String? = nil) {
        self.labels = labels
        self.fields = fields
    }

    func add(to request: inout APIRequest) {
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
        selection.add(to: &request)
        request.add("limit", limit.map(String.init))
        request.add("continue", `continue`)
        request.add("resourceVersion", resourceVersion)
    }
}
