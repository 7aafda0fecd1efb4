package import KubernetesCore

extension Model {
    /// The status that says whether it can be deployed, and who does.
    ///
    /// - Parameters:
    ///   - registry: of its namespace.
    ///   - users: the ModelDeployments that hold it.
    ///   - now: for conditions that change.
    package func status(in registry: ModelRegistry, usedBy users: [String], now: Timestamp) -> ModelStatus {
        let author = ConditionAuthor(generation: metadata.generation, previous: status?.conditions ?? [], now: now)
        var conditions = [author.validity(violations)]
        if metadata.deletionTimestamp != nil, !users.isEmpty {
            let message =
                "to be deleted, but used by ModelDeployment \(users.summary): delete them or give them another model"
            conditions += author.readiness(.false, .inUse, message, course: .reconciling)
        } else {
            do throws(ModelRegistry.Refusal) {
                _ = try registry.file(of: self)
                let message = "version \(spec.version) of \(name) can be deployed"
                conditions += author.readiness(.true, .registered, message, course: .settled)
            } catch {
                let isMissing = [.configMapNotFound, .configMapKeyNotFound].contains(error.reason)
                conditions += author.readiness(
                    .false,
                    error.reason,
                    error.message,
                    course: isMissing ? .reconciling : .stalled
                )
            }
        }
        return ModelStatus(
            observedGeneration: metadata.generation,
            latest: registry.latest(named: name)?.metadata.name == metadata.name,
            usedBy: users,
            // What is invalid is not registered: it has to be mended first.
            registered: status?.registered ?? (violations.isEmpty ? registration : nil),
            conditions: conditions.sorted { $0.type < $1.type }
        )
    }
}

extension ModelStatus {
    /// The status of an object whose shape is not understood.
    package static func undecodable(_ metadata: ObjectMeta, _ problem: String) -> ModelStatus {
        let author = ConditionAuthor(undecodable: metadata)
        let violations = [Violation("spec", problem)]
        let conditions =
            [author.validity(violations)]
            + author.readiness(.false, .invalidSpec, violations.sentence, course: .stalled)
        return ModelStatus(
            observedGeneration: metadata.generation,
            latest: false,
            usedBy: [],
            conditions: conditions.sorted { $0.type < $1.type }
        )
    }
}

extension [String] {
    /// The first few, for a message.
    fileprivate var summary: String {
        prefix(5).joined(separator: ", ") + (count > 5 ? " and \(count - 5) more" : "")
    }
}
