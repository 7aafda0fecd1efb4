import ServingCore

/// Downloads files one after the other, verifies them, and puts them or what they hold into a folder.
final class FileCollector {
    private let content: FolderWriter
    private let downloads: FolderWriter
    private var options: DownloadOptions
    private let progress: Progress
    private var count = 0
    /// In bytes; nil if nothing was an archive.
    private(set) var unpacked: Int?

    init(content: FolderWriter, downloads: FolderWriter, options: DownloadOptions, progress: Progress) {
        self.content = content
        self.downloads = downloads
        self.options = options
        self.progress = progress
    }

    /// - Parameter components: the path of the file; the last part is its name.
    func add(
        _ file: RemoteFile,
        named components: [String],
        sha256: SHA256Digits?,
        unpack: Bool
    ) throws(PullError) {
        count += 1
        let (folder, path) = unpack ? (downloads, ["\(count)"]) : (content, components)
        let target = try folder.makeFile(path)
        let downloaded: Downloaded
        do {
            downloaded = try Download(file: file, target: target, options: options, progress: progress).run()
        } catch {
            // Whoever asks may go on: what is no blob may be a folder.
            folder.removeFile(path)
            throw error
        }
        if let sha256, sha256 != downloaded.sha256 {
            throw PullError(
                .digestMismatch,
                "\(file.shown) has the sha256 \(downloaded.sha256.text), not \(sha256.text); correct the digest or the file"
            )
        }
        progress.endFile(size: downloaded.size)
        // What several files may have in all is what one may have.
        if let maximum = options.limits.maximum, !unpack { options.limits.maximum = max(0, maximum - downloaded.size) }
        guard unpack else { return }
        let unpacker = ArchiveUnpacker(name: file.shown, limits: options.limits)
        let size = try unpacker.unpack(target, into: content)
        if let maximum = options.limits.maximum { options.limits.maximum = max(0, maximum - size) }
        unpacked = (unpacked ?? 0) + size
        downloads.removeFile(path)
    }
}
