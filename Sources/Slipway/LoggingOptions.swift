import ArgumentParser
import ControllerRuntime
import Glibc
import Logging

/// What a long-running command logs, and how.
struct LoggingOptions: ParsableArguments {
    @Option(
        help: "The least severe messages to log: trace, debug, info, notice, warning, error.",
        transform: Self.level
    )
    var logLevel = Logger.Level.info

    @Option(help: "How to log: json, or text for people. Default: text on a terminal, else json.")
    var logFormat: LogFormat?

    /// The process's logger. To be called once.
    func logger() -> Logger {
        let format = logFormat ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        let output = LogOutput(STDERR_FILENO)
        LoggingSystem.bootstrap { _ in LineLogHandler(format: format, output: output) }
        var logger = Logger(label: "slipway")
        logger.logLevel = logLevel
        return logger
    }

    private static func level(_ name: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: name) else { throw ValidationError("there is no log level \(name)") }
        return level
    }
}

extension LogFormat: ExpressibleByArgument {}
