import copy
import os
import pathlib
import re
import tempfile
import unittest

import manifests
import schemas
from manifests import NO_OTHER_KUBECTL, OTHER_KUBECTL, by_identity, kustomize

PRODUCTION = "deploy/overlays/production"
NAMESPACED = "deploy/overlays/namespaced"
# What Helm puts on every object.
HELM_LABELS = {
    "app.kubernetes.io/instance", "app.kubernetes.io/managed-by", "app.kubernetes.io/version", "helm.sh/chart",
}


class KustomizeTests(unittest.TestCase):
    maxDiff = None

    def test_that_production_is_the_chart_with_its_defaults(self):
        from_kustomize = by_identity(kustomize(PRODUCTION))
        # Helm has neither of them among the templates: it makes the namespace if told so, and definitions once.
        namespace = from_kustomize.pop(("Namespace", "", manifests.NAMESPACE))
        self.assertEqual(namespace["metadata"]["labels"], {"app.kubernetes.io/part-of": "slipway"})
        self._compare(from_kustomize, manifests.chart() + manifests.definitions())

    def test_that_the_one_for_a_namespace_is_the_chart_for_it(self):
        from_kustomize = by_identity(kustomize(NAMESPACED))
        namespace = from_kustomize.pop(("Namespace", "", "slipway-team-a"))
        self.assertEqual(namespace["metadata"]["labels"], {"app.kubernetes.io/part-of": "slipway"})
        self._compare(from_kustomize, manifests.chart(manifests.FOR_ONE_NAMESPACE, "slipway-team-a"))

    def _compare(self, from_kustomize, from_chart):
        from_chart = by_identity([_without_helm(manifest) for manifest in from_chart])
        self.assertEqual(sorted(from_kustomize), sorted(from_chart))
        for name, manifest in from_kustomize.items():
            with self.subTest(name):
                self.assertEqual(manifest, from_chart[name])

    def test_that_kubernetes_takes_it(self):
        for folder in [PRODUCTION, NAMESPACED, "deploy/overlays/dev", "deploy/controller", "deploy/gateway"]:
            with self.subTest(folder):
                mistakes = [mistake for manifest in kustomize(folder) for mistake in schemas.mistakes(manifest)]
                self.assertEqual(mistakes, [])

    def test_that_every_definition_is_in_it(self):
        names = {manifest["metadata"]["name"] for manifest in manifests.definitions()}
        self.assertEqual(names, {manifest["metadata"]["name"] for manifest in kustomize("crds")})

    @unittest.skipUnless(OTHER_KUBECTL, NO_OTHER_KUBECTL)
    def test_that_the_kubectl_of_this_machine_makes_the_same(self):
        for folder in [PRODUCTION, NAMESPACED]:
            self.assertEqual(by_identity(kustomize(folder)), by_identity(kustomize(folder, OTHER_KUBECTL)))

    @unittest.skipUnless(OTHER_KUBECTL, f"kubectl 1.20 does not know patches: {NO_OTHER_KUBECTL}")
    def test_that_the_overlay_that_it_suggests_names_ones_own_images(self):
        text = (manifests.ROOT / PRODUCTION / "kustomization.yaml").read_text()
        overlay = "\n".join(re.findall(r"^#   (.*)$", text, re.M))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.relpath(manifests.ROOT / PRODUCTION, os.path.realpath(folder))
            overlay = overlay.replace("../production", path)
            (pathlib.Path(folder) / "kustomization.yaml").write_text(overlay)
            made = by_identity(kustomize(folder, OTHER_KUBECTL))
        pods = {name: made["Deployment", manifests.NAMESPACE, f"slipway-{name}"]["spec"]["template"]["spec"]
                for name in ["controller", "gateway"]}
        images = {name: pod["containers"][0]["image"] for name, pod in pods.items()}
        self.assertEqual(images, {"controller": "registry/slipway:0.1.0", "gateway": "registry/slipway-gateway:0.1.0"})
        self.assertIn("--image=registry/slipway:0.1.0", pods["controller"]["containers"][0]["args"])
        self.assertNotIn("--image=slipway:0.1.0", pods["controller"]["containers"][0]["args"])

    def test_that_the_development_overlay_needs_no_nodes(self):
        purposes = {
            folder: by_identity(kustomize(folder))["ComputeTarget", "", "default"]["spec"]["clusterPurpose"]
            for folder in [PRODUCTION, "deploy/overlays/dev"]
        }
        self.assertEqual(purposes, {PRODUCTION: "FastProd", "deploy/overlays/dev": "DevTest"})


def _without_helm(manifest):
    manifest = copy.deepcopy(manifest)
    labels = manifest["metadata"]["labels"]
    manifest["metadata"]["labels"] = {key: value for key, value in labels.items() if key not in HELM_LABELS}
    return manifest
