import KubernetesCore
import Testing
import YAML

@testable import ServingCore

struct PythonRequirementsTests {
    private static let server = "azureml-inference-server-http"

    @Test(arguments: [
        ("numpy==1\n", true), ("azureml_inference.server-http>=1\n", false), ("azureml-defaults\r\nnumpy", false),
        ("# azureml-defaults\n", true), ("azureml-defaults-extra", true),
    ])
    func theServerIsAddedWhereNothingBringsIt(_ text: String, _ isAdded: Bool) {
        let lines = PythonRequirements(text: text, source: "requirements.txt").lines
        #expect((lines.last == Self.server) == isAdded)
    }

    @Test func aCondaFileCountsByItsPipSection() throws {
        let file = """
            name: project
            dependencies:
            - python=3.6.2
            - pip
            - python-dateutil
            - scikit-learn=0.20
            - pip:
              - azureml-defaults
              - numpy
            """
        let conda = try #require(try YAMLDocument.parse(Array(file.utf8)).first).value
        let requirements = PythonRequirements(conda: conda, source: "conda.yml")
        #expect(requirements.lines == ["azureml-defaults", "numpy"])
        #expect(requirements.pythonVersion == "3.6")
        #expect(requirements.passedOver == ["python-dateutil", "scikit-learn=0.20"])
    }

    @Test func aModelWithoutCodeBringsItsFramework() {
        #expect(PythonRequirements(for: .scikitLearn).lines == ["scikit-learn", Self.server])
        #expect(PythonRequirements(for: nil).lines == [Self.server])
    }
}
