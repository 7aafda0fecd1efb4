import collections
import json
import pathlib
import shutil
import threading
import time
import unittest
import urllib.request

import requests
import yaml
from helm_python.errors import HelmError

from cluster import SLIPWAY, eventually, get, kubectl, names, run
from installation import DATA, IMAGE, SERVICE, VALUES, Installation
from manifests import NAMESPACE, ROOT, documents
from metric_names import asked_for

MODELS = Installation.models
CHANGED = {
    "image": IMAGE,
    "gateway": VALUES["gateway"] | {"replicas": 3, "podAnnotations": {"example.com/changed": "yes"}},
    "computeTarget": {"clusterPurpose": "DevTest"},
    "controller": {"logLevel": "debug", "replicas": 1},
}


class Load(threading.Thread):
    """Scores through the gateway, again and again, and counts the answers."""

    def __init__(self, score):
        super().__init__()
        self.answers = collections.Counter()
        self._score = score
        self._end = threading.Event()

    def run(self):
        while not self._end.is_set():
            self.answers[self._score()] += 1
            time.sleep(0.02)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        self._end.set()
        self.join(timeout=60)
        # Behind a failure, that failure counts.
        assert kind or not self.is_alive(), "a request is not answered"


class InstallationTests(Installation):
    """The life of an installation with Helm's own engine: install, serve, go back to the chart before, upgrade, roll back,
    uninstall.
    """

    def setUp(self):
        super().setUp()
        self.chart_before = self._before("charts/slipway") / "charts/slipway"
        shutil.rmtree(self.chart_before / "crds")

    def _before(self, *paths):
        """A folder with these before the last commit that changed any of them; the same ones in a checkout without history."""
        folder = self.folder / f"before-{len(paths)}"
        history = run("git", "-C", ROOT, "log", "-2", "--format=%H", "--", *paths).split()
        if len(history) < 2:
            print("This checkout has no history: the upgrade is from the same files.")
            for path in paths:
                shutil.copytree(ROOT / path, folder / path)
            return folder
        run("git", "-C", ROOT, "archive", "--output", folder.with_suffix(".tar"), history[1], *paths)
        shutil.unpack_archive(folder.with_suffix(".tar"), folder)
        return folder

    def test_its_life(self):
        release = self.helm.install(self.chart, "slipway", VALUES, wait="legacy", timeout=120)
        self.assertEqual(release["status"], "deployed")
        self.assertNotIn("kubectl label namespace", release["notes"], "the namespace has its label")
        self.check_rights(".", "kube-system")
        self.helm.test("slipway", timeout=60)

        self.serve()
        self.assertEqual(self.score(), "200")
        self._check_metrics()
        self._ask_as_before()
        with Load(self.score) as load:
            self._disturb()
        self._check_answers(load)
        pods = self._model_pods()

        with Load(self.score) as load:
            self.helm.upgrade(self.chart_before, "slipway", VALUES, wait="legacy", timeout=180)
            self._upgrade_definitions()
            self.helm.upgrade(self.chart, "slipway", CHANGED, wait="legacy", timeout=180)
            eventually("the old gateways are gone", lambda: len(self._pods("gateway")) == 3)
            self.helm.rollback("slipway", wait="legacy", timeout=180)
            eventually("the new gateways are gone", lambda: len(self._pods("gateway")) == 2)
        self._check_answers(load)
        self.assertEqual(self._model_pods(), pods, "no model restarts for an upgrade of Slipway")

        self.helm.uninstall("slipway", wait="legacy", timeout=180)
        self.check_what_stays("slipway-controller", {"slipway-metrics-api-certificate"})
        self.assertEqual(self._model_pods(), pods, "models outlive Slipway")

    def test_that_it_takes_over_nothing(self):
        kubectl("create", "serviceaccount", "slipway-controller", "-n", NAMESPACE)
        with self.assertRaisesRegex(HelmError, "ServiceAccount.*slipway-controller"):
            self.helm.install(self.chart, "slipway", VALUES, timeout=60)

    def test_that_kustomize_installs_it(self):
        """The same life: install the overlay before, serve, upgrade, go back, remove."""
        manifests = self.overlay("production")
        before = self.overlay("production", self._before("deploy", "crds"))
        kubectl("apply", "-f", "-", text=before)
        try:
            self._roll_out()
            service = "apiservice/v1beta1.custom.metrics.k8s.io"
            eventually("the metrics API is registered", lambda: "apiservice" in kubectl("get", service, "-o", "name"))
            kubectl("wait", service, "--for=condition=Available", "--timeout=60s")
            self.serve()
            pods = self._model_pods()
            with Load(self.score) as load:
                for version in [manifests, before]:
                    kubectl("apply", "-f", "-", text=version)
                    # Both have the same image here.
                    kubectl("rollout", "restart", "deployment", "-n", NAMESPACE)
                    self._roll_out()
            self._check_answers(load)
        finally:
            kubectl("delete", "-f", "-", "--ignore-not-found", text=manifests)
        self.assertEqual(self._model_pods(), pods, "models outlive Slipway, and no upgrade restarts one")
        self.assertIn("diabetes-keys", names("secrets", "-n", MODELS))
        self.check_what_stays_in_the_cluster()

    def _check_answers(self, load):
        self.assertEqual(set(load.answers), {"200"}, load.answers)
        self.assertGreater(load.answers["200"], 100)

    def _upgrade_definitions(self):
        """By the command of docs/install.md, from ones that Helm has made, with a field that the next version has no more."""
        # What others apply next is compared with what they applied before.
        self.addCleanup(kubectl, "apply", "-f", "-", text=self.definitions)
        before = documents(self.definitions)
        for definition in before:
            self._schema(definition)["description"] = "Of the version before."
            self._schema(definition)["properties"]["gone"] = {"type": "string"}
        kubectl("replace", "--field-manager=helm", "-f", "-", text=yaml.safe_dump_all(before))
        kubectl("replace", "-f", "-", text=self.definitions)
        for definition in documents(self.definitions):
            there = get("crd", definition["metadata"]["name"])
            self.assertEqual(self._schema(there), self._schema(definition))

    @staticmethod
    def _schema(definition):
        return definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]

    def _roll_out(self):
        for component in ["controller", "gateway"]:
            kubectl("rollout", "status", f"deployment/slipway-{component}", "-n", NAMESPACE, "--timeout=180s")

    def _ask_as_before(self):
        """With the lines that Azure ML's users have."""
        scoring_uri = get("isvc/diabetes", "-n", MODELS)["status"]["scoringUri"]
        answer = requests.post(scoring_uri, data=DATA, headers=self.headers, timeout=20)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual([round(value) for value in answer.json()], [5215, 3727])

    def _disturb(self):
        """What users and clusters do to an endpoint while it is asked."""
        kubectl("apply", "-n", MODELS, "-f", str(ROOT / "examples/canary"))
        kubectl("wait", "-n", MODELS, "--for=condition=Ready", "mdep/diabetes-next", "--timeout=120s")
        run(SLIPWAY, "keys", "rotate", "diabetes", "-n", MODELS, "--key", "secondary")
        self.scale(5)
        ready = lambda: get("mdep/diabetes", "-n", MODELS)["status"]["readyReplicas"]
        eventually("five replicas are ready", lambda: ready() == 5, 120)
        for share in [90, 10]:
            traffic = [{"deployment": "diabetes", "percent": 100 - share}, {"deployment": "diabetes-next", "percent": share}]
            kubectl("patch", "isvc/diabetes", "-n", MODELS, "--type=merge", "-p", json.dumps({"spec": {"traffic": traffic}}))
            time.sleep(2)
        kubectl("delete", "-n", MODELS, self._pods_of("diabetes")[0], "--wait=false")
        time.sleep(2)
        self.scale(1)
        eventually("one replica is left", lambda: len(self._pods_of("diabetes")) == 1, 120)
        kubectl("apply", "-n", MODELS, "-f", "-", text=SERVICE)
        kubectl("delete", "-n", MODELS, "mdep/diabetes-next")
        eventually("the next one is gone", lambda: not self._pods_of("diabetes-next"), 120)

    def _pods(self, component):
        """Those that run or will. A kubelet may take half a minute to forget one that has ended."""
        return [
            pod
            for pod in get("pods", "-n", NAMESPACE, "-l", f"app.kubernetes.io/component={component}")
            if "deletionTimestamp" not in pod["metadata"]
            or any("running" in container["state"] for container in pod["status"].get("containerStatuses", []))
        ]

    def _pods_of(self, deployment):
        selector = f"serving.slipway.dev/model-deployment={deployment}"
        return kubectl("get", "pods", "-n", MODELS, "-l", selector, "-o", "name").split()

    def _model_pods(self):
        return {
            pod["metadata"]["uid"]: pod["status"]["containerStatuses"][0]["restartCount"]
            for pod in get("pods", "-n", MODELS)
        }

    def _check_metrics(self):
        """All that alerts and panels ask for is there: the end of what Tests/Packaging/test_alerts.py begins."""
        text = ""
        for component, ports in [("controller", [8081]), ("gateway", [8081, 8404])]:
            for pod in self._pods(component):
                for port in ports:
                    with urllib.request.urlopen(f"http://{pod['status']['podIP']}:{port}/metrics", timeout=20) as answer:
                        text += answer.read().decode()
        there = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}
        self.assertEqual(asked_for() - there, set())
        self.assertIn(f'proxy="{MODELS}:diabetes"', text)


if __name__ == "__main__":
    unittest.main()
