/// A ``PullFailure`` with the sentence that tells a person what to do.
package struct PullError: Error, Hashable, Sendable {
    package let failure: PullFailure
    /// Names the source or the file, and the remedy; never a secret.
    package let sentence: String

    package init(_ failure: PullFailure, _ sentence: String) {
        self.failure = failure
        self.sentence = sentence
    }

    package var terminationMessage: String { failure.terminationMessage(sentence) }
}
