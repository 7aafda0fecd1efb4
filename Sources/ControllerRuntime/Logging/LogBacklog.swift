/// What a log's file has not taken yet: the end of a line that was cut, and how many lines were dropped since.
///
/// A line is never written around one that was cut, so that what follows is whole lines again.
struct LogBacklog {
    private var rest: ArraySlice<UInt8> = []
    private var dropped = 0

    /// - Parameters:
    ///   - notice: the line that says how many lines were dropped.
    ///   - write: takes some of the bytes, from the first on, and tells how many; 0 while there is no room.
    mutating func add(_ line: [UInt8], notice: (Int) -> [UInt8], write: (ArraySlice<UInt8>) -> Int) {
        if !rest.isEmpty { rest.removeFirst(write(rest)) }
        guard rest.isEmpty else {
            dropped += 1
            return
        }
        let bytes = dropped == 0 ? line : notice(dropped) + line
        let count = write(bytes[...])
        guard count > 0 else {
            dropped += 1
            return
        }
        dropped = 0
        rest = bytes.dropFirst(count)
    }
}
