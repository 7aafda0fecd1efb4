import ArgumentParser
import Glibc
import Testing

@testable import Slipway

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

@Suite struct OutputTargetTests {
    @Test func `an output that cannot be written is an error`() throws {
        let full = try FileDescriptor.open("/dev/full", .writeOnly)
        defer { try? full.close() }
        #expect(throws: OutputTarget.Failure.self) { try OutputTarget.write("text", to: full) }
    }

    @Test func `a reader that wants no more is told of nothing`() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = try FileDescriptor.pipe()
        try pipe.readEnd.close()
        defer { try? pipe.writeEnd.close() }
        let code = #expect(throws: ExitCode.self) { try OutputTarget.write("text", to: pipe.writeEnd) }
        #expect(code?.rawValue == 141)
    }
}
