/// A moment in time, as Kubernetes writes it in RFC 3339 (`metav1.Time` and `metav1.MicroTime`).
///
/// It only holds a moment and never asks for the current one: whoever needs that is given a clock.
package struct Timestamp: Hashable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    package let seconds: Int64
    /// The rest, from 0 to 999,999,999, also before 1970.
    package let nanoseconds: Int64

    /// - Parameter nanoseconds: any number; what goes beyond a second is carried over.
    package init(seconds: Int64, nanoseconds: Int64 = 0) {
        let (carry, rest) = nanoseconds.flooredQuotientAndRemainder(dividingBy: Self.nanosecondsPerSecond)
        self.seconds = seconds + carry
        self.nanoseconds = rest
    }

    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    private static let secondsPerDay: Int64 = 86_400
}

extension Timestamp: Comparable {
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

extension Timestamp {
    package static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = moment.nanoseconds + attoseconds / Self.nanosecondsPerSecond
        return Timestamp(seconds: moment.seconds + seconds, nanoseconds: nanoseconds)
    }

    package static func - (moment: Timestamp, duration: Duration) -> Timestamp {
        moment + (.zero - duration)
    }

    /// How much later `left` is than `right`; negative when it is earlier.
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        .seconds(left.seconds - right.seconds) + .nanoseconds(left.nanoseconds - right.nanoseconds)
    }
}

extension Timestamp {
    /// Parses RFC 3339 with any offset, such as `2006-01-02T15:04:05.999+01:00`; nil if `text` is anything else.
    ///
    /// As in Go, digits after the ninth of a fraction are dropped, and there is no 60th second.
    package init?(rfc3339 text: String) {
        var reader = FieldReader(rest: text.utf8[...])
        guard let year = reader.number(digits: 4), reader.take("-"),
            let month = reader.number(digits: 2), reader.take("-"),
            let day = reader.number(digits: 2), reader.take("T"),
            let hour = reader.number(digits: 2), hour < 24, reader.take(":"),
            let minute = reader.number(digits: 2), minute < 60, reader.take(":"),
            let second = reader.number(digits: 2), second < 60,
            let nanoseconds = reader.fraction(),
            let offset = reader.offset(),
            reader.rest.isEmpty
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        // A date that does not exist, such as the 30th of February, comes back as another one.
        guard CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }
        let time = hour * 3600 + minute * 60 + second
        self.init(seconds: date.daysSince1970 * Self.secondsPerDay + time - offset, nanoseconds: nanoseconds)
    }

    /// `2006-01-02T15:04:05Z`, the form of `metav1.Time`; what goes beyond whole seconds is dropped.
    package var rfc3339: String { text(fraction: "") }

    /// `2006-01-02T15:04:05.000000Z`, the only form that `metav1.MicroTime` accepts (Leases and Events).
    package var rfc3339Microseconds: String {
        text(fraction: "." + Self.padded(nanoseconds / 1000, to: 6))
    }

    /// `2006-01-02T15:04:05.000Z`, for logs.
    package var rfc3339Milliseconds: String {
        text(fraction: "." + Self.padded(nanoseconds / 1_000_000, to: 3))
    }

    private func text(fraction: String) -> String {
        let (days, time) = seconds.flooredQuotientAndRemainder(dividingBy: Self.secondsPerDay)
        let date = CivilDate(daysSince1970: days)
        let calendar = [Self.padded(date.year, to: 4), Self.padded(date.month, to: 2), Self.padded(date.day, to: 2)]
        let clock = [time / 3600, time / 60 % 60, time % 60].map { Self.padded($0, to: 2) }
        return calendar.joined(separator: "-") + "T" + clock.joined(separator: ":") + fraction + "Z"
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp: CustomStringConvertible {
    package var description: String { rfc3339 }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let moment = Timestamp(rfc3339: try container.decode(String.self)) else {
            let problem = "must be a time such as 2006-01-02T15:04:05Z"
            throw DecodingError.dataCorruptedError(in: container, debugDescription: problem)
        }
        self = moment
    }

    /// Writes ``rfc3339``; a field of type `metav1.MicroTime` must be given ``rfc3339Microseconds`` instead.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}

/// Reads RFC 3339 from left to right; every method returns nil where the text is something else.
private struct FieldReader {
    var rest: Substring.UTF8View

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        let field = rest.prefix(digits)
        guard field.count == digits, field.allSatisfy(Self.isDigit) else { return nil }
        rest.removeFirst(digits)
        return Int64(Substring(field))
    }

    /// Nanoseconds; 0 where no fraction follows.
    mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        let digits = rest.prefix(while: Self.isDigit)
        rest.removeFirst(digits.count)
        let nanoseconds = Substring(digits.prefix(9))
        return nanoseconds.isEmpty ? nil : Int64(nanoseconds + String(repeating: "0", count: 9 - nanoseconds.count))
    }

    /// Seconds east of Greenwich.
    mutating func offset() -> Int64? {
        if take("Z") { return 0 }
        let isEast = take("+")
        guard isEast || take("-"),
            let hours = number(digits: 2), hours < 24, take(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// A day of the Gregorian calendar, extended to all years.
///
/// Years are counted from the 1st of March, so that a leap day is the last of its year, in cycles of 400 years, which
/// have 146,097 days each; 719,468 days lie between the 1st of March of year 0 and 1970.
private struct CivilDate: Equatable {
    let year: Int64
    let month: Int64
    let day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970 days: Int64) {
        let (cycle, dayOfCycle) = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let (cycle, yearOfCycle) = (month <= 2 ? year - 1 : year).flooredQuotientAndRemainder(dividingBy: 400)
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        return cycle * 146_097 + dayOfCycle - 719_468
    }
}

extension Int64 {
    /// Division that rounds down, so that moments before 1970 need no case of their own.
    fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
