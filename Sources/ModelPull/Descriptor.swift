import Glibc
import ServingCore

/// An open file or folder, closed together with this value.
final class Descriptor: Sendable {
    let number: CInt

    /// - Parameter number: what `open` gave; nil comes of -1.
    init?(_ number: CInt) {
        guard number >= 0 else { return nil }
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Writes all of it at `offset`.
    ///
    /// - Returns: 0, or the error's number.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> CInt {
        var done = 0
        while done < bytes.count {
            let count = pwrite(number, bytes.baseAddress?.advanced(by: done), bytes.count - done, offset + done)
            guard count >= 0 || errno == EINTR else { return errno }
            if count > 0 { done += count }
        }
        return 0
    }

    /// Bytes that the file system has left for this process's user.
    var freeSpace: Int {
        var information = statvfs()
        guard fstatvfs(number, &information) == 0 else { return .max }
        return Int(clamping: information.f_bavail).multipliedReportingOverflow(by: Int(information.f_frsize))
            .partialValue
    }

    /// What `errno` tells after a failed write, for people.
    func writeFailure(_ code: CInt, _ name: String, size: Int) -> PullError {
        if code == ENOSPC || code == EDQUOT || code == EFBIG {
            return PullLimits.diskFull(name, needed: size, free: freeSpace)
        }
        return PullError(.diskFull, "\(name) cannot be written: \(systemMessage(code)); check the volume")
    }
}

func systemMessage(_ code: CInt) -> String { String(cString: strerror(code)) }
