/// Why nothing can be imported.
package struct ImportProblem: Error, Hashable, Sendable {
    package let place: ImportPlace
    /// What is wrong and how to mend it, without the key's name and without a value that may be secret.
    package let problem: String

    init(at place: ImportPlace, _ problem: String) {
        self.place = place
        self.problem = problem
    }
}
