/// Why files did not arrive: what `slipway pull` ends with, and what the status of a ModelDeployment tells of it.
package enum PullFailure: String, Sendable, CaseIterable {
    /// The arguments or the credentials are not what they have to be.
    case invalidSource = "InvalidSource"
    case sourceNotFound = "SourceNotFound"
    /// The credentials are missing, wrong or expired.
    case sourceForbidden = "SourceForbidden"
    /// No answer, or none that is of use, after all retries.
    case sourceUnreachable = "SourceUnreachable"
    case digestMismatch = "DigestMismatch"
    case diskFull = "DiskFull"
    /// More bytes than allowed, as they come or unpacked.
    case tooLarge = "TooLarge"
    /// Not an archive, or a broken one.
    case invalidArchive = "InvalidArchive"
    /// An entry would leave its folder.
    case unsafeArchive = "UnsafeArchive"

    /// The code the process exits with: the nearest of BSD's sysexits.
    package var exitCode: Int32 {
        switch self {
        case .invalidSource: 64
        case .digestMismatch: 65
        case .sourceNotFound: 66
        case .sourceUnreachable: 69
        case .tooLarge: 70
        case .unsafeArchive: 71
        case .invalidArchive: 72
        case .diskFull: 74
        case .sourceForbidden: 77
        }
    }

    /// The termination message: the word that programs read, then a sentence with the remedy.
    package func terminationMessage(_ sentence: String) -> String { "\(rawValue): \(sentence)" }

    /// Reads a termination message.
    ///
    /// - Returns: nil for what another program has written.
    package static func parse(terminationMessage text: String) -> (failure: PullFailure, sentence: String)? {
        let parts = text.split(separator: ": ", maxSplits: 1)
        guard parts.count == 2, let failure = PullFailure(rawValue: String(parts[0])) else { return nil }
        return (failure, String(parts[1]))
    }
}
