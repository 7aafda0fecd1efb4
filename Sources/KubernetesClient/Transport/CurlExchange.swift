import CCurl
import Glibc

/// A libcurl easy handle set up for one ``Transfer``. Lives on libcurl's thread only.
///
/// The handle's callbacks get the transfer unretained: this object holds it, and is let go only after the handle has
/// left the multi handle.
final class CurlExchange {
    let handle: UnsafeMutableRawPointer
    let transfer: Transfer
    let start = ContinuousClock.now
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init(_ transfer: Transfer) throws(TransportError) {
        guard let handle = curl_easy_init() else {
            errorText.deallocate()
            throw .failed("libcurl has no memory for another request")
        }
        self.handle = handle
        self.transfer = transfer
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setRequest(transfer.request)
        try setConnection(transfer.request)
        try setTLS(transfer.request)
        try setCallbacks()
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    /// libcurl opens the HTTP/2 window again before it hands over what it held back. If a part of that were refused, each
    /// resume would let in another window's worth (32 MB), and libcurl gives up at 64 MB.
    func resume() {
        transfer.resume { curl_easy_pause(handle, CURLPAUSE_CONT) }
    }

    /// By when the head has to be there; nil once it is, or if it may take any time.
    var headDeadline: ContinuousClock.Instant? {
        transfer.hasHead ? nil : transfer.request.headTimeout.map { start + $0 }
    }

    func error(for code: CURLcode) -> TransportError? {
        switch code {
        case CURLE_OK: return nil
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        default:
            let detail = String(cString: errorText)
            return .failed(detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail)
        }
    }

    private func setRequest(_ request: HTTPRequest) throws(TransportError) {
        try set(CURLOPT_URL, request.urlForTLS)
        // A name that is ".." must not lead to another object.
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_CUSTOMREQUEST, request.method)
        if let body = request.body {
            try set(CURLOPT_POST, 1)
            try set(CURLOPT_POSTFIELDSIZE, body.count)
            try check(
                body.withUnsafeBytes { bytes in
                    // A copy of libcurl's own, of the size set just before.
                    slipway_setopt_pointer(
                        handle,
                        CURLOPT_COPYPOSTFIELDS,
                        UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(errorText))
                    )
                }
            )
        }
        // libcurl would ask the server for permission before a large body; API servers take it at once.
        var headers = request.headers.map { "\($0.name): \($0.value)" } + ["Expect:"]
        if let host = request.hostHeader { headers.append("Host: \(host)") }
        try check(slipway_setopt_headers(handle, try list(headers)))
        if let timeout = request.timeout {
            let (seconds, attoseconds) = timeout.components
            // 0 would mean no limit.
            try set(CURLOPT_TIMEOUT_MS, max(1, Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)))
        }
        if let idle = request.idleTimeout {
            // Less than a byte a second; a transfer that waits for its reader does not count.
            try set(CURLOPT_LOW_SPEED_LIMIT, 1)
            try set(CURLOPT_LOW_SPEED_TIME, max(1, Int(idle.components.seconds)))
        }
    }

    private func setConnection(_ request: HTTPRequest) throws(TransportError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Waits for a connection that may turn out to be HTTP/2, instead of opening one for each parallel request. Without
        // TLS none does, and libcurl 7.88 may wait until the response on it has ended, which of a watch takes minutes.
        if request.url.hasPrefix("https:") { try set(CURLOPT_PIPEWAIT, 1) }
        try set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        if let connectTo = request.connectTo { try check(slipway_setopt_connect_to(handle, try list([connectTo]))) }
        if let proxy = request.proxyURL { try set(CURLOPT_PROXY, proxy) }
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 15)
        try set(CURLOPT_TCP_KEEPINTVL, 15)
        try check(
            slipway_setopt_socket_callback(handle) { _, socket, _ in
                // Without it a peer that vanished while data was on its way is noticed after 15 minutes only.
                var milliseconds: Int32 = 30_000
                let size = socklen_t(MemoryLayout<Int32>.size)
                setsockopt(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, size)
                return CURL_SOCKOPT_OK
            }
        )
    }

    private func setTLS(_ request: HTTPRequest) throws(TransportError) {
        if request.tls.skipsVerification {
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if let authority = request.tls.certificateAuthority {
            try set(CURLOPT_CAINFO_BLOB, authority)
            // Else whoever the system trusts would be trusted as well.
            try check(slipway_setopt_string(handle, CURLOPT_CAPATH, nil))
        }
        if let client = request.clientCertificate {
            try set(CURLOPT_SSLCERT_BLOB, client.certificate)
            try set(CURLOPT_SSLKEY_BLOB, client.key)
        }
    }

    private func setCallbacks() throws(TransportError) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        try check(slipway_setopt_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try check(slipway_setopt_pointer(handle, CURLOPT_HEADERDATA, context))
        try check(slipway_setopt_pointer(handle, CURLOPT_WRITEDATA, context))
        try check(
            slipway_setopt_data_callback(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
                let length = size * count
                guard let data, let context else { return 0 }
                let bytes = UnsafeRawBufferPointer(start: data, count: length)
                let line = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
                Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().receive(headerLine: String(line))
                return length
            }
        )
        try check(
            slipway_setopt_data_callback(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
                let length = size * count
                guard let data, let context else { return 0 }
                let bytes = UnsafeRawBufferPointer(start: data, count: length)
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.receive(bytes: bytes) ? length : slipway_write_pause
            }
        )
    }

    private func list(_ entries: [String]) throws(TransportError) -> UnsafeMutablePointer<curl_slist> {
        var head: UnsafeMutablePointer<curl_slist>?
        for entry in entries {
            guard let longer = curl_slist_append(head, entry) else {
                // A part of the headers may be another request.
                curl_slist_free_all(head)
                throw .failed("libcurl has no memory for a list")
            }
            head = longer
        }
        guard let head else { throw .failed("an empty list") }
        lists.append(head)
        return head
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(slipway_setopt_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        try check(slipway_setopt_string(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: [UInt8]) throws(TransportError) {
        try check(value.withUnsafeBytes { slipway_setopt_blob(handle, option, $0.baseAddress, $0.count) })
    }

    private func check(_ code: CURLcode) throws(TransportError) {
        guard code == CURLE_OK else { throw .failed(String(cString: curl_easy_strerror(code))) }
    }
}
