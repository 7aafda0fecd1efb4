import ClusterTestSupport
import FoundationEssentials
import TestSupport

/// What goes on around the controller on its own machine.
extension Fault {
    static let surroundings = [
        Fault("wall clock set to another time of the next day") { trial in
            let folder = try TemporaryFolder()
            defer { withExtendedLifetime(folder) {} }
            let clock = folder.path + "/clock"
            try "+0".write(toFile: clock, atomically: true, encoding: .utf8)
            var options = SupervisedController.Options()
            options.environment = [
                "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1", "FAKETIME_TIMESTAMP_FILE=\(clock)",
                "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
            ]
            try await trial.withController(options) { _ in
                for _ in 0..<6 {
                    try await trial.strike { random in
                        let offset = "+\(Int.random(in: 0...86_400, using: &random))"
                        try offset.write(toFile: clock, atomically: true, encoding: .utf8)
                    }
                }
            }
        },
        Fault("disk with the log full") { trial in
            try await SmallDisk.run { disk in
                var options = SupervisedController.Options()
                options.log = disk.path + "/log"
                try await trial.withController(options) { _ in
                    for _ in 0..<3 {
                        try await trial.strike { _ in
                            await disk.fill()
                            try await Task.sleep(for: .seconds(2))
                        }
                        let size = disk.size(of: "log")
                        try disk.empty()
                        try await trial.strike { _ in
                            _ = try await eventually("it logs again") { disk.size(of: "log") > size ? true : nil }
                        }
                    }
                }
            }
        },
    ]
}
