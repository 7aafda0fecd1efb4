import KubernetesCore
import ServingCore
import Testing
import YAML

@testable import Slipway

@Test(
    "what cannot be rendered is found on its line, in lists, too",
    arguments: ["v1 List", "serving.slipway.dev/v1alpha1 ModelList"]
)
func linesInLists(list: String) throws {
    let words = list.split(separator: " ")
    let text = """
        apiVersion: \(words[0])
        kind: \(words[1])
        items:
        - apiVersion: serving.slipway.dev/v1alpha1
          kind: Model
          metadata: {name: m}
          spec:
            uri: https://example.com/m.pkl
            version: 0
        """
    let documents = try YAMLDocument.parse(text.utf8, file: "f.yaml")
    let options = ServingOptions(image: "registry/slipway:1")
    let rendering = Rendering(of: documents.map(\.value), namespace: "default", for: .newest, options)
    let places = rendering.remarks.map { LocatedFinding($0, in: documents).location.description }
    #expect(places == ["f.yaml:9:14"])
}
