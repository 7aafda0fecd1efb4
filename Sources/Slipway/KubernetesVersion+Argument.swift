import ArgumentParser
import KubernetesCore

extension KubernetesVersion: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }

    public var defaultValueDescription: String { description }
}
