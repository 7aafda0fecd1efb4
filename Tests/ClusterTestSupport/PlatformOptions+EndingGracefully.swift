package import Subprocess

extension PlatformOptions {
    /// As Kubernetes ends a container: SIGTERM, and SIGKILL after 30 s; also where a test is cancelled, whose processes would
    /// be killed at once otherwise, and those that they have started would live on.
    package static var endingGracefully: PlatformOptions {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(30))]
        return options
    }
}
