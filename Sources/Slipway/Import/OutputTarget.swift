import ArgumentParser
import Glibc

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A file or a stream of the process that text is written to.
/// What is written by `print` may be lost without a word: a disk is full when the buffer is written at the end.
enum OutputTarget {
    case standardOutput
    case standardError
    case file(String)

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter path: nil or - for `stream`.
    init(path: String?, or stream: OutputTarget) {
        self = path.flatMap { $0 == "-" ? nil : .file($0) } ?? stream
    }

    /// - Parameter isSecret: whether a new file is for its owner's eyes alone.
    func write(_ text: String, isSecret: Bool = false) throws {
        switch self {
        case .standardOutput: try Self.write(text, to: .standardOutput)
        case .standardError: try FileDescriptor.standardError.writeAll(text.utf8)
        case .file(let path):
            do {
                let file = try FileDescriptor.open(
                    FilePath(path),
                    .writeOnly,
                    options: [.create, .truncate],
                    permissions: isSecret ? .ownerReadWrite : [.ownerReadWrite, .groupRead, .otherRead]
                )
                _ = try file.closeAfter { try file.writeAll(text.utf8) }
            } catch {
                throw Failure(description: "cannot write \(path) (\(error)); name another file")
            }
        }
    }

    static func write(_ text: String, to output: FileDescriptor) throws {
        do {
            _ = try output.writeAll(text.utf8)
        } catch Errno.brokenPipe {
            // Where the signal is ignored that ends programs then: head, say, has read all that it wanted.
            throw ExitCode(128 + SIGPIPE)
        } catch {
            throw Failure(description: "cannot write to the standard output (\(error)); see that it has room")
        }
    }
}
