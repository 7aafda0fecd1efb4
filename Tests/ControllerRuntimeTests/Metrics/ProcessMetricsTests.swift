import FoundationEssentials
import Testing

@testable import ControllerRuntime

@Suite("Process metrics")
struct ProcessMetricsTests {
    private func values(_ text: String) -> [Substring: Double] {
        let samples = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        return Dictionary(uniqueKeysWithValues: samples.map { ($0[0], Double($0[1]) ?? .nan) })
    }

    @Test("/proc/self/stat is read whatever the program is called")
    func stat() {
        let fields = (3...52).map { $0 == 3 ? "S" : "\($0)00" }.joined(separator: " ")
        for name in ["slipway", "a b", "a) S 1 (b", ""] {
            let numbers = ProcessMetrics.numbers(ofStat: "42 (\(name)) \(fields)\n")
            #expect(numbers[3] == nil)
            #expect(numbers[4] == 400)
            #expect(numbers[24] == 2400)
        }
        #expect(ProcessMetrics.numbers(ofStat: "").isEmpty)
    }

    #if os(Linux)
        @Test("this process is plausible")
        func thisProcess() throws {
            let values = values(ProcessMetrics().text)
            #expect(values.count == 7)
            let cpuTime = try #require(values["process_cpu_seconds_total"])
            #expect(cpuTime > 0 && cpuTime < 3600)
            let memory = try #require(values["process_resident_memory_bytes"])
            #expect(memory > 1e6 && memory < 8e9)
            #expect(try #require(values["process_threads"]) >= 1)
            #expect(try #require(values["process_open_fds"]) >= 3)
            #expect(try #require(values["process_max_fds"]) > (values["process_open_fds"] ?? 0))
            #expect(
                try #require(values["process_virtual_memory_bytes"]) > (values["process_resident_memory_bytes"] ?? 0)
            )
            let age = Date().timeIntervalSince1970 - (try #require(values["process_start_time_seconds"]))
            // The kernel knows the start of the machine to the second.
            #expect(age > -2 && age < 3600)
        }
    #endif

    @Test("every process metric has help and type")
    func families() {
        let text = ProcessMetrics().text
        let names = values(text).keys.sorted()
        let headers = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }.map { $0.split(separator: " ")[2] }
        #expect(headers == names)
    }
}
