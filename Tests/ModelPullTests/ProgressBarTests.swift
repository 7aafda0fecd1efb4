import Testing

@testable import ModelPull

struct ProgressBarTests {
    @Test(arguments: [
        (0, 10_000_000, "m.pkl  [------------------------------]  0 of 10 MB"),
        (5_000_000, 10_000_000, "m.pkl  [###############---------------]  5 of 10 MB"),
        (12_000_000, 10_000_000, "m.pkl  [##############################]  12 of 10 MB"),
        (3_000_000, nil, "m.pkl  3 MB"),
    ])
    func showsHowMuchIsThere(_ received: Int, _ total: Int?, _ text: String) {
        #expect(ProgressBar.text("m.pkl", received, of: total) == text)
    }
}
