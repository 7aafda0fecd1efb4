extension FailureCase {
    private static func file(_ name: String, _ fields: String = "") -> String {
        #"{"version": 1, "uri": "http://FILES/\#(name)"\#(fields)}"#
    }

    /// Of a run's own, since it is the whole cluster's.
    static let computeTarget = "allows-http-\(String(UInt32.random(in: 0 ... .max), radix: 36))"

    private static let allowsHTTP = #", "computeTargetRef": {"name": "\#(computeTarget)"}"#

    static let downloads = [
        FailureCase(
            "model-absent",
            model: file("absent.pkl"),
            spec: allowsHTTP,
            Evidence(
                reason: "SourceNotFound",
                message: "pod POD: container pull-model-0: http://FILES/absent.pkl does not exist "
                    + "(HTTP status 404): check the uri",
                container: "pull-model-0",
                exitCodes: [66]
            )
        ),
        FailureCase(
            "model-forbidden",
            model: file("forbidden.pkl"),
            spec: allowsHTTP,
            Evidence(
                reason: "SourceForbidden",
                message: "pod POD: container pull-model-0: http://FILES/forbidden.pkl is refused "
                    + "(HTTP status 403): check the credentials and their rights",
                container: "pull-model-0",
                exitCodes: [77]
            )
        ),
        FailureCase(
            "model-changed",
            model: file("model.pkl", #", "sha256": "\#(FailureFiles.digest(of: "another model"))""#),
            spec: allowsHTTP,
            Evidence(
                reason: "DigestMismatch",
                message: "pod POD: container pull-model-0: http://FILES/model.pkl has the sha256 "
                    + "9372c470eead, not 93dc44381b52; correct the digest or the file",
                container: "pull-model-0",
                exitCodes: [65]
            )
        ),
        FailureCase(
            "disk-full",
            model: file("larger-than-any-disk.pkl"),
            spec: allowsHTTP,
            Evidence(
                reason: "DiskFull",
                message: "pod POD: container pull-model-0: http://FILES/larger-than-any-disk.pkl needs "
                    + "9000000000000000000 bytes and the disk has FREE left; give the volume or the node more room",
                container: "pull-model-0",
                exitCodes: [74]
            )
        ),
        FailureCase(
            "archive-unsafe",
            model: file("unsafe.zip"),
            spec: allowsHTTP,
            Evidence(
                reason: "UnsafeArchive",
                message: "pod POD: container pull-model-0: the archive's entry \"../../../escaped\" leaves the folder "
                    + "by ..; nothing was unpacked, pack it without that entry",
                container: "pull-model-0",
                exitCodes: [71]
            )
        ),
        FailureCase(
            "archive-link",
            model: file("link.tar.gz"),
            spec: allowsHTTP,
            Evidence(
                reason: "UnsafeArchive",
                message: #"pod POD: container pull-model-0: the archive's entry "link" is a link to an absolute path; "#
                    + "nothing was unpacked, pack it without that entry",
                container: "pull-model-0",
                exitCodes: [71]
            )
        ),
        FailureCase(
            "archive-bomb",
            model: file("bomb.tar.gz"),
            spec: allowsHTTP,
            Evidence(
                reason: "TooLarge",
                message:
                    "pod POD: container pull-model-0: http://FILES/bomb.tar.gz unpacks to more than 1073741824 bytes; "
                    + "if that is right, pack it without compression, or raise --max-size",
                container: "pull-model-0",
                exitCodes: [70]
            )
        ),
    ]
}
