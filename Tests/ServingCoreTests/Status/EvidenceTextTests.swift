import Testing

@testable import ServingCore

@Suite struct EvidenceTextTests {
    static let secrets = [
        ("Head \"https://user:hunter2@r.example.com/v2/\": EOF", "Head \"https://REDACTED@r.example.com/v2/\": EOF"),
        (
            "GET https://a.blob.core.windows.net/c/m.pkl?sv=2024&sig=hunter2%3D: 403",
            "GET https://a.blob.core.windows.net/c/m.pkl?REDACTED 403"
        ),
        ("sv=2024-01-01&sig=hunter2%3D&se=x", "sv=2024-01-01&sig=REDACTED&se=x"),
        ("Authorization: Bearer hunter2hunter2", "Authorization: Bearer REDACTED"),
        ("AccountName=a;AccountKey=hunter2==;x", "AccountName=a;AccountKey=REDACTED;x"),
        (#"{"api_key": "hunter2", "n": 1}"#, #"{"api_key": REDACTED, "n": 1}"#),
        ("DB_PASSWORD=hunter2 is wrong", "DB_PASSWORD=REDACTED is wrong"),
        ("Password: hunter2", "Password: REDACTED"),
    ]

    @Test(arguments: secrets) func `what may be a secret is left out`(_ text: (given: String, told: String)) {
        #expect(EvidenceText(text.given).text == text.told)
    }

    static let plain = [
        #"secret "nowhere" not found"#, "couldn't find key token in Secret x/credentials", "KeyError: 'token'",
        "failed to fetch oauth token: unexpected status: 401 Unauthorized",
        "exceeded quota: team, requested: requests.cpu=10m, used: requests.cpu=0, limited: requests.cpu=5m",
    ]

    @Test(arguments: plain) func `what is none stays`(_ text: String) {
        #expect(EvidenceText(text).text == text)
    }

    @Test func `what is another at each try is left out, too`() {
        #expect(
            EvidenceText("read udp 10.0.0.4:41234->10.0.0.10:53: i/o timeout").text
                == "read udp 10.0.0.4->10.0.0.10:53: i/o timeout"
        )
        let identifier = String(repeating: "0123456789abcdef", count: 4)
        #expect(EvidenceText("sandbox \"\(identifier)\": failed").text == "sandbox \"0123456789ab\": failed")
    }

    @Test func `it is one line that ends somewhere`() {
        #expect(EvidenceText("\n one\r\n  two\n\n").text == "one | two")
        let long = EvidenceText(String(repeating: "x", count: 100_000)).text
        #expect(long.count == EvidenceText.maximumLength)
        #expect(long.hasSuffix("…"))
    }

    @Test func `every word of a failed pull is a reason`() {
        for failure in PullFailure.allCases { #expect(Reason(rawValue: failure.rawValue) != nil) }
    }
}
