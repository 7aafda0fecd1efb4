import CArchive
import Glibc
import ServingCore

/// Unpacks tar, tar.gz and zip by the system's libarchive, which only reads: where entries go is decided here.
struct ArchiveUnpacker {
    /// For messages.
    let name: String
    let limits: PullLimits

    /// Unpacks `archive` into `writer`'s folder.
    ///
    /// - Returns: how many bytes came out.
    func unpack(_ archive: Descriptor, into writer: FolderWriter) throws(PullError) -> Int {
        var library = slipway_archive()
        guard slipway_archive_load(&library), let reader = library.read_new?() else {
            throw PullError(
                .invalidArchive,
                "\(name) cannot be unpacked: the image lacks libarchive; install libarchive13"
            )
        }
        defer { _ = library.read_free?(reader) }
        // Entries' names are UTF-8; in the C locale libarchive would give none that is not ASCII.
        setlocale(LC_CTYPE, "C.UTF-8")
        guard lseek(archive.number, 0, SEEK_SET) == 0 else { throw unreadable(errno) }
        guard library.support_gzip?(reader) == ARCHIVE_OK, library.support_tar?(reader) == ARCHIVE_OK,
            library.support_zip?(reader) == ARCHIVE_OK, library.open_fd?(reader, archive.number, 1 << 18) == ARCHIVE_OK
        else { throw broken(library, reader) }
        var unpacking = Unpacking(writer: writer, limit: try limit(of: archive))
        var entry: OpaquePointer?
        var entries = 0
        while true {
            let code = library.next_header?(reader, &entry)
            if code == ARCHIVE_EOF { break }
            guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry else { throw broken(library, reader) }
            entries += 1
            guard entries <= PullLimits.entries else {
                throw PullError(
                    .tooLarge,
                    "\(name) has more than \(PullLimits.entries) entries; pack fewer, larger files"
                )
            }
            try take(entry, library, reader, &unpacking)
        }
        guard entries > 0 else {
            throw PullError(.invalidArchive, "\(name) is an archive without entries; pack it anew")
        }
        return unpacking.written
    }

    private struct Unpacking {
        let writer: FolderWriter
        let limit: Int
        var written = 0
    }

    private func limit(of archive: Descriptor) throws(PullError) -> Int {
        var information = stat()
        guard fstat(archive.number, &information) == 0 else { throw unreadable(errno) }
        return limits.unpacked(packed: Int(information.st_size))
    }

    private func take(
        _ entry: OpaquePointer,
        _ library: slipway_archive,
        _ reader: OpaquePointer,
        _ unpacking: inout Unpacking
    ) throws(PullError) {
        guard let pathname = library.pathname?(entry).flatMap({ String(validatingCString: $0) }) else {
            throw PullError(.invalidArchive, "\(name) has an entry whose name is not UTF-8; pack it with other names")
        }
        let components = try ArchiveEntry.components(of: pathname)
        guard library.is_encrypted?(entry) != 1 else {
            throw PullError(
                .invalidArchive,
                "\(name)'s entry \(ArchiveEntry.shown(pathname)) is encrypted; pack it without"
            )
        }
        let writer = unpacking.writer
        if let target = library.hardlink?(entry).map({ String(cString: $0) }) {
            let path = components.joined(separator: "/")
            let parts: [String]
            do {
                parts = try ArchiveEntry.components(of: target)
            } catch {
                throw ArchiveEntry.unsafe(path, "is a hard link that leaves the folder")
            }
            return try writer.makeHardLink(components, to: parts)
        }
        switch library.filetype?(entry) ?? 0 {
        case slipway_archive_folder: try writer.makeFolder(components)
        case slipway_archive_link:
            let target = library.symlink?(entry).map { String(cString: $0) } ?? ""
            try ArchiveEntry.checkLink(components, to: target)
            try writer.makeLink(components, to: target)
        case slipway_archive_file:
            if library.size_is_set?(entry) != 0 { try check(Int(library.size?(entry) ?? 0), unpacking) }
            // The owner's bit is all that is taken over: no setuid, no owner, no times.
            let isExecutable = (library.perm?(entry) ?? 0) & 0o100 != 0
            let file = try writer.makeFile(components, isExecutable: isExecutable)
            try copy(library, reader, to: file, &unpacking)
        default: throw ArchiveEntry.unsafe(pathname, "is a device, a pipe or a socket")
        }
    }

    private func copy(
        _ library: slipway_archive,
        _ reader: OpaquePointer,
        to file: Descriptor,
        _ unpacking: inout Unpacking
    ) throws(PullError) {
        var end = 0
        while true {
            var block: UnsafeRawPointer?
            var size = 0
            var offset: Int64 = 0
            let code = library.data_block?(reader, &block, &size, &offset)
            if code == ARCHIVE_EOF { break }
            guard code == ARCHIVE_OK || code == ARCHIVE_WARN, offset >= 0 else { throw broken(library, reader) }
            // Holes count like bytes: who reads the file gets them.
            let (reached, overflow) = Int(offset).addingReportingOverflow(size)
            guard !overflow else { throw broken(library, reader) }
            try check(max(0, reached - end), unpacking)
            unpacking.written += max(0, reached - end)
            end = max(end, reached)
            let result = file.write(UnsafeRawBufferPointer(start: block, count: size), at: Int(offset))
            guard result == 0 else {
                throw file.writeFailure(result, "what \(name) unpacks to", size: unpacking.written)
            }
        }
        // A hole at the end is not among the blocks.
        var information = stat()
        guard fstat(file.number, &information) == 0, information.st_size >= end || ftruncate(file.number, end) == 0
        else {
            throw file.writeFailure(errno, "what \(name) unpacks to", size: unpacking.written)
        }
    }

    private func check(_ more: Int, _ unpacking: Unpacking) throws(PullError) {
        guard more >= 0, unpacking.written <= unpacking.limit - more else {
            throw PullError(
                .tooLarge,
                "\(name) unpacks to more than \(unpacking.limit) bytes; if that is right, pack it without compression, "
                    + "or raise --max-size"
            )
        }
        guard more < 1 << 20 || more <= unpacking.writer.freeSpace else {
            throw PullLimits.diskFull(
                "what \(name) unpacks to",
                needed: unpacking.written + more,
                free: unpacking.writer.freeSpace
            )
        }
    }

    private func unreadable(_ code: CInt) -> PullError {
        PullError(.diskFull, "\(name) cannot be read again: \(systemMessage(code)); check the volume")
    }

    private func broken(_ library: slipway_archive, _ reader: OpaquePointer) -> PullError {
        let detail = library.error_string?(reader).map { ArchiveEntry.shown(String(cString: $0)) } ?? "unknown"
        return PullError(
            .invalidArchive,
            "\(name) is no whole tar, tar.gz or zip (\(detail)); pack and upload it again"
        )
    }
}
