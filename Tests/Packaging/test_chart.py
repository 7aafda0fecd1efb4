import json
import os
import re
import subprocess
import unittest

import yaml
from helm_python.chart import Chart, lint
from helm_python.errors import HelmError

import manifests
import schemas
from manifests import CHART, FOR_ONE_NAMESPACE, NAMESPACE, ROOT, by_identity

SLIPWAY = os.environ["SLIPWAY_BINARY"]
NO_BUDGETS = {"controller": {"replicas": 1}, "gateway": {"podDisruptionBudget": {"enabled": False}}}
EVERYTHING = yaml.safe_load((ROOT / "Tests/Packaging/everything.yaml").read_text())


class ChartTests(unittest.TestCase):
    def test_that_kubernetes_takes_what_it_makes(self):
        for name, values in [
            ("the defaults", {}), ("all that can be set", EVERYTHING), ("one namespace", FOR_ONE_NAMESPACE),
        ]:
            made = manifests.chart(values) + manifests.hooks(values) + manifests.definitions()
            with self.subTest(name):
                self.assertEqual([mistake for manifest in made for mistake in schemas.mistakes(manifest)], [])

    def test_that_a_misspelt_field_would_be_found(self):
        deployment = by_identity(manifests.chart())["Deployment", NAMESPACE, "slipway-controller"]
        deployment["spec"]["template"]["spec"]["containers"][0]["imagePullPolice"] = "Always"
        self.assertEqual(len(schemas.mistakes(deployment)), len(schemas.VERSIONS))

    def test_that_helm_finds_nothing_to_complain_of(self):
        report = lint(CHART, strict=True)
        self.assertEqual(report["errors"], [])
        self.assertEqual([m["error"] for m in report["messages"]], ["icon is recommended"])

    def test_that_its_definitions_are_the_generated_ones(self):
        generated = {path.name: path.read_text() for path in (ROOT / "crds").glob("*.yaml")}
        own = {os.path.basename(crd["name"]): crd["data"] for crd in Chart.load(CHART).crds}
        self.assertEqual(own, generated)

    def test_that_helm_shows_all_of_them(self):
        """One behind the other as they are, of which kubectl reads whole documents only."""
        text = "".join(crd["data"] for crd in Chart.load(CHART).crds)
        self.assertEqual(len([document for document in yaml.safe_load_all(text) if document]), 4)

    def test_that_everything_that_can_be_set_is_in_the_file_of_all_values(self):
        """A value without a template, or a branch that no test renders, would be missed otherwise."""
        self.assertEqual(_keys(EVERYTHING), _keys(Chart.load(CHART).values))

    def test_that_its_table_has_every_value_with_its_default(self):
        rows = re.findall(r"^\| `([\w.]+)` \| `(.+?)` \|", (CHART / "README.md").read_text(), re.M)
        self.assertEqual({name: json.loads(default) for name, default in rows}, _leaves(Chart.load(CHART).values))

    def test_that_all_objects_bear_the_labels(self):
        for manifest in manifests.chart(EVERYTHING) + manifests.hooks(EVERYTHING):
            labels = manifest["metadata"]["labels"]
            self.assertEqual(labels["app.kubernetes.io/part-of"], "slipway", manifest)
            self.assertEqual(labels["app.kubernetes.io/managed-by"], "Helm")

    def test_that_no_pod_restarts_for_another_version_of_the_chart_alone(self):
        for manifest in manifests.chart(EVERYTHING):
            if manifest["kind"] == "Deployment":
                labels = manifest["spec"]["template"]["metadata"]["labels"]
                selector = manifest["spec"]["selector"]["matchLabels"]
                self.assertEqual(labels, selector | {"example.com/cost-centre": "7"}, "Slipway's own win")
                self.assertFalse([label for label in labels if "version" in label or "chart" in label])

    def test_that_slipway_knows_the_flags(self):
        for values in [{}, EVERYTHING, FOR_ONE_NAMESPACE, {"controller": {"leaderElection": False, "replicas": 1}}]:
            for manifest in manifests.chart(values):
                if manifest["kind"] != "Deployment":
                    continue
                arguments = manifest["spec"]["template"]["spec"]["containers"][0]["args"]
                result = subprocess.run(
                    [SLIPWAY, *arguments, "--kubeconfig=/nonexistent"], check=False, capture_output=True, text=True,
                    timeout=30,
                )
                # Flags that it does not know or take end with 64 before any file is read.
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertIn("/nonexistent", result.stderr)

    def test_that_the_version_is_slipways(self):
        version = subprocess.run([SLIPWAY, "--version"], check=True, capture_output=True, text=True, timeout=30)
        metadata = Chart.load(CHART).metadata
        self.assertEqual((metadata["version"], metadata["appVersion"]), (version.stdout.strip(),) * 2)


class ValueTests(unittest.TestCase):
    def test_that_wrong_values_are_refused_by_name(self):
        for values, word in [
            ({"controler": {}}, "controler"),
            ({"controller": {"replicas": 0}}, "replicas"),
            ({"controller": {"logLevel": "verbose"}}, "logLevel"),
            ({"controller": {"gatewayURL": "models.example.com"}}, "gatewayURL"),
            ({"gateway": {"defaultCertificate": "certificate"}}, "defaultCertificate"),
            ({"gateway": {"service": {"type": "ExternalName"}}}, "type"),
            ({"computeTarget": {"clusterPurpose": "Production"}}, "clusterPurpose"),
            ({"image": {"digest": "latest"}}, "digest"),
            ({"controller": {"leaderElection": False}}, "controller.leaderElection"),
            ({"gateway": {"autoscaling": {"enabled": True, "minReplicas": 20}}}, "gateway.autoscaling.minReplicas"),
            ({"watchNamespace": "team-a,team-b"}, "watchNamespace"),
            (FOR_ONE_NAMESPACE | {"metricsAPI": {"enabled": True}}, "metricsAPI.enabled"),
            (FOR_ONE_NAMESPACE | {"computeTarget": {"create": True}}, "computeTarget.create"),
            (FOR_ONE_NAMESPACE | {"gateway": {"defaultCertificate": "ingress/tls"}}, "gateway.defaultCertificate"),
        ]:
            with self.subTest(word), self.assertRaisesRegex(HelmError, word):
                manifests.chart(values)

    def test_that_what_is_switched_off_leaves_nothing(self):
        for values, words in [
            ({"metricsAPI": {"enabled": False}}, ["metrics-api", "metrics-reader"]),
            ({"gateway": {"enabled": False}}, ["slipway-gateway"]),
            ({"networkPolicy": {"enabled": False}}, ["NetworkPolicy"]),
            ({"computeTarget": {"create": False}}, ["ComputeTarget"]),
            ({"controller": {"leaderElection": False, "replicas": 1}}, ["leader-election"]),
            (NO_BUDGETS, ["PodDisruptionBudget"]),
        ]:
            text = yaml.safe_dump_all(manifests.chart(values))
            for word in words:
                with self.subTest(word):
                    self.assertNotIn(word, text)
                    self.assertIn(word, yaml.safe_dump_all(manifests.chart()))

    def test_that_releases_for_two_namespaces_have_nothing_in_common(self):
        made = [
            set(by_identity(manifests.chart(FOR_ONE_NAMESPACE | {"watchNamespace": team}, f"slipway-{team}")))
            for team in ["team-a", "team-b"]
        ]
        self.assertEqual(made[0] & made[1], set())

    def test_that_a_release_for_one_namespace_writes_nothing_else(self):
        made = manifests.chart(FOR_ONE_NAMESPACE)
        self.assertEqual({manifest["metadata"].get("namespace") for manifest in made}, {None, NAMESPACE, "team-a"})
        cluster_rules = [m["rules"] for m in made if m["kind"] == "ClusterRole"]
        self.assertEqual(len(cluster_rules), 1)
        self.assertEqual({verb for rule in cluster_rules[0] for verb in rule["verbs"]}, {"list", "watch"})

    def test_that_a_load_balancer_of_azure_can_be_internal(self):
        values = {"gateway": {"service": {"azureInternal": True, "annotations": {"mine": "stays"}}}}
        service = by_identity(manifests.chart(values))["Service", NAMESPACE, "slipway-gateway"]
        self.assertEqual(
            service["metadata"]["annotations"],
            {"service.beta.kubernetes.io/azure-load-balancer-internal": "true", "mine": "stays"},
        )

    def test_that_an_autoscaled_gateway_has_no_fixed_replicas(self):
        made = by_identity(manifests.chart({"gateway": {"autoscaling": {"enabled": True}}}))
        self.assertNotIn("replicas", made["Deployment", NAMESPACE, "slipway-gateway"]["spec"])
        self.assertIn(("HorizontalPodAutoscaler", NAMESPACE, "slipway-gateway"), made)

    def test_that_replicas_are_spread_as_the_values_say(self):
        for component in ["controller", "gateway"]:
            spread = [
                by_identity(manifests.chart(values))["Deployment", NAMESPACE, f"slipway-{component}"]["spec"]["template"]
                ["spec"]["topologySpreadConstraints"][0]["topologyKey"]
                for values in [{}, EVERYTHING]
            ]
            self.assertEqual(spread, ["kubernetes.io/hostname", "topology.kubernetes.io/zone"])

    def test_that_init_containers_get_the_image_of_the_controller(self):
        digest = "sha256:" + "0" * 64
        values = {"image": {"repository": "registry/slipway", "digest": digest}}
        pod = by_identity(manifests.chart(values))["Deployment", NAMESPACE, "slipway-controller"]["spec"]["template"]
        container = pod["spec"]["containers"][0]
        self.assertEqual(container["image"], f"registry/slipway@{digest}")
        self.assertIn(f"--image=registry/slipway@{digest}", container["args"])


# Whose keys are the user's own.
_MAPS = {"resources", "nodeSelector", "affinity", "podLabels", "podAnnotations", "serviceAccountAnnotations", "annotations",
         "labels"}


def _keys(values):
    return set(_leaves(values))


def _leaves(values, path=""):
    """The values that are set by one name, by that name."""
    if not isinstance(values, dict) or path.rsplit(".")[-1] in _MAPS | {"noCodeImages"}:
        return {path: values}
    return {key: leaf for name, value in values.items() for key, leaf in _leaves(value, f"{path}.{name}" if path else name).items()}


if __name__ == "__main__":
    unittest.main()
