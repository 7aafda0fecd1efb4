/// HAProxy's files for a plan. They keep to what HAProxy 2.6 and 3.2 have in common.
///
/// A request passes `public`, is checked and gets its deployment; then it waits in the deployment's backend, or goes to the
/// gateway pod that has the queue, where `peers` checks it once more. So whoever reaches that port gets no further than
/// with a key.
package struct HAProxyConfiguration {
    package static let fileName = "haproxy.cfg"

    let plan: GatewayPlan
    let settings: GatewaySettings
    /// Tells configurations apart in what HAProxy says of itself.
    let generation: Int

    package init(_ plan: GatewayPlan, _ settings: GatewaySettings, generation: Int) {
        self.plan = plan
        self.settings = settings
        self.generation = generation
    }

    /// All files by name, for one folder.
    package var files: [String: String] {
        var files = [Self.fileName: text]
        for map in GatewayMap.allCases { files[map.fileName] = plan.text(of: map) }
        files[GatewayPlan.certificateList] = plan.certificateListText
        for (name, certificate) in plan.certificates {
            files[GatewayPlan.fileName(ofCertificate: name)] = certificate.pem.description
        }
        return files
    }

    /// What `show info` of the admin socket says as its description.
    package static func description(of generation: Int) -> String { "generation-\(generation)" }

    private var text: String {
        let backends = plan.backends.sorted { $0.key < $1.key }.map(section)
        let peers = plan.peers.sorted { $0.key < $1.key }.flatMap(peerSections)
        let metrics = settings.isLocal ? [] : [metricsFrontend]
        return
            ([global, common, endpoint, publicFrontend, peersFrontend] + metrics
            + [DocumentRules.section(settings, longestRequest: longestRequest), deployment] + backends + peers)
            .map { $0.joined(separator: "\n  ") + "\n" }.joined(separator: "\n")
    }

    private var global: [String] {
        [
            "global",
            "description \(Self.description(of: generation))",
            "default-path config",
            "stats socket \(settings.adminSocket) mode 600 level admin expose-fd listeners",
            "log stdout format raw local0 info",
            // What still runs after a reload or a shutdown is cut when nobody waits for it any more.
            "hard-stop-after \(longestRequest + 5_000)ms",
            // Two for each request, as far as the system allows: HAProxy takes memory for as many as it may have.
            "fd-hard-limit 20000",
            "nbthread \(settings.threads)",
        ] + (settings.isLocal ? [] : [Self.closeSpreadTime])
    }

    /// A client that asks again and again learns from an answer that its connection ends. Closed at once, between an answer and
    /// the next request, it would take that request with it. For as long, a key that is taken back still counts on it.
    private static let closeSpreadTime = "close-spread-time 5s"

    /// The longest time that a request may take here, in milliseconds.
    private var longestRequest: Int {
        min(plan.backends.values.map { $0.queueWait + $0.scoringTimeout }.max() ?? 0, Int(Int32.max) - 10_000)
    }

    /// Lets clients that have gone leave the queue, although HAProxy then frees the slot of one that is being scored, too: there
    /// is no option for the first alone. Ends connections to replicas with each answer: otherwise the death of a replica would
    /// close the client's connection without an answer.
    private var common: [String] {
        [
            "defaults common",
            "mode http",
            "log global",
            "option abortonclose",
            "option http-server-close",
            "option dontlognull",
            "timeout connect 300ms",
            "timeout client 60s",
            "timeout server 60s",
            "timeout http-request 10s",
            "timeout http-keep-alive 60s",
            "retries 3",
            "option redispatch 1",
            failure(408, "The request for service \(Variable.service) did not come in time"),
            failure(502, "Replica closed connection before replying"),
            failure(503, "Too many requests for service \(Variable.service) (overloaded)"),
            failure(504, "Service \(Variable.service) took longer than its scoring timeout"),
        ]
    }

    /// `http-error` rules know neither the rules behind them nor those of a section above.
    private func failure(_ status: Int, _ text: String) -> String {
        "http-error status \(status) content-type text/plain lf-string \"\(text)\" "
            + "hdr x-ms-request-id \"\(Variable.requestID)\""
    }

    private var endpoint: [String] { ["defaults endpoint from common"] + RequestRules.all(shares: plan.mostShares) }

    private var publicFrontend: [String] {
        [
            "frontend public from endpoint",
            bind(settings.httpPort),
        ] + tls + [
            "option forwardfor",
            "log-format \"\(AccessLog.format(hasPeers: !plan.peers.isEmpty))\"",
            "error-log-format \"\(AccessLog.errorFormat)\"",
        ] + DocumentRules.publicFrontend + OwnerRules.publicFrontend + (plan.peers.isEmpty ? [] : ownerRules)
            + [DocumentRules.useBackend, "use_backend %[var(txn.backend)]"]
    }

    /// Whoever names no host that has a certificate gets the default one, or no connection.
    private var tls: [String] {
        guard !plan.certificates.isEmpty else { return [] }
        let bind =
            "\(bind(settings.httpsPort)) ssl crt-list \(GatewayPlan.certificateList) ssl-min-ver TLSv1.2 alpn h2,http/1.1"
        return [plan.defaultCertificate == nil ? bind + " strict-sni" : bind]
    }

    /// For clients.
    private func bind(_ port: Int) -> String {
        settings.isLocal ? "bind 127.0.0.1:\(port)" : "bind :::\(port) v4v6"
    }

    /// The first of the peers before this gateway that is there has the queue; if none is, this one has.
    private var ownerRules: [String] {
        func owner(_ rank: Int) -> String {
            "http-request set-var(txn.owner) var(txn.owners),field(\(rank),\(GatewayMap.separator))"
        }
        return [
            "acl is_there str(alive.),concat(,txn.owner),nbsrv gt 0",
            "acl is_there stopping",
            "http-request set-var(txn.owners) var(txn.backend),map_str(\(GatewayMap.owners.fileName))",
            owner(1),
        ] + (2...).prefix(plan.peers.count - 1).map { "\(owner($0)) if !is_there" } + [
            OwnerRules.passOn,
            "use_backend peer.%[var(txn.owner)] if { var(txn.owner) -m found } is_there",
        ]
    }

    private var peersFrontend: [String] {
        [
            "frontend peers from endpoint",
            "bind " + (settings.ownAddress?.with(port: settings.peerPort) ?? ":::\(settings.peerPort) v4v6"),
            "no log",
            "monitor-uri /healthz",
            "http-request del-header \(RequestRules.chance)",
        ] + OwnerRules.peersFrontend + [DocumentRules.useBackend, "use_backend %[var(txn.backend)]"]
    }

    private var metricsFrontend: [String] {
        [
            "frontend metrics from common",
            "bind :::\(settings.metricsPort) v4v6",
            "no log",
            "http-request use-service prometheus-exporter if { path /metrics }",
            "http-request return status 404 content-type text/plain string \"ask for /metrics\"",
        ]
    }

    private var deployment: [String] { ["defaults deployment from common"] + ReplicaRules.all }

    private func section(_ name: String, _ backend: GatewayPlan.Backend) -> [String] {
        [
            "backend \(name) from deployment",
            "timeout queue \(backend.queueWait)ms",
            "timeout server \(backend.scoringTimeout)ms",
            "http-request set-var(txn.scoring_timeout) int(\(backend.scoringTimeout))",
        ]
            + backend.replicas.sorted { $0.key < $1.key }.map { pod, address in
                "server \(pod) \(address.scoringServer) maxconn \(backend.maxConcurrent)"
            }
    }

    /// A gateway pod that has queues, and whether it is there. The first request that does not reach it marks it down, and is
    /// answered here.
    private func peerSections(_ name: ProxyWord, _ address: ReplicaAddress) -> [[String]] {
        let server = address.with(port: settings.peerPort)
        let own = settings.ownAddress.map { "server own \($0.with(port: settings.peerPort)) backup" }
        return [
            [
                "backend peer.\(name) from common",
                "timeout server \(longestRequest + 2_000)ms",
                // Also the pause before a request that did not get there is tried again, here.
                "timeout connect 200ms",
                "retry-on conn-failure",
                "option httpchk GET /healthz",
                "http-request set-header azureml-model-deployment \(Variable.deployment)",
                "http-request del-header \(RequestRules.chance)",
                "http-request set-header \(RequestRules.chance) 1 if !{ var(txn.asked) -m found }",
                ReplicaRules.isAnswered,
                "server owner \(server) check inter 200ms fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down",
            ] + [own].compactMap { $0 },
            ["backend alive.\(name) from common", "server owner \(server) track peer.\(name)/owner"],
        ]
    }
}
