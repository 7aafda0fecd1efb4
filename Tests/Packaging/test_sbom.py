import json
import os
import pathlib
import subprocess
import unittest

from manifests import ROOT


class BillOfMaterialsTests(unittest.TestCase):
    def test_that_it_names_what_the_binary_is_made_of(self):
        binary = pathlib.Path(os.environ["SLIPWAY_BINARY"])
        command = [ROOT / "hack/sbom", binary, binary.parent.parent]
        answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=120)
        document = json.loads(answer.stdout)
        self.assertEqual(document["bomFormat"], "CycloneDX")
        components = {component["name"]: component for component in document["components"]}
        self.assertEqual(len(components), len(document["components"]))
        self.assertLessEqual({"hummingbird", "swift-nio", "swift-runtime", "libcurl4", "libyaml-0-2", "libarchive13", "libxml2"}, set(components))
        for name, component in components.items():
            with self.subTest(name):
                self.assertRegex(component["version"], r"\d")
                if component["purl"].startswith("pkg:swift/"):
                    self.assertIn("Apache-2.0", component["licenses"][0]["expression"])


if __name__ == "__main__":
    unittest.main()
