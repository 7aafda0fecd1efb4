package import KubernetesCore

/// A request to the metrics API, understood.
package enum MetricsRequest: Hashable, Sendable {
    case groupList
    case group
    case resources(MetricsAPI.Version)
    case values(Values)

    package struct Values: Hashable, Sendable {
        package let version: MetricsAPI.Version
        package let namespace: String
        package let subject: MetricsAPI.Subject
        /// nil: all that ``labels`` selects.
        package let name: String?
        package let metric: MetricsAPI.Metric
        package let labels: LabelSelector
    }

    /// - Parameters:
    ///   - path: decoded, from the server's root.
    ///   - query: the parameters by name, decoded.
    /// - Throws: ``MetricsFailure``: not found, or a selector that is none.
    package init(path: String, query: [String: String]) throws(MetricsFailure) {
        let segments = path.split(separator: "/").map(String.init)
        guard segments.first == "apis" else { throw .notFound("there is nothing at \(path)") }
        if segments.count == 1 {
            self = .groupList
            return
        }
        guard segments[1] == MetricsAPI.group else { throw .notFound("API group \(segments[1]) is not served here") }
        if segments.count == 2 {
            self = .group
            return
        }
        guard let version = MetricsAPI.Version(rawValue: segments[2]) else {
            throw .notFound("version \(segments[2]) of \(MetricsAPI.group) is not served")
        }
        if segments.count == 3 {
            self = .resources(version)
            return
        }
        guard segments.count == 8, segments[3] == "namespaces" else {
            throw .notFound(
                "metrics are asked for at \(version.apiVersion)/namespaces/NAMESPACE/RESOURCE/NAME/METRIC, not at \(path)"
            )
        }
        self = .values(try Values(version, Array(segments[4...]), query))
    }

    /// What the caller has to be allowed: the `spec` of a SubjectAccessReview without the caller.
    package func attributes(path: String) -> JSONValue {
        guard case .values(let values) = self else {
            return ["nonResourceAttributes": ["path": .string(path), "verb": "get"]]
        }
        var attributes: JSONValue = [
            "verb": "get", "group": .string(MetricsAPI.group), "version": .string(values.version.rawValue),
            "namespace": .string(values.namespace), "resource": .string(values.subject.resource),
            "subresource": .string(values.metric.rawValue),
        ]
        attributes["name"] = .string(values.name ?? "*")
        return ["resourceAttributes": attributes]
    }
}

extension MetricsRequest.Values {
    fileprivate init(_ version: MetricsAPI.Version, _ segments: [String], _ query: [String: String])
        throws(MetricsFailure)
    {
        let (resource, name) = (segments[1], segments[2])
        guard let subject = MetricsAPI.Subject.allCases.first(where: { $0.resource == resource }) else {
            let known = MetricsAPI.Subject.allCases.map(\.resource).joined(separator: " and ")
            throw .notFound("there are no metrics of \(resource), only of \(known)")
        }
        guard let metric = MetricsAPI.Metric(rawValue: segments[3]), subject.metrics.contains(metric) else {
            let known = subject.metrics.map(\.rawValue).joined(separator: ", ")
            throw .notFound("\(resource) have no metric \(segments[3]), only \(known)")
        }
        let series = try Self.selector(query, "metricLabelSelector")
        guard series.matches([:]) else { throw .notFound("metric \(metric.rawValue) has no labels to select by") }
        self.init(
            version: version,
            namespace: segments[0],
            subject: subject,
            name: name == "*" ? nil : name,
            metric: metric,
            labels: try Self.selector(query, "labelSelector")
        )
    }

    private static func selector(_ query: [String: String], _ name: String) throws(MetricsFailure) -> LabelSelector {
        guard let selector = LabelSelector(query[name] ?? "") else {
            throw .badRequest("\(name) is no label selector: \(query[name] ?? "")")
        }
        return selector
    }
}
