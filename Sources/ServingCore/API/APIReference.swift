/// `docs/api.md`: every field and every reason, made from what the program itself goes by.
package enum APIReference {
    package static var markdown: String {
        """
        # API reference

        Group `\(ServingAPI.group)`, version `\(ServingAPI.version)`. Written by `make crds` from the schemas in
        `Sources/ServingCore/API`; do not edit. "Azure ML" in the last column names the setting of Azure Machine Learning
        v1 that the field, its default and its bounds come from.

        \(ServingAPI.definitions.map(\.markdown).joined(separator: "\n"))
        ## Reasons

        What the conditions of all kinds give as their reason. A condition's message names the object, the field and the
        remedy.

        | reason | what it means, or what to do |
        |---|---|
        \(Reason.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }.joined(separator: "\n"))

        """
    }
}
