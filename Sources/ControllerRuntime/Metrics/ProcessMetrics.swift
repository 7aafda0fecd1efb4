import FoundationEssentials
import Glibc

/// What Linux says of this process, under the names that all of Prometheus' clients use. Elsewhere there is nothing.
///
/// The files below `/proc` are in memory, so that it is no harm to wait for them.
struct ProcessMetrics: Sendable {
    /// When the machine was started, in seconds since 1970. Read once: it moves as the clock is corrected, and a start
    /// time that moves looks like a restart.
    private let bootTime: Double?

    init() {
        let line = Self.contents(of: "/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        bootTime = line.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    /// In Prometheus' text format.
    var text: String {
        let numbers = Self.numbers(ofStat: Self.contents(of: "/proc/self/stat"))
        let second = Double(sysconf(Int32(_SC_CLK_TCK)))
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        let cpuTime = numbers[14].flatMap { user in numbers[15].map { (user + $0) / second } }
        let startTime = numbers[22].flatMap { ticks in bootTime.map { $0 + ticks / second } }

        var text = ExpositionText()
        func add(_ name: String, _ type: MetricType, _ value: Double?, help: String) {
            guard let value else { return }
            text.startFamily(name, type, help: help)
            text.add(name, value)
        }
        add("process_cpu_seconds_total", .counter, cpuTime, help: "CPU time used, in user and kernel mode.")
        add("process_max_fds", .gauge, Self.maximumFiles, help: "The most file descriptors that may be open.")
        add("process_open_fds", .gauge, Self.openFiles, help: "Open file descriptors.")
        add("process_resident_memory_bytes", .gauge, numbers[24].map { $0 * page }, help: "Memory held in RAM.")
        add("process_start_time_seconds", .gauge, startTime, help: "When the process was started, since 1970.")
        add("process_threads", .gauge, numbers[20], help: "Threads of the process.")
        add("process_virtual_memory_bytes", .gauge, numbers[23], help: "Address space in use.")
        return text.text
    }

    /// The fields of `/proc/<pid>/stat` that are numbers, by the numbers that proc(5) gives them.
    static func numbers(ofStat text: String) -> [Int: Double] {
        // The second field is the program's name in brackets, which may itself hold brackets and spaces.
        guard let name = text.lastIndex(of: ")") else { return [:] }
        let fields = text[name...].split(whereSeparator: \.isWhitespace)
        return Dictionary(uniqueKeysWithValues: zip(2..., fields)).compactMapValues { Double($0) }
    }

    private static var openFiles: Double? {
        // One of them reads the folder, and is closed again by now.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count - 1) }
    }

    private static var maximumFiles: Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    /// "" if there is no such file.
    private static func contents(of path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
