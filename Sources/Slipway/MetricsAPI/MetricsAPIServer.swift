import ControllerRuntime
import Hummingbird
import HummingbirdTLS
import Logging
import NIOSSL
import ServiceLifecycle
import ServingCore
import Synchronization

/// Serves custom.metrics.k8s.io to the API server, which passes on what HorizontalPodAutoscalers and people ask for.
///
/// It listens as soon as there is a certificate, and anew whenever that or the API server's own authorities change. Whoever
/// has no certificate of the API server's gets no further than the handshake.
struct MetricsAPIServer: Service {
    /// What stops it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What a listener is made of.
    private struct Identity: Equatable {
        let certificate: String
        let key: String
        let clientAuthorities: String
    }

    let address: ListenAddress
    let stores: MetricsStores
    let handler: MetricsAPIHandler
    let logger: Logger

    func run() async throws {
        let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        stores.certificate.observe { _ in change.yield() }
        stores.requestHeaders.observe { _ in change.yield() }
        change.yield()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var current: Identity?
            var listener: ServiceGroup?
            for await _ in changes.cancelOnGracefulShutdown() {
                guard let next = identity, next != current else { continue }
                current = next
                await listener?.triggerGracefulShutdown()
                try await group.next()
                let service: ServiceGroup
                do {
                    service = ServiceGroup(services: [try application(next)], logger: logger)
                } catch {
                    logger.error("cannot serve metrics", metadata: ["error": "\(error)"])
                    listener = nil
                    continue
                }
                listener = service
                group.addTask { [self] in
                    do {
                        try await service.run()
                    } catch {
                        change.finish()
                        throw Failure(description: "cannot serve the metrics API on port \(address.port): \(error)")
                    }
                }
            }
            await listener?.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    /// nil before all of it is known.
    private var identity: Identity? {
        guard let data = stores.certificate.objects.first?.data, let certificate = try? ServingCertificate(data),
            let text = try? certificate.certificatePEM(), let settings = stores.requestHeaders.objects.first,
            !settings.authorities.isEmpty
        else { return nil }
        return Identity(certificate: text, key: certificate.keyPEM, clientAuthorities: settings.authorities)
    }

    private func application(_ identity: Identity) throws -> some ApplicationProtocol {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8)).map {
                .certificate($0)
            },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem))
        )
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(identity.clientAuthorities.utf8)))
        // The API server, which keeps its connections, does not answer a farewell.
        tls.shutdownTimeout = .milliseconds(500)
        let handler = handler
        return Application(
            responder: CallbackResponder { request, context in await handler.respond(to: request, context) },
            server: try .tls(.http1(configuration: .init(idleTimeout: .seconds(90))), tlsConfiguration: tls),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { _ in logger.notice("serving metrics", metadata: ["port": "\(address.port)"]) },
            logger: logger
        )
    }
}
