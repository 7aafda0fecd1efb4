import FoundationEssentials
import TestSupport
import Testing

@testable import KubernetesCore

@Suite struct TimestampTests {
    @Test(
        "RFC 3339 is parsed to the nanosecond",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2006-01-02T15:04:05Z", 1_136_214_245, 0),
            ("2006-01-02T15:04:05.000000Z", 1_136_214_245, 0),
            ("2006-01-02T16:04:05+01:00", 1_136_214_245, 0),
            ("2006-01-02T08:34:05.25-06:30", 1_136_214_245, 250_000_000),
            ("2006-01-02T15:04:05-00:00", 1_136_214_245, 0),
            ("2000-02-29T12:00:00Z", 951_825_600, 0),
            ("1900-03-01T00:00:00Z", -2_203_891_200, 0),
            ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
            ("2026-07-24T14:05:30.123456789Z", 1_784_901_930, 123_456_789),
            ("2026-07-24T14:05:30.1234567899Z", 1_784_901_930, 123_456_789),
            ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
            ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
        ] as [(String, Int64, Int64)]
    )
    func parses(text: String, seconds: Int64, nanoseconds: Int64) {
        #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "2006-01-02", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z", "2006-01-02t15:04:05z",
            "06-01-02T15:04:05Z", "2006-1-02T15:04:05Z", "+006-01-02T15:04:05Z", "2006-01-02T15:04Z",
            "2006-00-02T15:04:05Z", "2006-13-02T15:04:05Z", "2006-01-00T15:04:05Z", "2006-01-32T15:04:05Z",
            "2006-02-29T15:04:05Z", "1900-02-29T15:04:05Z", "2006-04-31T15:04:05Z",
            "2006-01-02T24:00:00Z", "2006-01-02T15:60:05Z", "2006-01-02T15:04:60Z",
            "2006-01-02T15:04:05.Z", "2006-01-02T15:04:05,5Z", "2006-01-02T15:04:05.5", "2006-01-02T15:04:05.5ZZ",
            "2006-01-02T15:04:05+1:00", "2006-01-02T15:04:05+01", "2006-01-02T15:04:05+0100",
            "2006-01-02T15:04:05+24:00", "2006-01-02T15:04:05+01:60", "2006-01-02T15:04:05 01:00",
            "2006-01-02T15:04:05Z ", " 2006-01-02T15:04:05Z", "٢٠٠٦-01-02T15:04:05Z", "2006-01-02T15:04:05.٥Z",
        ]
    )
    func refuses(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(
        "Both of Kubernetes' forms are written",
        arguments: [
            (Timestamp(seconds: 0), "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
            (
                Timestamp(seconds: 1_136_214_245, nanoseconds: 1_999), "2006-01-02T15:04:05Z",
                "2006-01-02T15:04:05.000001Z"
            ),
            (Timestamp(seconds: -1, nanoseconds: 999_999_999), "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999999Z"),
            (Timestamp(seconds: -62_167_219_200), "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000000Z"),
        ]
    )
    func writes(moment: Timestamp, seconds: String, microseconds: String) {
        #expect(moment.rfc3339 == seconds)
        #expect(moment.description == seconds)
        #expect(moment.rfc3339Microseconds == microseconds)
    }

    @Test func `logs get milliseconds, which are never rounded up`() {
        #expect(Timestamp(seconds: 0).rfc3339Milliseconds == "1970-01-01T00:00:00.000Z")
        #expect(Timestamp(seconds: -1, nanoseconds: 999_999_999).rfc3339Milliseconds == "1969-12-31T23:59:59.999Z")
    }

    @Test func `every day of two centuries is that of a calendar counted day by day`() {
        var (year, month, day) = (1899, 1, 1)
        var seconds: Int64 = -2_240_524_800
        while year < 2102 {
            let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
            guard Timestamp(seconds: seconds).rfc3339 == text, Timestamp(rfc3339: text)?.seconds == seconds else {
                Issue.record("\(text) is not \(seconds)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            seconds += 86_400
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test(arguments: 0..<20) func `what is written is parsed back`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let moment = Timestamp(
                seconds: .random(in: -62_167_219_200...253_402_300_799, using: &generator),
                nanoseconds: .random(in: 0..<1_000_000, using: &generator) * 1000
            )
            #expect(Timestamp(rfc3339: moment.rfc3339Microseconds) == moment)
            #expect(Timestamp(rfc3339: moment.rfc3339) == Timestamp(seconds: moment.seconds))
        }
    }

    @Test(
        "Durations are added and subtracted",
        arguments: [
            (Duration.seconds(10), 110, 500_000_000),
            (.milliseconds(500), 101, 0),
            (.seconds(-1), 99, 500_000_000),
            (.milliseconds(-501), 99, 999_000_000),
            (.seconds(-101), -1, 500_000_000),
            (.zero, 100, 500_000_000),
        ] as [(Duration, Int64, Int64)]
    )
    func adds(duration: Duration, seconds: Int64, nanoseconds: Int64) {
        let moment = Timestamp(seconds: 100, nanoseconds: 500_000_000)
        let sum = moment + duration
        #expect(sum.seconds == seconds)
        #expect(sum.nanoseconds == nanoseconds)
        #expect(sum - moment == duration)
        #expect(sum - duration == moment)
    }

    @Test func `moments are ordered by time`() {
        let moments = [
            Timestamp(seconds: -2), Timestamp(seconds: -2, nanoseconds: 1), Timestamp(seconds: -1),
            Timestamp(seconds: 0), Timestamp(seconds: 0, nanoseconds: 999_999_999), Timestamp(seconds: 1),
        ]
        #expect(moments.shuffled().sorted() == moments)
    }

    @Test func `nanoseconds beyond a second are carried over`() {
        #expect(Timestamp(seconds: 1, nanoseconds: 2_500_000_000) == Timestamp(seconds: 3, nanoseconds: 500_000_000))
        #expect(Timestamp(seconds: 1, nanoseconds: -1) == Timestamp(seconds: 0, nanoseconds: 999_999_999))
    }

    @Test func `coding is by one string`() throws {
        let moment = Timestamp(seconds: 1_136_214_245)
        #expect(try JSONValueDecoder().decode(Timestamp.self, from: "2006-01-02T15:04:05Z") == moment)
        #expect(String(decoding: try JSONEncoder().encode([moment]), as: UTF8.self) == #"["2006-01-02T15:04:05Z"]"#)
        let error = #expect(throws: DecodingError.self) {
            try JSONValueDecoder().decode([String: Timestamp].self, from: ["at": "yesterday"])
        }
        #expect(error?.fieldPath.description == "at")
        #expect(error?.problem == "must be a time such as 2006-01-02T15:04:05Z")
    }
}
