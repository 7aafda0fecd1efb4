import KubernetesClient
import KubernetesCore

extension Client {
    /// Sends a request and decodes the object in the answer, if all of it is done by `limit`: also what precedes the
    /// request, and the waits that the server asks for.
    func send<Object: Decodable & Sendable>(
        _ request: APIRequest,
        as _: Object.Type = Object.self,
        until limit: ContinuousClock.Instant
    ) async throws(ClientError) -> Object {
        let result = await withTaskGroup(of: Result<Object, ClientError>?.self) { group in
            group.addTask {
                do throws(ClientError) {
                    return .success(try await send(request))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(until: limit, clock: .continuous)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let result else { throw ClientError(.transport(.timedOut), request) }
        return try result.get()
    }
}
