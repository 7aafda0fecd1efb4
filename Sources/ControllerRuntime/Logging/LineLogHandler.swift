package import KubernetesClient
package import Logging

/// Logs to a ``LogOutput``, one line for each message.
package struct LineLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let format: LogFormat
    private let output: LogOutput
    private let clock: WallClock

    package init(format: LogFormat, output: LogOutput, clock: WallClock = .system) {
        self.format = format
        self.output = output
        self.clock = clock
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        for more in [metadataProvider?.get(), event.metadata] { all.merge(more ?? [:]) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let now = clock.now
        output.write(format.line(now, event.level, event.message.description, all)) { dropped in
            format.line(now, .warning, "lines of the log were lost", ["lines": "\(dropped)"])
        }
    }
}
