/// Something that goes wrong.
struct Fault: Sendable {
    /// As it stands in the table.
    let name: String
    /// Runs a controller and strikes, any number of times.
    let run: @Sendable (Trial) async throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (Trial) async throws -> Void) {
        self.name = name
        self.run = run
    }

    static let all = network + http + watch + process + surroundings + objects + server
}
