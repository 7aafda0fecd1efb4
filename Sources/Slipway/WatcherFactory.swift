import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import ServiceLifecycle

/// Makes the watchers of one process, which tell together whether the API server is reached.
struct WatcherFactory: Sendable {
    let client: Client
    /// The only one that is watched; nil: all.
    let namespace: String?
    let reachability: Reachability
    let logger: Logger

    /// - Parameter namespace: nil for all that are watched. Kinds without namespaces do not care.
    func watcher<Object>(
        _ type: ResourceType,
        in namespace: String? = nil,
        _ store: Store<Object>,
        _ selection: Selection = Selection()
    ) -> any ServiceLifecycle.Service {
        Watcher(
            type,
            in: namespace ?? self.namespace,
            selecting: selection,
            client: client,
            store: store,
            reachability: reachability,
            logger: logger
        )
    }
}
