extension Task<Void, Never> {
    /// Lets it run while `work` does, whatever comes of that, and until it has seen its cancellation.
    func run(during work: () async throws -> Void) async throws {
        let result: Result<Void, any Error>
        do {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
        cancel()
        await value
        try result.get()
    }
}
