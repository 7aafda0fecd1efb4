#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Reads the files that make up a configuration; tests bring their own.
package struct FileReader: Sendable {
    package struct Failure: Error {
        package let reason: String

        package init(_ reason: String) {
            self.reason = reason
        }
    }

    private let read: @Sendable (_ path: String) throws(Failure) -> [UInt8]?

    /// - Parameter read: gives a file's bytes, and nil where there is no such file.
    package init(_ read: @escaping @Sendable (_ path: String) throws(Failure) -> [UInt8]?) {
        self.read = read
    }

    /// The machine's files. A few kilobytes on a local disk or in memory, so it is no harm to wait for them.
    package static let system = FileReader { path throws(Failure) in
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            return try file.closeAfter {
                var content: [UInt8] = []
                let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 1)
                defer { chunk.deallocate() }
                while case let count = try file.read(into: chunk), count > 0 {
                    content += chunk.prefix(count)
                }
                return content
            }
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch {
            throw Failure("\(error)")
        }
    }
}

extension FileReader {
    /// The file's bytes, or nil where there is no such file.
    func contentsIfPresent(
        of path: String,
        at place: ConfigurationError.Place
    ) throws(ConfigurationError) -> [UInt8]? {
        do throws(Failure) {
            return try read(path)
        } catch {
            throw ConfigurationError(.unreadable, at: place, problem: "cannot read \(path) (\(error.reason))")
        }
    }

    /// The bytes of a file that has to exist.
    func contents(of path: String, at place: ConfigurationError.Place) throws(ConfigurationError) -> [UInt8] {
        guard let content = try contentsIfPresent(of: path, at: place) else {
            throw ConfigurationError(.missing, at: place, problem: "there is no file \(path)")
        }
        return content
    }

    /// The `Authorization` header for the token in a file, which may end in a line break.
    func bearer(fromTokenIn path: String, at place: ConfigurationError.Place) throws(ConfigurationError) -> String {
        let text = String(decoding: try contents(of: path, at: place), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace)
        return try Credentials.bearer(words.joined(separator: " "), at: place)
    }
}
