import CCurl
import Glibc
import ServingCore

/// A request of a pull: always GET but for a token.
struct WebRequest: Sendable {
    var url: String
    var headers: [(name: String, value: String)] = []
    /// A form, sent with POST.
    var form: String?

    var method: String { form == nil ? "GET" : "POST" }
}

struct WebHead: Sendable {
    var status = 0
    /// Names in lower case.
    var headers: [String: String] = [:]
}

/// How an exchange ended that nothing forbade.
struct WebAnswer {
    /// nil where none came.
    let head: WebHead?
    /// libcurl's words; nil for an answer that came whole.
    let problem: String?
    /// In seconds.
    let retryAfter: Int?
}

/// A connection and its kept handle. The answer's bytes go to the caller at the pace at which it takes them, on the
/// thread that asks: this blocks, has no queue, and so a reader that is slow slows the server.
///
/// Of one thread at a time.
final class WebClient {
    /// Takes a piece of an answer's body; false to end the exchange.
    typealias Reader = (WebHead, UnsafeRawBufferPointer) -> Bool

    private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let handle: UnsafeMutableRawPointer
    /// A file of certificates to trust instead of the system's.
    private let authorities: String?

    init(authorities: String?) throws(PullError) {
        guard Self.isInitialised, let handle = curl_easy_init() else {
            throw Self.noMemory
        }
        self.handle = handle
        self.authorities = authorities
    }

    deinit {
        curl_easy_cleanup(handle)
    }

    /// Asks, and follows redirects. Credentials stay with the server that the request names.
    ///
    /// - Parameter isWanted: asked about once a second; false ends the exchange though nothing arrives.
    func ask(
        _ request: WebRequest,
        with authorization: any Authorization,
        while isWanted: () -> Bool = { true },
        _ read: Reader
    ) throws(PullError) -> WebAnswer {
        var url = request.url
        var keepsCredentials = true
        var hasRenewed = false
        var redirects = 0
        while true {
            var hop = request
            hop.url = url
            if keepsCredentials { hop.headers += try authorization.headers(for: hop) }
            let (answer, location) = try exchange(hop, isWanted, read)
            guard let head = answer.head else { return answer }
            if [301, 302, 303, 307, 308].contains(head.status), request.form == nil {
                let decision = Redirect.decide(from: url, to: location, origin: request.url, count: redirects)
                switch decision {
                case .refuse(let error): throw error
                case .follow(let target, let keeps): (url, keepsCredentials) = (target, keeps)
                }
                redirects += 1
            } else if head.status == 401, keepsCredentials, !hasRenewed, try authorization.renew(after: head) {
                hasRenewed = true
            } else {
                return answer
            }
        }
    }

    /// What the callbacks of one exchange fill. Lives as long as the call that they are called by.
    private final class Exchange {
        var head = WebHead()
        var isComplete = false
        let isWanted: () -> Bool
        private let read: Reader
        private var otherBytes = 0

        init(_ isWanted: @escaping () -> Bool, _ read: @escaping Reader) {
            self.isWanted = isWanted
            self.read = read
        }

        func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
            if head.status < 300 { return read(head, bytes) }
            // What an error says is not of use; a little of it is read so that the connection can be kept.
            otherBytes += bytes.count
            return otherBytes < 64 << 10
        }

        func receive(line: String) {
            if line.hasPrefix("HTTP/") {
                let words = line.split(separator: " ")
                head = WebHead(status: words.count > 1 ? Int(words[1]) ?? 0 : 0)
            } else if line.isEmpty {
                isComplete = head.status >= 200
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                let name = line[..<colon].lowercased()
                head.headers[name] = head.headers[name].map { "\($0), \(value)" } ?? String(value)
            }
        }
    }

    private func exchange(
        _ request: WebRequest,
        _ isWanted: () -> Bool,
        _ read: Reader
    ) throws(PullError) -> (WebAnswer, location: String?) {
        try withoutActuallyEscaping(read) { read throws(PullError) in
            try withoutActuallyEscaping(isWanted) { isWanted throws(PullError) in
                let exchange = Exchange(isWanted, read)
                let code = try perform(request, exchange)
                return answer(exchange.isComplete ? exchange.head : nil, code)
            }
        }
    }

    private func answer(_ head: WebHead?, _ code: CURLcode) -> (WebAnswer, location: String?) {
        var seconds: curl_off_t = 0
        slipway_getinfo_offset(handle, CURLINFO_RETRY_AFTER, &seconds)
        var location: UnsafePointer<CChar>?
        slipway_getinfo_string(handle, CURLINFO_REDIRECT_URL, &location)
        let answer = WebAnswer(
            head: head,
            // Without libcurl's own details, which may quote an address.
            problem: code == CURLE_OK ? nil : String(cString: curl_easy_strerror(code)),
            retryAfter: seconds > 0 ? Int(seconds) : nil
        )
        return (answer, location.map { String(cString: $0) })
    }

    private func perform(_ request: WebRequest, _ exchange: Exchange) throws(PullError) -> CURLcode {
        curl_easy_reset(handle)
        var lines: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(lines) }
        let fixed = [("Expect", ""), ("Accept-Encoding", "identity"), ("User-Agent", "slipway")]
        for (name, value) in request.headers.map({ ($0.name, $0.value) }) + fixed {
            guard !value.utf8.contains(where: { $0 < 0x20 }) else {
                throw PullError(
                    .invalidSource,
                    "the credentials hold a line break or a control character; write them anew"
                )
            }
            guard let longer = curl_slist_append(lines, "\(name): \(value)") else { throw Self.noMemory }
            lines = longer
        }
        try check(slipway_setopt_headers(handle, lines))
        try set(CURLOPT_URL, request.url)
        if let form = request.form {
            try set(CURLOPT_POSTFIELDSIZE, form.utf8.count)
            try set(CURLOPT_COPYPOSTFIELDS, form)
        }
        try setConnection()
        try setCallbacks(exchange)
        return withExtendedLifetime(exchange) { curl_easy_perform(handle) }
    }

    private func setConnection() throws(PullError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        // Each range has a connection of its own; the streams of one HTTP/2 connection would share a congestion window.
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_BUFFERSIZE, 128 << 10)
        try set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        // Less than a byte a second for half a minute: a connection whose other side has gone.
        try set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try set(CURLOPT_LOW_SPEED_TIME, 30)
        if let authorities {
            try set(CURLOPT_CAINFO, authorities)
            // Else whoever the system trusts would be trusted as well.
            try check(slipway_setopt_string(handle, CURLOPT_CAPATH, nil))
        }
    }

    private func setCallbacks(_ exchange: Exchange) throws(PullError) {
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        try check(slipway_setopt_pointer(handle, CURLOPT_HEADERDATA, context))
        try check(slipway_setopt_pointer(handle, CURLOPT_WRITEDATA, context))
        try check(
            slipway_setopt_data_callback(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
                guard let data, let context else { return 0 }
                let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
                let line = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
                Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue().receive(line: String(line))
                return size * count
            }
        )
        try check(
            slipway_setopt_data_callback(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
                guard let data, let context else { return 0 }
                let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
                let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
                return exchange.receive(bytes) ? size * count : 0
            }
        )
        try set(CURLOPT_NOPROGRESS, 0)
        try check(slipway_setopt_pointer(handle, CURLOPT_XFERINFODATA, context))
        try check(
            slipway_setopt_progress_callback(handle) { context, _, _, _, _ in
                guard let context else { return 1 }
                return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue().isWanted() ? 0 : 1
            }
        )
    }

    private func set(_ option: CURLoption, _ value: Int) throws(PullError) {
        try check(slipway_setopt_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(PullError) {
        try check(slipway_setopt_string(handle, option, value))
    }

    private func check(_ code: CURLcode) throws(PullError) {
        guard code != CURLE_OUT_OF_MEMORY else { throw Self.noMemory }
        guard code == CURLE_OK else {
            let problem = String(cString: curl_easy_strerror(code))
            throw PullError(.invalidSource, "libcurl refuses the request (\(problem)); check the uri and ca.crt")
        }
    }

    private static var noMemory: PullError {
        PullError(.sourceUnreachable, "libcurl has no memory for a connection; give the pod more")
    }
}
