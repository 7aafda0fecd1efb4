import KubernetesCore

extension ModelDeployment {
    /// Checks the spec, then finds what it refers to.
    ///
    /// - Parameter compute: where it runs. While that lacks something, nothing new is made there; what runs stays.
    package func resolved(
        by resolution: Resolution,
        on compute: Result<ResolvedCompute, Resolution.Failure>,
        over observed: ObservedChildren
    ) -> Result<ResolvedModelDeployment, Refusal> {
        guard violations.isEmpty else { return .failure(.invalid(violations)) }
        do throws(Resolution.Failure) {
            let compute = try compute.get()
            let broken = spec.violations(on: compute)
            guard broken.isEmpty else { return .failure(.invalid(broken)) }
            let resolved = try resolution.resolve(self, on: compute)
            if observed.deployment == nil, let failure = compute.failure { throw failure }
            return .success(resolved)
        } catch {
            return .failure(.unresolved(error))
        }
    }
}

extension ResolvedCompute {
    /// Why nothing new may be put there; nil if it may.
    var failure: Resolution.Failure? {
        guard let first = shortfalls.first else { return nil }
        let message = "ComputeTarget \(name): " + shortfalls.map(\.message).joined(separator: "; ")
        return Resolution.Failure(reason: .computeTargetNotReady, detail: first.reason, message: message)
    }
}

extension ModelDeployment.Spec {
    /// What does not go together with the ComputeTarget.
    fileprivate func violations(on compute: ResolvedCompute) -> [Violation] {
        virtualNodeViolations(on: compute)
            + (podTemplate?.nodeSelector ?? [:]).sorted { $0.key < $1.key }.compactMap { label, value in
                guard let required = compute.spec.nodeSelector?[label], required != value else { return nil }
                return Violation(
                    FieldPath("spec.podTemplate.nodeSelector").member(label),
                    "is \(value), but ComputeTarget \(compute.name) consists of nodes with \(required): remove it, or choose "
                        + "another ComputeTarget"
                )
            }
    }

    private func virtualNodeViolations(on compute: ResolvedCompute) -> [Violation] {
        guard compute.spec.type == .virtualNode else { return [] }
        let target = "ComputeTarget \(compute.name) is of type VirtualNode, which"
        var violations: [Violation] = []
        if let autoscale, autoscale.enabled {
            violations.append(Violation("spec.autoscale", "\(target) does not scale: remove it, and set replicas"))
        }
        let offered = ["cpu", "memory"]
        for (field, amounts) in [("requests", resources.requests), ("limits", resources.limits)] {
            for name in (amounts ?? [:]).keys.sorted() where !offered.contains(name) {
                let path = FieldPath("spec.resources").member(field).member(name)
                violations.append(Violation(path, "\(target) offers cpu and memory only: remove it"))
            }
        }
        return violations
    }

    /// Who decides how many replicas there are.
    func scaling(on compute: ResolvedCompute?) -> Scaling {
        // Azure ML ran one container where it did not scale.
        compute?.spec.type == .virtualNode && replicas == nil ? .fixed(1) : scaling
    }
}
