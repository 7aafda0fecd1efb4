extension ResourceType {
    /// `/apis/<group>/<version>/namespaces/<namespace>/<plural>[/<name>[/<subresource>]]`, `/api/v1/…` for the core
    /// group.
    func path(namespace: String?, name: String? = nil, subresource: String? = nil) -> String {
        var segments = group.isEmpty ? ["api", version] : ["apis", group, version]
        if isNamespaced, let namespace { segments += ["namespaces", namespace] }
        segments.append(plural)
        segments += [name, subresource].compactMap { $0 }
        return segments.map { "/" + APIRequest.encoded($0) }.joined()
    }

    private func path(_ key: ObjectKey, subresource: String? = nil) -> String {
        path(namespace: key.namespace, name: key.name, subresource: subresource)
    }

    package func get(_ key: ObjectKey) -> APIRequest {
        APIRequest(.get, path: path(key))
    }

    /// - Parameter namespace: nil for all namespaces.
    package func list(in namespace: String? = nil, _ options: ListOptions = ListOptions()) -> APIRequest {
        var request = APIRequest(.get, path: path(namespace: namespace))
        options.add(to: &request)
        return request
    }

    /// - Parameters:
    ///   - resourceVersion: the position to go on from; nil to begin with all there is, which servers before
    ///     Kubernetes 1.32 refuse as invalid.
    ///   - timeoutSeconds: after which the server ends the watch.
    package func watch(
        in namespace: String? = nil,
        selecting selection: Selection = Selection(),
        from resourceVersion: String?,
        timeoutSeconds: Int
    ) -> APIRequest {
        var request = APIRequest(.get, path: path(namespace: namespace))
        request.add("watch", "true")
        request.add("allowWatchBookmarks", "true")
        if resourceVersion == nil {
            request.add("sendInitialEvents", "true")
            request.add("resourceVersionMatch", "NotOlderThan")
        }
        request.add("resourceVersion", resourceVersion)
        request.add("timeoutSeconds", String(timeoutSeconds))
        selection.add(to: &request)
        return request
    }

    package func create(_ object: JSONValue, in namespace: String?, fieldManager: FieldManager) -> APIRequest {
        var request = APIRequest(.post, path: path(namespace: isNamespaced ? namespace : nil))
        request.add("fieldManager", fieldManager.name)
        request.contentType = "application/json"
        request.body = object
        return request
    }

    /// Replaces an object. With a `resourceVersion` in its metadata, only the state that the caller has seen.
    package func update(_ object: JSONValue, at key: ObjectKey, fieldManager: FieldManager) -> APIRequest {
        var request = APIRequest(.put, path: path(key))
        request.add("fieldManager", fieldManager.name)
        request.contentType = "application/json"
        request.body = object
        return request
    }

    /// Server-side apply: `object` says exactly the fields that `fieldManager` is to own, no more and no less. It takes them
    /// from other managers.
    ///
    /// - Parameter subresource: `status` to apply the status only.
    package func apply(
        _ object: JSONValue,
        to key: ObjectKey,
        subresource: String? = nil,
        fieldManager: FieldManager
    ) -> APIRequest {
        var request = APIRequest(.patch, path: path(key, subresource: subresource))
        request.add("fieldManager", fieldManager.name)
        request.add("force", "true")
        // JSON is YAML, and the only one of the two that needs no second parser on the server.
        request.contentType = "application/apply-patch+yaml"
        request.body = object
        return request
    }

    /// JSON merge patch (RFC 7386).
    package func mergePatch(
        _ patch: JSONValue,
        to key: ObjectKey,
        subresource: String? = nil,
        fieldManager: FieldManager
    ) -> APIRequest {
        var request = APIRequest(.patch, path: path(key, subresource: subresource))
        request.add("fieldManager", fieldManager.name)
        request.contentType = "application/merge-patch+json"
        request.body = patch
        return request
    }

    package func delete(_ key: ObjectKey, _ options: DeleteOptions = DeleteOptions()) -> APIRequest {
        var request = APIRequest(.delete, path: path(key))
        request.contentType = "application/json"
        request.body = options.json
        return request
    }
}
