import FoundationEssentials
import KubernetesCore
import TestSupport
import Testing

@testable import KubernetesClient

/// Runs real plugins, which are small shell scripts.
@Suite(.timeLimit(.minutes(3))) struct ExecPluginTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A plugin that is a script; it finds the test's folder in `FOLDER`.
    ///
    /// The shell is the command, as a file that was just written can be busy while another test starts a process.
    private func plugin(_ script: String, version: ExecPlugin.Version = .v1) throws -> ExecPlugin {
        ExecPlugin(
            place: .init(file: "config", entry: "user \"aks\"", field: "exec"),
            version: version,
            command: "/bin/sh",
            arguments: [try folder.write("plugin.sh", script)],
            environment: ["FOLDER": folder.path]
        )
    }

    private static func printing(_ status: String, version: ExecPlugin.Version = .v1) -> String {
        """
        cat <<END
        {"kind": "ExecCredential", "apiVersion": "\(version.rawValue)", "status": \(status)}
        END
        """
    }

    private func failure(of plugin: ExecPlugin) async throws -> ConfigurationError {
        try await #require(throws: ConfigurationError.self) { try await plugin.run() }
    }

    @Test("A plugin's token is read", arguments: ExecPlugin.Version.allCases)
    func token(version: ExecPlugin.Version) async throws {
        let status = #"{"token": "t0ken", "expirationTimestamp": "2026-07-24T14:05:30Z"}"#
        let credential = try await plugin(Self.printing(status, version: version), version: version).run()
        #expect(credential.credentials == Credentials(authorization: "Bearer t0ken"))
        #expect(credential.expiration == Timestamp(seconds: 1_784_901_930))
    }

    @Test func `a plugin's client certificate is read`() async throws {
        let status = #"{"clientCertificateData": "CERT\\nCERT\\n", "clientKeyData": "KEY"}"#
        let credential = try await plugin(Self.printing(status)).run()
        let certificate = ClientCertificate(certificate: Array("CERT\nCERT\n".utf8), key: Array("KEY".utf8))
        #expect(credential.credentials == Credentials(clientCertificate: certificate))
    }

    @Test func `arguments and variables reach the plugin`() async throws {
        var plugin = try plugin(Self.printing(#"{"token": "$1-$2-$SECRET"}"#))
        plugin.arguments += ["get-token", "$HOME;'"]
        plugin.environment["SECRET"] = "5"
        #expect(try await plugin.run().credentials.authorization == "Bearer get-token-$HOME;'-5")
    }

    @Test func `this process's variables reach the plugin, and it has no input`() async throws {
        let script = """
            if read -r line; then exit 3; fi
            test -n "$PATH" || exit 4
            """
        let credential = try await plugin(script + "\n" + Self.printing(#"{"token": "t"}"#)).run()
        #expect(credential.credentials.authorization == "Bearer t")
    }

    @Test func `a plugin is told its version, and of its cluster if it wants to know`() async throws {
        let script = #"printf %s "$KUBERNETES_EXEC_INFO" > "$FOLDER/info"; "# + Self.printing(#"{"token": "t"}"#)
        var plugin = try plugin(script)
        _ = try await plugin.run()
        #expect(
            folder.lines(of: "info") == [
                #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}"#
            ]
        )
        plugin.cluster = ["server": "https://host:6443"]
        _ = try await plugin.run()
        let info = try JSONValue(parsing: #require(folder.lines(of: "info").first))
        #expect(info["spec"] == ["interactive": false, "cluster": ["server": "https://host:6443"]])
    }

    @Test func `a failing plugin's last words are shown`() async throws {
        let script = """
            for i in 1 2 3 4 5 6 7; do echo "line $i" >&2; done
            printf '\\033[31mAADSTS700016: no such application\\033[0m\\n' >&2
            exit 7
            """
        let error = try await failure(of: plugin(script))
        #expect(error.reason == .plugin)
        #expect(
            error.description == """
                config: user "aks": exec: the plugin /bin/sh exited with status 7; it said: line 4 / line 5 / line 6 / \
                line 7 / [31mAADSTS700016: no such application[0m
                """
        )
    }

    @Test func `a plugin that was killed says so`() async throws {
        let error = try await failure(of: plugin("kill -9 $$"))
        #expect(error.problem == "the plugin /bin/sh was ended by signal 9")
    }

    @Test func `a plugin that does not end is ended`() async throws {
        var plugin = try plugin("sleep 300 & wait")
        plugin.timeLimit = .milliseconds(100)
        #expect(try await failure(of: plugin).problem == "the plugin /bin/sh did not end within 0.1 seconds")
    }

    @Test("A plugin that waits for somebody shows what it asked, and ends with what it has started")
    func waitingPlugin() async throws {
        let script = """
            rm -f "$FOLDER/trap"
            (
                trap 'echo ended > "$FOLDER/child"; exit' TERM
                echo set > "$FOLDER/trap"
                while :; do sleep 0.1; done
            ) > /dev/null 2>&1 &
            child=$!
            trap 'wait $child' TERM
            until [ -e "$FOLDER/trap" ]; do sleep 0.1; done
            echo 'To sign in, open a page and enter ABC' >&2
            echo yes > "$FOLDER/asked"
            wait
            """
        var plugin = try plugin(script)
        var seconds = 1
        var problem: String
        // A busy machine may need longer to come to what is tested.
        repeat {
            seconds *= 2
            plugin.timeLimit = .seconds(seconds)
            problem = try await failure(of: plugin).problem
        } while folder.lines(of: "asked").isEmpty && seconds < 32
        #expect(
            problem == """
                the plugin /bin/sh did not end within \(seconds).0 seconds; \
                it said: To sign in, open a page and enter ABC
                """
        )
        #expect(folder.lines(of: "child") == ["ended"])
    }

    @Test func `cancelling the task ends the plugin`() async throws {
        let plugin = try plugin("sleep 300 & wait")
        let task = Task { try await plugin.run() }
        task.cancel()
        await #expect(throws: ConfigurationError.cancelled) { try await task.value }
    }

    @Test("A plugin that writes without end is ended", arguments: ["", ">&2"])
    func endlessOutput(redirection: String) async throws {
        let line = String(repeating: "0123456789", count: 100)
        let error = try await failure(of: plugin("while :; do echo \(line); done \(redirection)"))
        #expect(error.problem == "the plugin /bin/sh wrote more than 1048576 bytes")
    }

    @Test func `a process that a plugin leaves behind does not hold it up`() async throws {
        var plugin = try plugin("sleep 30 &\n" + Self.printing(#"{"token": "t"}"#))
        plugin.timeLimit = .seconds(20)
        #expect(try await plugin.run().credentials.authorization == "Bearer t")
    }

    @Test(
        "A plugin that is not installed is named with its hint",
        arguments: ["no-such-plugin-anywhere", "/no/such/plugin", "./no/such/plugin"]
    )
    func missing(command: String) async throws {
        var plugin = ExecPlugin(place: .init(entry: "user \"aks\""), version: .v1, command: command)
        #expect(
            try await failure(of: plugin).description
                == "user \"aks\": the plugin \(command) was not found or is not executable; install it"
        )
        plugin.installHint = "See \u{1B}[1mhttps://aka.ms/kubelogin"
        #expect(try await failure(of: plugin).remedy == "See [1mhttps://aka.ms/kubelogin")
    }

    @Test func `a command without a slash is looked up in PATH`() async throws {
        var plugin = try plugin(Self.printing(#"{"token": "t"}"#))
        plugin.command = "sh"
        #expect(try await plugin.run().credentials.authorization == "Bearer t")
    }

    @Test func `a variable's value is not shown when it cannot be passed on`() async throws {
        var plugin = try plugin(Self.printing(#"{"token": "t"}"#))
        plugin.environment["CLIENT_SECRET"] = "s3cr3t\u{0}"
        let error = try await failure(of: plugin)
        #expect(error.problem == "the plugin /bin/sh could not be run")
        #expect(!error.description.contains("s3cr3t"))
    }

    @Test func `concurrent callers of a provider run the plugin once`() async throws {
        let plugin = try plugin("echo run >> \"$FOLDER/runs\"\n" + Self.printing(#"{"token": "t"}"#))
        let provider = ExecCredentialProvider(clock: .system, run: plugin.run)
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask { try await provider.credentials() }
            }
            for try await credentials in group {
                #expect(credentials.authorization == "Bearer t")
            }
        }
        #expect(folder.lines(of: "runs") == ["run"])
    }

    @Test func `a provider runs the plugin again when its token expires`() async throws {
        let script = """
            echo run >> "$FOLDER/runs"
            runs=$(wc -l < "$FOLDER/runs")
            """
        let status = #"{"token": "t$((runs))", "expirationTimestamp": "2027-01-15T08:05:00Z"}"#
        let plugin = try plugin(script + "\n" + Self.printing(status))
        let clock = SettableClock()
        let provider = ExecCredentialProvider(clock: clock.wallClock, run: plugin.run)
        #expect(try await provider.credentials().authorization == "Bearer t1")
        clock.advance(by: .seconds(289))
        #expect(try await provider.credentials().authorization == "Bearer t1")
        clock.advance(by: .seconds(1))
        #expect(try await provider.credentials().authorization == "Bearer t2")
    }
}
