import KubernetesClient
import KubernetesCore
import ServingCore

/// Asks the API server whether a caller may do something, and remembers the answer for a while.
actor AccessReviewer {
    private struct Question: Hashable {
        let caller: Caller
        let attributes: JSONValue
    }

    /// What aggregated API servers have by default.
    private static let memory = Duration.seconds(10)
    /// HorizontalPodAutoscalers ask for each ModelDeployment.
    private static let capacity = 10_000

    private let client: Client
    private var answers: [Question: (isAllowed: Bool, until: ContinuousClock.Instant)] = [:]

    init(client: Client) {
        self.client = client
    }

    /// - Throws: ``MetricsFailure``: forbidden, or that the API server does not say.
    func check(_ caller: Caller, _ attributes: JSONValue) async throws(MetricsFailure) {
        let question = Question(caller: caller, attributes: attributes)
        guard try await isAllowed(question) else {
            let resource = attributes["resourceAttributes"]
            let what =
                resource.map { "\($0["resource"]?.string ?? "")/\($0["subresource"]?.string ?? "")" }
                ?? attributes["nonResourceAttributes"]?["path"]?.string ?? ""
            let place = (resource?["namespace"]?.string).map { " in the namespace \"\($0)\"" } ?? ""
            throw .forbidden("User \"\(caller.user)\" cannot get \(what) of \(MetricsAPI.group)\(place)")
        }
    }

    private func isAllowed(_ question: Question) async throws(MetricsFailure) -> Bool {
        let now = ContinuousClock.now
        if let answer = answers[question], answer.until > now { return answer.isAllowed }
        let request = BuiltInTypes.subjectAccessReviews.create(
            question.caller.review(question.attributes),
            in: nil,
            fieldManager: .slipway
        )
        let isAllowed: Bool
        do throws(ClientError) {
            isAllowed = try await client.send(request).json["status"]?["allowed"]?.bool == true
        } catch {
            throw .unavailable("it is not known what \(question.caller.user) may do: \(error)")
        }
        if answers.count >= Self.capacity { answers = [:] }
        answers[question] = (isAllowed, now + Self.memory)
        return isAllowed
    }
}
