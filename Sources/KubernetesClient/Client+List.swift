package import KubernetesCore

/// One page of a list.
package struct ListPage: Sendable {
    package let items: [JSONValue]
    /// The state that the list shows: a watch from here misses nothing.
    package let resourceVersion: String
    /// Where the next page begins; nil on the last one.
    package let `continue`: String?

    package init(items: [JSONValue], resourceVersion: String, continue: String? = nil) {
        self.items = items
        self.resourceVersion = resourceVersion
        self.continue = `continue`
    }

    init(_ json: JSONValue) {
        items = json["items"]?.array ?? []
        resourceVersion = json["metadata"]?["resourceVersion"]?.string ?? ""
        let token = json["metadata"]?["continue"]?.string
        `continue` = token?.isEmpty == false ? token : nil
    }
}

extension Client {
    /// The default of client-go's pager: large enough to be quick, small enough for the server's memory.
    package static let pageSize = 500

    package func page(
        of type: ResourceType,
        in namespace: String? = nil,
        _ options: ListOptions
    ) async throws(ClientError) -> ListPage {
        ListPage(try await send(type.list(in: namespace, options)).json)
    }

    /// All objects of a kind, read in pages.
    package func list<Object: Decodable>(
        _ type: ResourceType,
        in namespace: String? = nil,
        selecting selection: Selection = Selection(),
        as _: Object.Type = Object.self
    ) async throws(ClientError) -> [Object] {
        var objects: [Object] = []
        var options = ListOptions(selection: selection, limit: Self.pageSize)
        repeat {
            let page = try await page(of: type, in: namespace, options)
            for item in page.items { objects.append(try Self.decode(item, from: type.list(in: namespace))) }
            options.continue = page.continue
        } while options.continue != nil
        return objects
    }
}
