package import KubernetesCore

/// The API group custom.metrics.k8s.io as Slipway serves it to HorizontalPodAutoscalers and to people.
package enum MetricsAPI {
    package static let group = "custom.metrics.k8s.io"

    /// HorizontalPodAutoscalers of Kubernetes 1.20 know both; the first one is preferred.
    package enum Version: String, CaseIterable, Sendable {
        case v1beta2
        case v1beta1

        package var apiVersion: String { "\(group)/\(rawValue)" }
    }

    /// Which kind of object a metric is about.
    package enum Subject: CaseIterable, Sendable {
        case modelDeployments
        case pods

        package var type: ResourceType {
            switch self {
            case .modelDeployments: ServingAPI.modelDeployments
            case .pods: BuiltInTypes.pods
            }
        }

        /// As it stands in paths: with its group, unless that is the core group.
        package var resource: String { type.qualifiedPlural }

        package var metrics: [Metric] {
            switch self {
            case .modelDeployments: Metric.allCases
            case .pods: [.busyRequests]
            }
        }
    }

    package enum Metric: String, CaseIterable, Sendable {
        /// Busy and queued ones together: what replicas are scaled by.
        case concurrentRequests = "concurrent_requests"
        case busyRequests = "busy_requests"
        case queuedRequests = "queued_requests"
        /// A ratio: 1 is all that the replicas take at a time.
        case utilization
    }

    /// What discovery documents say, by the path that they are asked for at.
    static let groupList: JSONValue = ["kind": "APIGroupList", "apiVersion": "v1", "groups": [groupEntry]]

    static var groupDocument: JSONValue {
        var document = groupEntry
        document["kind"] = "APIGroup"
        document["apiVersion"] = "v1"
        return document
    }

    static func resourceList(_ version: Version) -> JSONValue {
        let resources = Subject.allCases.flatMap { subject in
            subject.metrics.map { metric -> JSONValue in
                [
                    "name": .string("\(subject.resource)/\(metric.rawValue)"), "singularName": "", "namespaced": true,
                    "kind": "MetricValueList", "verbs": ["get"],
                ]
            }
        }
        return [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(version.apiVersion),
            "resources": .array(resources),
        ]
    }

    private static let groupEntry: JSONValue = {
        let versions = Version.allCases.map { version -> JSONValue in
            ["groupVersion": .string(version.apiVersion), "version": .string(version.rawValue)]
        }
        return ["name": .string(group), "versions": .array(versions), "preferredVersion": versions[0]]
    }()
}
