import TestSupport
import Testing

@testable import ControllerRuntime

@Suite struct LogBacklogTests {
    /// A file that takes as many bytes of each write as a test says.
    private struct File {
        var backlog = LogBacklog()
        var text = ""

        mutating func log(_ line: String, room: Int = .max) {
            var text = text
            backlog.add(Array((line + "\n").utf8), notice: { Array("\($0) lost\n".utf8) }) { bytes in
                let taken = bytes.prefix(room)
                text += String(decoding: taken, as: UTF8.self)
                return taken.count
            }
            self.text = text
        }
    }

    @Test func `what fits is written at once`() {
        var file = File()
        for line in ["a", "b", "c"] { file.log(line) }
        #expect(file.text == "a\nb\nc\n")
    }

    @Test func `lines without room are counted as soon as there is some`() {
        var file = File()
        file.log("a")
        for line in ["b", "c", "d"] { file.log(line, room: 0) }
        file.log("e")
        file.log("f")
        #expect(file.text == "a\n3 lost\ne\nf\n")
    }

    @Test func `a line that was cut is ended before the next begins`() {
        var file = File()
        file.log("abcdef", room: 3)
        file.log("g", room: 0)
        file.log("h")
        #expect(file.text == "abcdef\n1 lost\nh\n")
    }

    @Test(arguments: 0..<50) func `whatever room there is, lines are whole and none is lost unsaid`(_ seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var file = File()
        for number in 0..<200 {
            file.log("line \(number)", room: Int.random(in: 0..<3, using: &generator) == 0 ? .max : number % 7)
        }
        file.log("end")
        file.log("end")
        var next = 0
        for line in file.text.split(separator: "\n") where line != "end" {
            let words = line.split(separator: " ")
            if words.last == "lost" {
                next += Int(words[0]) ?? 0
            } else {
                #expect(line == "line \(next)")
                next += 1
            }
        }
        #expect(next == 200)
    }
}
