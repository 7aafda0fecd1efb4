import KubernetesCore
import TestSupport
import Testing

/// The expected forms are those of Go's `resource.Quantity`.
@Suite struct QuantityTests {
    @Test(
        "The canonical form is the one that an API server stores",
        arguments: [
            ("0", "0"), ("-0", "0"), ("0Gi", "0"), ("0.000", "0"),
            ("1", "1"), ("+1", "1"), ("-1", "-1"), ("007", "7"), ("5.", "5"), (".5", "500m"), ("1.500", "1500m"),
            ("0.5", "500m"), ("-0.5", "-500m"), ("100m", "100m"), ("1000m", "1"), ("1500m", "1500m"),
            ("1000000m", "1k"), ("1n", "1n"), ("1000n", "1u"), ("1000u", "1m"), ("1500000000n", "1500m"),
            ("1000", "1k"), ("1000k", "1M"), ("1500k", "1500k"), ("1M", "1M"), ("2048", "2048"), ("12E", "12E"),
            ("1E", "1E"), ("9223372036854775807", "9223372036854775807"), ("0.123456789012E", "123456789012M"),
            ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("-1536Mi", "-1536Mi"), ("1023Ki", "1023Ki"), ("1Ki", "1Ki"),
            ("2048Ki", "2Mi"), ("1048576Ti", "1Ei"), ("1.25Ei", "1280Pi"), ("10Pi", "10Pi"),
            // Less than 1Ki, or not whole.
            ("0.5Ki", "512"), ("0.1Ki", "102400m"), ("-0.1Ki", "-102400m"), ("1.1Gi", "1181116006400m"),
            ("0.2Gi", "214748364800m"),
            ("1e3", "1e3"), ("1E3", "1e3"), ("1e+3", "1e3"), ("1e-3", "1e-3"), ("1e0", "1"), ("1e1", "10"),
            ("15e2", "1500"), ("100e-3", "100e-3"), ("0.0005e3", "500e-3"), ("1e19", "10e18"), ("2000e18", "2e21"),
        ]
    )
    func canonicalForm(text: String, canonical: String) throws {
        let quantity = try #require(Quantity(text))
        #expect(quantity.description == canonical)
        #expect(Quantity(canonical) == quantity)
    }

    @Test(
        "What is finer than a billionth is rounded up, away from 0",
        arguments: [
            ("0.1n", "1n"), ("-0.1n", "-1n"), ("1.0000000001", "1000000001n"), ("0.0000000001Ki", "103n"),
            ("1e-10", "1e-9"), ("1e-300", "1e-9"), ("0e-300", "0"), ("0.000000000000000000000000000001e-18", "1e-9"),
        ]
    )
    func rounding(text: String, canonical: String) {
        #expect(Quantity(text)?.description == canonical)
    }

    @Test(
        "What is no quantity is refused",
        arguments: [
            "", " ", "abc", "Gi", "m", "e3", ".", "-", "+", "+Ki", "--1", "+-1", "1-", "1.2.3", "1..2", "1 Gi", " 1",
            "1 ", "1\n", "1KI", "1ki", "1K", "1kb", "1Mib", "1g", "1i", "1e", "1E+", "1e1.5", "1e3Mi", "1ee3", "0x10",
            "1_000", "1,5", "١", "NaN", "inf",
        ]
    )
    func refusals(text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test(
        "An amount that no computer has is refused, and does not trap",
        arguments: [
            "1e30", "1e32767", "1e99999999999999999999", "1e-99999999999999999999", "99999999999999999999999999999999E",
            "999999999999999999999999999999999", "1000000000000Ei", "99999999999999999999999999999999e-3000000",
        ]
    )
    func overflow(text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test("Neither does any sign, digit or suffix in any order", arguments: 0..<50 as Range<UInt64>)
    func anyText(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let pieces = [
            "-", "+", ".", "0", "9", "99999999999", "1024", "000", "n", "m", "k", "E", "Ei", "Ki", "e", "e-", "38",
        ]
        for _ in 0..<1000 {
            let count = Int.random(in: 1...5, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let quantity = Quantity(text) else { continue }
            #expect(Quantity(quantity.description) == quantity, "\(text)")
        }
    }

    @Test(
        "Equal amounts are equal in every format, and have one hash",
        arguments: [
            ["1", "1000m", "1e0", "1.0", "+1", "1000000000n"], ["1024", "1Ki", "1.024k", "1024e0"],
            ["0", "-0", "0Gi", "0e5"], ["1536Mi", "1.5Gi", "1610612736"], ["0.5", "500m", "5e-1"], ["-2", "-2000m"],
        ]
    )
    func equality(texts: [String]) throws {
        let quantities = try texts.map { try #require(Quantity($0)) }
        #expect(Set(quantities).count == 1)
    }

    @Test func `amounts are ordered by size, whatever their format`() throws {
        let texts = [
            "-1Gi", "-1", "-1m", "0", "1n", "100m", "0.5", "999m", "1", "1e3", "1Ki", "1M", "1Mi", "1G", "1Gi", "1E",
        ]
        let quantities = try texts.map { try #require(Quantity($0)) }
        #expect(quantities.reversed().sorted() == quantities)
        for (smaller, larger) in zip(quantities, quantities.dropFirst()) { #expect(smaller < larger) }
    }

    @Test(
        "A manifest's value may be a string or a number",
        arguments: [
            ("500m", "500m"), (2, "2"), (-3, "-3"), (0.5, "500m"), (1e-7, "100n"), (1e20, "100E"), (true, nil),
            (.null, nil), (["1"], nil), ([:], nil), (.number(.nan), nil), (.number(.infinity), nil),
        ] as [(JSONValue, String?)]
    )
    func json(value: JSONValue, text: String?) {
        #expect(Quantity(value) == text.flatMap { Quantity($0) })
        #expect((Quantity(value) == nil) == (text == nil))
    }

    @Test func `as a floating-point number, a quantity is its amount`() {
        #expect(Quantity("1.5Gi")?.double == 1_610_612_736)
        #expect(Quantity("-250m")?.double == -0.25)
    }
}
