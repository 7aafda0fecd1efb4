import Crypto
import FoundationEssentials
import TestSupport

/// A storage service with the container `models` that lets in only whose signature, token or SAS is right.
struct BlobService: Sendable {
    static let account = "acc"
    /// The bytes 0 to 63.
    static let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="

    var blobs: [String: [UInt8]]
    var takes: @Sendable (ScriptedServer.Request) -> Bool
    /// Blobs on a page of a list.
    var pageSize = 2

    func answer(_ request: ScriptedServer.Request) -> [UInt8] {
        guard takes(request) else { return ScriptedServer.response(403, "") }
        if request.parameter("comp") == "list" { return list(request) }
        guard let blob = blobs[String(request.path.dropFirst("/models/".count))] else {
            return ScriptedServer.response(404, "")
        }
        return ServedFile(bytes: blob).answer(request)
    }

    private func list(_ request: ScriptedServer.Request) -> [UInt8] {
        let prefix = request.parameter("prefix")?.replacing("%2F", with: "/") ?? ""
        let names = blobs.keys.sorted().filter { $0.hasPrefix(prefix) }
        let start = request.parameter("marker").flatMap { Int($0) } ?? 0
        let page = names.dropFirst(start).prefix(pageSize)
        let items = page.map {
            "<Blob><Name>\($0)</Name><Content-Length>\(blobs[$0]?.count ?? 0)</Content-Length></Blob>"
        }
        let marker = page.endIndex < names.endIndex ? "\(page.endIndex)" : ""
        return ScriptedServer.response(
            200,
            "<EnumerationResults><Blobs>\(items.joined())</Blobs><NextMarker>\(marker)</NextMarker></EnumerationResults>"
        )
    }

    /// Reckons the signature anew, from what arrived: the fifteen lines of the service's documentation for a read.
    static func isSigned(_ request: ScriptedServer.Request) -> Bool {
        let headers = request.headers
        guard let date = headers["x-ms-date"], let version = headers["x-ms-version"],
            let key = Data(base64Encoded: key),
            date.hasSuffix(" GMT")
        else { return false }
        var lines = ["GET", "", "", "", "", "", "", "", headers["if-match"] ?? "", "", "", headers["range"] ?? ""]
        lines += ["x-ms-date:\(date)", "x-ms-version:\(version)", "/\(account)\(request.path)"]
        for name in ["comp", "marker", "maxresults", "prefix", "restype"] {
            if let value = request.parameter(name) { lines.append("\(name):\(value.replacing("%2F", with: "/"))") }
        }
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(lines.joined(separator: "\n").utf8),
            using: SymmetricKey(data: key)
        )
        return headers["authorization"] == "SharedKey \(account):\(Data(code).base64EncodedString())"
    }
}
