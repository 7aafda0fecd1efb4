import collections
import json
import pathlib
import re
import shutil
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

import requests
import yaml
from helm_python.config import Config
from helm_python.errors import HelmError

from cluster import SLIPWAY, eventually, get, kubectl, names, run
from manifests import CHART, NAMESPACE, ROOT
from metric_names import asked_for
from rights import may, rights

IMAGE = {"repository": "localhost/slipway/slipway", "tag": "dev"}
VALUES = {
    "image": IMAGE,
    "gateway": {"image": IMAGE, "service": {"type": "ClusterIP"}, "drainSeconds": 5},
    "computeTarget": {"clusterPurpose": "DevTest"},
}
CHANGED = {
    "image": IMAGE,
    "gateway": VALUES["gateway"] | {"replicas": 3, "podAnnotations": {"example.com/changed": "yes"}},
    "computeTarget": {"clusterPurpose": "DevTest"},
    "controller": {"logLevel": "debug", "replicas": 1},
}
DATA = json.dumps({"data": [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]]}).encode()
SERVICE = """
apiVersion: serving.slipway.dev/v1alpha1
kind: InferenceService
metadata: {name: diabetes}
spec: {traffic: [{deployment: diabetes}]}
"""
MODELS = "packaging-test"


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

    def __exit__(self, *_):
        self._end.set()
        self.join(timeout=60)


class InstallationTests(unittest.TestCase):
    """The life of an installation with Helm's own engine: install, serve, go back to the chart before, upgrade, roll back,
    uninstall.
    """

    maxDiff = None

    def setUp(self):
        version = json.loads(kubectl("get", "--raw", "/version"))["gitVersion"]
        kubectl("apply", "-f", "-", text=run(SLIPWAY, "crds", "--target-kubernetes-version", version))
        # Other tests have the roles of deploy/overlays/dev, which Helm does not take over.
        kubectl("delete", "-k", str(ROOT / "deploy/overlays/dev"), "--ignore-not-found", "--wait=true")
        kubectl("create", "namespace", NAMESPACE)
        kubectl("label", "namespace", NAMESPACE, "app.kubernetes.io/part-of=slipway")
        self.addCleanup(kubectl, "delete", "namespace", NAMESPACE, "--ignore-not-found")
        self.helm = Config(namespace=NAMESPACE)
        self.addCleanup(self.helm.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.chart = pathlib.Path(folder.name) / "slipway"
        shutil.copytree(CHART, self.chart)
        self.chart_before = self._chart_before(pathlib.Path(folder.name) / "before")
        for chart in [self.chart, self.chart_before]:
            # As with --skip-crds: before Kubernetes 1.25 the definitions have to be those without CEL.
            shutil.rmtree(chart / "crds")

    def _chart_before(self, folder):
        """The chart before the last commit that changed it; the same one in a checkout without history."""
        history = run("git", "-C", ROOT, "log", "-2", "--format=%H", "--", CHART).split()
        if len(history) < 2:
            print("This checkout has no history: the upgrade is from the same chart with other values.")
            return pathlib.Path(shutil.copytree(CHART, folder))
        run("git", "-C", ROOT, "archive", "--output", folder.with_suffix(".tar"), history[1], CHART.relative_to(ROOT))
        shutil.unpack_archive(folder.with_suffix(".tar"), folder)
        return folder / CHART.relative_to(ROOT)

    def test_its_life(self):
        self.addCleanup(self._remove)
        release = self.helm.install(self.chart, "slipway", VALUES, wait="legacy", timeout=120)
        self.assertEqual(release["status"], "deployed")
        self.assertNotIn("kubectl label namespace", release["notes"], "the namespace has its label")
        self._check_rights()
        self.helm.test("slipway", timeout=60)

        self._serve()
        self.assertEqual(self._score(), "200")
        self._check_metrics()
        self._ask_as_before()
        with Load(self._score) as load:
            self._disturb()
        self.assertEqual(set(load.answers), {"200"}, load.answers)
        pods = self._model_pods()

        with Load(self._score) as load:
            self.helm.upgrade(self.chart_before, "slipway", VALUES, wait="legacy", timeout=180)
            self.helm.upgrade(self.chart, "slipway", CHANGED, wait="legacy", timeout=180)
            eventually("the old gateways are gone", lambda: len(self._pods("gateway")) == 3)
            self.helm.rollback("slipway", wait="legacy", timeout=180)
            eventually("the new gateways are gone", lambda: len(self._pods("gateway")) == 2)
        self.assertEqual(set(load.answers), {"200"}, load.answers)
        self.assertGreater(load.answers["200"], 100)
        self.assertEqual(self._model_pods(), pods, "no model restarts for an upgrade of Slipway")

        self.helm.uninstall("slipway", wait="legacy", timeout=180)
        self._check_what_stays()
        self.assertEqual(self._model_pods(), pods, "models outlive Slipway")

    def test_that_it_takes_over_nothing(self):
        kubectl("create", "serviceaccount", "slipway-controller", "-n", NAMESPACE)
        with self.assertRaisesRegex(HelmError, "ServiceAccount.*slipway-controller"):
            self.helm.install(self.chart, "slipway", VALUES, timeout=60)

    def test_that_kustomize_installs_it(self):
        """By deploy/overlays/production, in the words of docs/install.md for old clusters."""
        manifests = kubectl("kustomize", str(ROOT / "deploy/overlays/production"))
        definitions = re.compile(r"(?:^|^---\n)apiVersion: apiextensions(?:(?!^---$).)*", re.M | re.S)
        manifests = definitions.sub("", manifests).replace("clusterPurpose: FastProd", "clusterPurpose: DevTest")
        manifests = re.sub("slipway(-gateway)?:0.1.0", f"{IMAGE['repository']}:{IMAGE['tag']}", manifests)
        if "policy/v1\n" not in kubectl("api-versions"):
            manifests = manifests.replace("apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n")
        kubectl("apply", "-f", "-", text=manifests)
        try:
            for component in ["controller", "gateway"]:
                kubectl("rollout", "status", f"deployment/slipway-{component}", "-n", NAMESPACE, "--timeout=90s")
            service = "apiservice/v1beta1.custom.metrics.k8s.io"
            eventually("the metrics API is registered", lambda: "apiservice" in kubectl("get", service, "-o", "name"))
            kubectl("wait", service, "--for=condition=Available", "--timeout=60s")
        finally:
            kubectl("delete", "-f", "-", "--ignore-not-found", text=manifests)
        self._check_what_stays_in_the_cluster()

    def _serve(self):
        kubectl("create", "namespace", MODELS)
        kubectl("apply", "-n", MODELS, "-f", str(ROOT / "examples/sklearn-diabetes"))
        # Whatever the load: the pods of before and after are compared.
        self._scale(1)
        kubectl("apply", "-n", MODELS, "-f", "-", text=SERVICE)
        kubectl("wait", "-n", MODELS, "--for=condition=Ready", "mdep/diabetes", "isvc/diabetes", "--timeout=120s")
        self.address = get("service", "slipway-gateway", "-n", NAMESPACE)["spec"]["clusterIP"]
        key = run(SLIPWAY, "keys", "get", "diabetes", "-n", MODELS, "--key", "primary")
        self.headers = {"Authorization": f"Bearer {key.strip()}", "Content-Type": "application/json"}
        eventually("the gateway knows the model", lambda: self._score() == "200")

    def _score(self):
        """The status, or what went wrong instead."""
        url = f"http://{self.address}/api/v1/service/diabetes/score"
        try:
            with urllib.request.urlopen(urllib.request.Request(url, DATA, self.headers), timeout=20) as answer:
                return str(answer.status) if len(json.load(answer)) == 2 else "no two predictions"
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError as error:
            return repr(error)

    def _scale(self, replicas):
        patch = json.dumps({"spec": {"replicas": replicas, "autoscale": None}})
        kubectl("patch", "mdep/diabetes", "-n", MODELS, "--type=merge", "-p", patch)

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
        self._scale(5)
        ready = lambda: get("mdep/diabetes", "-n", MODELS)["status"]["readyReplicas"]
        eventually("five replicas are ready", lambda: ready() == 5, 120)
        for share in [90, 10]:
            traffic = [{"deployment": "diabetes", "percent": 100 - share}, {"deployment": "diabetes-next", "percent": share}]
            kubectl("patch", "isvc/diabetes", "-n", MODELS, "--type=merge", "-p", json.dumps({"spec": {"traffic": traffic}}))
            time.sleep(2)
        kubectl("delete", "-n", MODELS, self._pods_of("diabetes")[0], "--wait=false")
        time.sleep(2)
        self._scale(1)
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

    def _check_rights(self):
        for component in ["controller", "gateway"]:
            account = f"system:serviceaccount:{NAMESPACE}:slipway-{component}"
            anywhere = rights(account, "default")
            there = {namespace: rights(account, namespace) for namespace in [NAMESPACE, "kube-system"]}
            granted = {"anywhere": anywhere} | {
                namespace: more for namespace, lines in there.items() if (more := sorted(set(lines) - set(anywhere)))
            }
            expected = yaml.safe_load((ROOT / f"Tests/Packaging/cluster/{component}-rights.yaml").read_text())
            self.assertEqual(granted, expected["granted"])
            for line in expected["refused"]:
                with self.subTest(f"{component}: {line}"):
                    verb, resource, namespace = line.split()
                    self.assertFalse(may(account, verb, resource, namespace))
        self.assertTrue(may(f"system:serviceaccount:{NAMESPACE}:slipway-controller", "patch", "deployments.apps", MODELS))

    def _check_what_stays(self):
        """What docs/install.md says."""
        eventually("the pods are gone", lambda: not get("pods", "-n", NAMESPACE), 120)
        namespaced = ["deployments", "services", "configmaps", "serviceaccounts", "roles", "rolebindings", "networkpolicies",
                      "poddisruptionbudgets", "horizontalpodautoscalers", "replicasets", "endpoints"]
        left = {kind: names(kind, "-n", NAMESPACE) for kind in namespaced}
        left["serviceaccounts"] -= {"default"}
        left["configmaps"] -= {"kube-root-ca.crt"}
        self.assertEqual({kind: found for kind, found in left.items() if found}, {})
        self.assertEqual(names("leases", "-n", NAMESPACE), {"slipway-controller"})
        secrets = {name for name in names("secrets", "-n", NAMESPACE) if not name.startswith("default-token-")}
        self.assertEqual(secrets, {"slipway-metrics-api-certificate"})

        self._check_what_stays_in_the_cluster()
        self.assertIn("diabetes-keys", names("secrets", "-n", MODELS))
        self.assertEqual(names("mdep", "-n", MODELS), {"diabetes"})

    def _check_what_stays_in_the_cluster(self):
        ours = ["-l", "app.kubernetes.io/part-of=slipway"]
        for kind in ["clusterroles", "clusterrolebindings", "apiservices", "computetargets"]:
            eventually(f"no {kind} are left", lambda: not get(kind, *ours))
        self.assertEqual(get("rolebindings", "-n", "kube-system", *ours), [])
        self.assertEqual(len(get("crds", *ours)), 4)

    def _remove(self):
        """The models, by the way that docs/install.md has for them without a controller."""
        if "slipway" in {release["name"] for release in self.helm.list()}:
            self.helm.uninstall("slipway", wait="legacy", timeout=180)
        if MODELS not in names("namespaces"):
            return
        for model in names("models", "-n", MODELS):
            finalizers = '[{"op": "remove", "path": "/metadata/finalizers"}]'
            kubectl("patch", "model", model, "-n", MODELS, "--type=json", "-p", finalizers)
        kubectl("delete", "deployments", "--all", "-n", MODELS)
        kubectl("delete", "pods", "--all", "-n", MODELS, "--force", "--grace-period=0")
        kubectl("delete", "namespace", MODELS)


if __name__ == "__main__":
    unittest.main()
