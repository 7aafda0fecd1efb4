import Glibc

/// What the kernel says of this process, under the names that Prometheus' clients use.
enum ProcessMetrics {
    static var text: String {
        [
            gauge("process_resident_memory_bytes", residentBytes),
            gauge("process_open_fds", openFiles),
            gauge("process_cpu_seconds_total", cpuSeconds, type: "counter"),
        ].compactMap { $0 }.joined()
    }

    private static func gauge(_ name: String, _ value: (some Numeric)?, type: String = "gauge") -> String? {
        value.map { "# TYPE \(name) \(type)\n\(name) \($0)\n" }
    }

    /// The second number of `/proc/self/statm`, in pages.
    private static var residentBytes: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = fread(&buffer, 1, buffer.count, file)
        let numbers = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        return numbers.count > 1 ? Int(numbers[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }

    private static var openFiles: Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Itself, its parent, and the descriptor that reads the folder.
        return count - 3
    }

    private static var cpuSeconds: Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
