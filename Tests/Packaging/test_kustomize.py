import copy
import shutil
import unittest

import manifests
import schemas
from manifests import by_identity, kustomize

PRODUCTION = "deploy/overlays/production"
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
        from_chart = by_identity([_without_helm(manifest) for manifest in manifests.chart()] + manifests.definitions())
        self.assertEqual(sorted(from_kustomize), sorted(from_chart))
        for name, manifest in from_kustomize.items():
            with self.subTest(name):
                self.assertEqual(manifest, from_chart[name])

    def test_that_kubernetes_takes_it(self):
        for folder in [PRODUCTION, "deploy/overlays/dev", "deploy/controller", "deploy/gateway"]:
            with self.subTest(folder):
                mistakes = [mistake for manifest in kustomize(folder) for mistake in schemas.mistakes(manifest)]
                self.assertEqual(mistakes, [])

    def test_that_every_definition_is_in_it(self):
        names = {manifest["metadata"]["name"] for manifest in manifests.definitions()}
        self.assertEqual(names, {manifest["metadata"]["name"] for manifest in kustomize("crds")})

    @unittest.skipUnless(shutil.which("kubectl"), "there is no other kubectl on this machine")
    def test_that_the_kubectl_of_this_machine_makes_the_same(self):
        self.assertEqual(by_identity(kustomize(PRODUCTION)), by_identity(kustomize(PRODUCTION, shutil.which("kubectl"))))

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
