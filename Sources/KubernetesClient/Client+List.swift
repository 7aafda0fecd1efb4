package import KubernetesCore

/// Where one page of a list stands among the others.
package struct ListPage: Sendable {
    /// The state that the list shows: a watch from here misses nothing.
    package let resourceVersion: String
    /// Where the next page begins; nil on the last one.
    package let `continue`: String?

    package init(resourceVersion: String, continue: String? = nil) {
        self.resourceVersion = resourceVersion
        self.continue = `continue`
    }

    init(_ json: JSONValue) {
        resourceVersion = json["metadata"]?["resourceVersion"]?.string ?? ""
        let token = json["metadata"]?["continue"]?.string
        `continue` = token?.isEmpty == false ? token : nil
    }
}

extension Client {
    /// The default of client-go's pager: large enough to be quick, small enough for the server's memory.
    package static let pageSize = 500

    /// Reads one page, whose items go to `take` one after the other: a server may send all that it has as one page, and
    /// as trees they are many times what is kept of them.
    ///
    /// - Throws: ``ClientError``, perhaps after items have been taken.
    package func page(
        of type: ResourceType,
        in namespace: String? = nil,
        _ options: ListOptions,
        _ take: (JSONValue) -> Void
    ) async throws(ClientError) -> ListPage {
        let request = type.list(in: namespace, options)
        let bytes = try await bytes(of: request).bytes
        do {
            return ListPage(
                try JSONValue(parsingList: bytes, ignoring: "managedFields", cuttingDepth: true, take)
            )
        } catch {
            throw ClientError(.malformed(error.description), request)
        }
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
            var items: [JSONValue] = []
            let page = try await page(of: type, in: namespace, options) { items.append($0) }
            for item in items { objects.append(try Self.decode(item, from: type.list(in: namespace))) }
            options.continue = page.continue
        } while options.continue != nil
        return objects
    }
}
