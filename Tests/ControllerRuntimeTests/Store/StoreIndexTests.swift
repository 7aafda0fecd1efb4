import KubernetesCore
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite struct StoreIndexTests {
    private static let colors = Store<Widget>.Index("colors") { $0.colors ?? [] }
    private static let sizes = Store<Widget>.Index("sizes") { ["\($0.size)"] }

    private let store = Store(indexes: [colors, sizes])

    private func names(of color: String) -> [String] {
        store.objects(by: Self.colors, color).map(\.metadata.name)
    }

    @Test func `objects are found by each of their values, sorted by key`() {
        store.upsert(.widget("c", "1", size: 7, colors: ["red"]))
        store.upsert(.widget("a", "2", size: 8, colors: ["red", "blue"]))
        store.upsert(.widget("b", "3", size: 7))
        #expect(names(of: "red") == ["a", "c"])
        #expect(names(of: "blue") == ["a"])
        #expect(names(of: "green").isEmpty)
        #expect(store.objects(by: Self.sizes, "7").map(\.metadata.name) == ["b", "c"])
    }

    @Test func `an update moves an object from its old values to its new ones`() {
        store.upsert(.widget("a", "1", colors: ["red", "blue"]))
        store.upsert(.widget("a", "2", colors: ["blue", "green"]))
        #expect(names(of: "red").isEmpty)
        #expect(names(of: "blue") == ["a"])
        #expect(names(of: "green") == ["a"])
        #expect(store.objects(by: Self.colors, "blue").map(\.metadata.resourceVersion) == ["2"])
    }

    @Test func `a deleted object is not found, whatever its last state says`() {
        store.upsert(.widget("a", "1", colors: ["red"]))
        store.upsert(.widget("b", "2", colors: ["red"]))
        store.delete(.widget("a", "3", colors: ["blue"]))
        #expect(names(of: "red") == ["b"])
        #expect(names(of: "blue").isEmpty)
    }

    @Test func `an object that a list does not name is not found`() {
        store.upsert(.widget("a", "1", colors: ["red"]))
        store.replace(with: [.widget("b", "2", colors: ["red"])])
        #expect(names(of: "red") == ["b"])
    }

    @Test func `an object that cannot be decoded any more is not found until it is mended`() {
        store.upsert(.widget("a", "1", colors: ["red"]))
        store.upsert(.widget("a", "2", size: "big", colors: ["red"]))
        #expect(names(of: "red").isEmpty)
        store.upsert(.widget("a", "3", colors: ["red"]))
        #expect(names(of: "red") == ["a"])
    }

    @Test func `the indexes agree with the objects after any number of changes`() {
        var generator = SplitMix64(seed: 1)
        let names = (0..<12).map { "widget-\($0)" }
        let palette = ["red", "green", "blue"]
        for version in 1...3_000 {
            let colors = palette.filter { _ in Bool.random(using: &generator) }
            let size: JSONValue = Int.random(in: 0..<10, using: &generator) == 0 ? "big" : 1
            let name = names.randomElement(using: &generator) ?? ""
            let widget = JSONValue.widget(name, "\(version)", size: size, colors: colors)
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: store.replace(with: [widget])
            case 1..<6: store.delete(widget)
            default: store.upsert(widget)
            }
            for color in palette {
                let expected = store.objects.filter { $0.colors?.contains(color) == true }.map(\.metadata.name).sorted()
                #expect(self.names(of: color) == expected)
            }
        }
    }
}
