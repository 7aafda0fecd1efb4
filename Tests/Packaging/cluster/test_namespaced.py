import unittest

from helm_python.config import Config
from helm_python.errors import HelmError

from cluster import eventually, get, kubectl, names
from installation import VALUES, Installation
from manifests import FOR_ONE_NAMESPACE, ROOT

OTHER = "team-b"
COMPUTE_TARGET = """
apiVersion: serving.slipway.dev/v1alpha1
kind: ComputeTarget
metadata: {name: default}
spec: {clusterPurpose: DevTest}
"""


class NamespacedInstallationTests(Installation):
    """The life of an installation for one namespace, and of another one beside it."""

    namespace = "slipway-team-a"
    models = "team-a"

    def setUp(self):
        super().setUp()
        kubectl("apply", "-f", "-", text=COMPUTE_TARGET)
        self.addCleanup(kubectl, "delete", "computetarget", "default")
        self.remove_models(OTHER)
        kubectl("create", "namespace", OTHER)
        self.addCleanup(self.remove_models, OTHER)

    def test_its_life(self):
        kubectl("apply", "-n", OTHER, "-f", str(ROOT / "examples/sklearn-diabetes"))
        self.helm.install(self.chart, "slipway", VALUES | FOR_ONE_NAMESPACE, wait="legacy", timeout=120)
        self.check_rights("namespaced", self.models)
        self.helm.test("slipway", timeout=60)

        self.serve()
        self.assertEqual(self.score(), "200")
        self._check_that_cpu_counts()
        self._check_that_others_are_left_alone()
        self._check_that_there_is_one_for_a_namespace()
        self._install_another()

        self.helm.uninstall("slipway", wait="legacy", timeout=180)
        self.check_what_stays("slipway-controller-team-a", set())

    def _check_that_cpu_counts(self):
        patch = '{"spec": {"replicas": null, "autoscale": {"minReplicas": 1, "maxReplicas": 2}}}'
        kubectl("patch", "mdep/diabetes", "-n", self.models, "--type=merge", "-p", patch)
        condition = "jsonpath={.status.conditions[?(@.type=='Autoscaling')].message}"
        why = "CPU counts, since Slipway's metrics API is not installed"
        eventually(why, lambda: why in kubectl("get", "mdep/diabetes", "-n", self.models, "-o", condition))

    def _check_that_others_are_left_alone(self):
        self.assertNotIn("status", get("mdep/diabetes", "-n", OTHER))
        for kind in ["deployments", "services", "pods", "horizontalpodautoscalers", "events"]:
            self.assertEqual(names(kind, "-n", OTHER), set())
        # Nobody's finalizer.
        self.assertNotIn("finalizers", get("models", "-n", OTHER)[0]["metadata"])
        self.assertNotIn("status", get("computetarget/default"))

    def _check_that_there_is_one_for_a_namespace(self):
        helm = Config(namespace=OTHER)
        self.addCleanup(helm.close)
        with self.assertRaisesRegex(HelmError, "Role.*slipway-controller"):
            helm.install(self.chart, "slipway", VALUES | FOR_ONE_NAMESPACE, timeout=60)

    def _install_another(self):
        """By the overlay, with the words of its kustomization.yaml, for the namespace that was left alone."""
        manifests = self.overlay("namespaced").replace("team-a", OTHER)
        kubectl("apply", "-f", "-", text=manifests)
        try:
            for component in ["controller", "gateway"]:
                kubectl("rollout", "status", f"deployment/slipway-{component}", "-n", f"slipway-{OTHER}", "--timeout=90s")
            kubectl("wait", "-n", OTHER, "--for=condition=Ready", "mdep/diabetes", "--timeout=120s")
            self.assertEqual(self.score(), "200")
        finally:
            kubectl("delete", "-f", "-", "--ignore-not-found", text=manifests)
        self.assertEqual(get("roles,rolebindings", "-n", OTHER, "-l", "app.kubernetes.io/part-of=slipway"), [])


if __name__ == "__main__":
    unittest.main()
