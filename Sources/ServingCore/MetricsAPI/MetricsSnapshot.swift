package import KubernetesCore

/// All that one answer of the metrics API is made of.
package struct MetricsSnapshot: Sendable {
    /// With the replicas that there are of each.
    package var modelDeployments: [(root: ModelDeployment, replicas: Int)]
    package var pods: [ObjectMeta]
    package var gateways: [UtilizationReading.Gateway]

    package init(
        modelDeployments: [(root: ModelDeployment, replicas: Int)],
        pods: [ObjectMeta],
        gateways: [UtilizationReading.Gateway]
    ) {
        self.modelDeployments = modelDeployments
        self.pods = pods
        self.gateways = gateways
    }

    /// - Parameter now: the time of the gateways' answers.
    /// - Returns: the document that is asked for. Of a list, objects of which nothing is known are left out.
    package func answer(to request: MetricsRequest, now: Timestamp) throws(MetricsFailure) -> JSONValue {
        switch request {
        case .groupList: return MetricsAPI.groupList
        case .group: return MetricsAPI.groupDocument
        case .resources(let version): return MetricsAPI.resourceList(version)
        case .values(let values):
            let items = try items(values).map { object, quantity in
                values.item(object, quantity, now: now)
            }
            return [
                "kind": "MetricValueList", "apiVersion": .string(values.version.apiVersion), "metadata": [:],
                "items": .array(items),
            ]
        }
    }

    private func items(_ values: MetricsRequest.Values) throws(MetricsFailure) -> [(ObjectMeta, Quantity)] {
        func isMeant(_ metadata: ObjectMeta) -> Bool {
            metadata.namespace == values.namespace
                && values.name.map { $0 == metadata.name } ?? values.labels.matches(metadata.labels)
        }
        var items: [(ObjectMeta, Quantity)] = []
        var missing: UtilizationReading.Missing?
        for (root, replicas) in modelDeployments {
            let metadatas: [ObjectMeta]
            switch values.subject {
            case .modelDeployments: metadatas = [root.metadata].filter(isMeant)
            case .pods:
                metadatas = pods.filter {
                    $0.labels[Labels.modelDeployment] == root.metadata.name && isMeant($0)
                }
            }
            guard !metadatas.isEmpty else { continue }
            do throws(UtilizationReading.Missing) {
                let reading = try root.reading(gateways, replicas: replicas)
                items += metadatas.map { ($0, reading.value(of: values, $0, root, replicas: replicas)) }
            } catch {
                missing = error
            }
        }
        if items.isEmpty, let missing { throw .unavailable(missing.description) }
        if items.isEmpty, let name = values.name {
            throw .notFound("there is no \(values.subject.type.kind) \(name) of Slipway's in \(values.namespace)")
        }
        return items
    }
}

extension ModelDeployment {
    /// - Parameter replicas: how many there are.
    package func reading(_ gateways: [UtilizationReading.Gateway], replicas: Int)
        throws(UtilizationReading.Missing) -> UtilizationReading
    {
        try UtilizationReading(
            of: metadata.key,
            spec.requestSettings,
            gateways,
            target: utilizationTarget,
            replicas: replicas
        )
    }

    /// nil where the number of replicas is fixed.
    package var utilizationTarget: UtilizationTarget? {
        guard case .automatic(let autoscale) = spec.scaling else { return nil }
        return UtilizationTarget(autoscale, spec.requestSettings)
    }
}

extension UtilizationReading {
    fileprivate func value(
        of values: MetricsRequest.Values,
        _ object: ObjectMeta,
        _ root: ModelDeployment,
        replicas: Int
    ) -> Quantity {
        switch (values.subject, values.metric) {
        case (.pods, _): return Quantity(thousandths: Int64(pods[object.name] ?? 0) * 1000)
        case (_, .concurrentRequests): return Quantity(thousandths: Int64(counted) * 1000)
        case (_, .busyRequests): return Quantity(thousandths: Int64(requests.busy) * 1000)
        case (_, .queuedRequests): return Quantity(thousandths: Int64(requests.queued) * 1000)
        case (_, .utilization):
            let capacity = Int64(max(1, replicas)) * Int64(max(1, root.spec.requestSettings.maxConcurrentPerReplica))
            return Quantity(thousandths: Int64(requests.total) * 1000 / capacity)
        }
    }
}

extension MetricsRequest.Values {
    /// - Parameter quantity: at this very moment, hence a window of 0 seconds.
    fileprivate func item(_ object: ObjectMeta, _ quantity: Quantity, now: Timestamp) -> JSONValue {
        var item: JSONValue = [
            "describedObject": [
                "kind": .string(subject.type.kind), "namespace": .string(namespace), "name": .string(object.name),
                "apiVersion": .string(subject.type.apiVersion),
            ],
            "timestamp": .string(now.rfc3339), "value": .string(quantity.description),
        ]
        switch version {
        case .v1beta1:
            item["metricName"] = .string(metric.rawValue)
            item["window"] = 0
            item["selector"] = .null
        case .v1beta2:
            item["metric"] = ["name": .string(metric.rawValue), "selector": .null]
            item["windowSeconds"] = 0
        }
        return item
    }
}
