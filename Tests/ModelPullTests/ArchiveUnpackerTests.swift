import Glibc
import ServingCore
import TestSupport
import Testing

@testable import ModelPull

@Suite struct ArchiveUnpackerTests {
    @Test func `an archive that cannot be read from its beginning is not unpacked`() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (archive, writeEnd) = (try #require(Descriptor(ends[0])), try #require(Descriptor(ends[1])))
        var builder = ArchiveBuilder()
        builder.add("a", [1])
        let bytes = builder.archive
        try #require(write(writeEnd.number, bytes, bytes.count) == bytes.count)
        let folder = try TemporaryFolder()
        let unpacker = ArchiveUnpacker(name: "m.tar", limits: PullLimits(maximum: nil))
        let error = try #require(throws: PullError.self) {
            _ = try unpacker.unpack(archive, into: FolderWriter(folder.path))
        }
        #expect(error.sentence.contains("m.tar cannot be read again: Illegal seek"))
    }
}
