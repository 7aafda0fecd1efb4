"""What the tests of installations have in common: a namespace for Slipway, one for models, and Helm's own engine."""

import json
import pathlib
import re
import shutil
import tempfile
import unittest
import urllib.error
import urllib.request

import yaml
from helm_python.config import Config

from cluster import SLIPWAY, eventually, get, kubectl, names, run
from manifests import CHART, NAMESPACE, ROOT
from rights import may, rights

IMAGE = {"repository": "localhost/slipway/slipway", "tag": "dev"}
VALUES = {
    "image": IMAGE,
    "gateway": {"image": IMAGE, "service": {"type": "ClusterIP"}, "drainSeconds": 5},
    "computeTarget": {"clusterPurpose": "DevTest"},
}
DATA = json.dumps({"data": [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]]}).encode()
SERVICE = """
apiVersion: serving.slipway.dev/v1alpha1
kind: InferenceService
metadata: {name: diabetes}
spec: {traffic: [{deployment: diabetes}]}
"""


class Installation(unittest.TestCase):
    maxDiff = None
    namespace = NAMESPACE
    models = "packaging-test"

    def setUp(self):
        version = json.loads(kubectl("get", "--raw", "/version"))["gitVersion"]
        self.definitions = run(SLIPWAY, "crds", "--target-kubernetes-version", version)
        kubectl("apply", "-f", "-", text=self.definitions)
        kubectl("wait", "--for=condition=Established", "crd", "-l", "app.kubernetes.io/part-of=slipway")
        # Other tests have the roles of deploy/overlays/dev, which Helm does not take over. A run that was killed may have left
        # them, too; the metrics API belongs to one of them, and no namespace ends while nobody serves it.
        kubectl("delete", "-k", str(ROOT / "deploy/overlays/dev"), "--ignore-not-found", "--wait=true")
        self.remove_models(self.models)
        kubectl("delete", "namespace", self.namespace, "--ignore-not-found", "--wait=true")
        kubectl("create", "namespace", self.namespace)
        self.addCleanup(kubectl, "delete", "namespace", self.namespace, "--ignore-not-found")
        kubectl("label", "namespace", self.namespace, "app.kubernetes.io/part-of=slipway")
        self.helm = Config(namespace=self.namespace)
        self.addCleanup(self.helm.close)
        kubectl("create", "namespace", self.models)
        self.addCleanup(self.remove)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.chart = pathlib.Path(shutil.copytree(CHART, self.folder / "slipway"))
        # As with --skip-crds: before Kubernetes 1.25 the definitions have to be those without CEL.
        shutil.rmtree(self.chart / "crds")

    def overlay(self, name, root=ROOT):
        """The manifests of deploy/overlays, in the words of docs/install.md for old clusters."""
        manifests = kubectl("kustomize", str(root / "deploy/overlays" / name))
        definitions = re.compile(r"(?:^|^---\n)apiVersion: apiextensions(?:(?!^---$).)*", re.M | re.S)
        manifests = definitions.sub("", manifests).replace("clusterPurpose: FastProd", "clusterPurpose: DevTest")
        # Nobody makes load balancers here, and an InferenceService is ready once its gateway has an address.
        manifests = manifests.replace("type: LoadBalancer", "type: ClusterIP")
        manifests = re.sub("slipway(-gateway)?:0.1.0", f"{IMAGE['repository']}:{IMAGE['tag']}", manifests)
        if "policy/v1\n" not in kubectl("api-versions"):
            manifests = manifests.replace("apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n")
        return manifests

    def serve(self):
        kubectl("apply", "-n", self.models, "-f", str(ROOT / "examples/sklearn-diabetes"))
        # Whatever the load: the pods of before and after are compared.
        self.scale(1)
        kubectl("apply", "-n", self.models, "-f", "-", text=SERVICE)
        kubectl("wait", "-n", self.models, "--for=condition=Ready", "mdep/diabetes", "isvc/diabetes", "--timeout=120s")
        self.address = get("service", "slipway-gateway", "-n", self.namespace)["spec"]["clusterIP"]
        key = run(SLIPWAY, "keys", "get", "diabetes", "-n", self.models, "--key", "primary")
        self.headers = {"Authorization": f"Bearer {key.strip()}", "Content-Type": "application/json"}
        eventually("the gateway knows the model", lambda: self.score() == "200")

    def score(self):
        """The status, or what went wrong instead."""
        url = f"http://{self.address}/api/v1/service/diabetes/score"
        try:
            with urllib.request.urlopen(urllib.request.Request(url, DATA, self.headers), timeout=20) as answer:
                return str(answer.status) if len(json.load(answer)) == 2 else "no two predictions"
        except urllib.error.HTTPError as error:
            return str(error.code)
        except Exception as error:  # Whatever it is, it is no 200, and the thread that asks goes on.
            return repr(error)

    def scale(self, replicas):
        patch = json.dumps({"spec": {"replicas": replicas, "autoscale": None}})
        kubectl("patch", "mdep/diabetes", "-n", self.models, "--type=merge", "-p", patch)

    def check_rights(self, folder, *namespaces):
        """By the files of a folder, which name each right in any namespace, and those in some besides."""
        for component in ["controller", "gateway"]:
            account = f"system:serviceaccount:{self.namespace}:slipway-{component}"
            anywhere = rights(account, "default")
            there = {namespace: rights(account, namespace) for namespace in [self.namespace, *namespaces]}
            granted = {"anywhere": anywhere} | {
                namespace: more for namespace, lines in there.items() if (more := sorted(set(lines) - set(anywhere)))
            }
            path = ROOT / "Tests/Packaging/cluster" / folder / f"{component}-rights.yaml"
            expected = yaml.safe_load(path.read_text())
            self.assertEqual(granted, expected["granted"])
            for line in expected["refused"]:
                with self.subTest(f"{component}: {line}"):
                    verb, resource, namespace = line.split()
                    self.assertFalse(may(account, verb, resource, namespace))
        controller = f"system:serviceaccount:{self.namespace}:slipway-controller"
        self.assertTrue(may(controller, "patch", "deployments.apps", self.models))

    def check_what_stays(self, lease, secrets):
        """In Slipway's own namespace, what docs/install.md says."""
        eventually("the pods are gone", lambda: not get("pods", "-n", self.namespace), 120)
        namespaced = ["deployments", "services", "configmaps", "serviceaccounts", "roles", "rolebindings", "networkpolicies",
                      "poddisruptionbudgets", "horizontalpodautoscalers", "replicasets", "endpoints"]
        left = {kind: names(kind, "-n", self.namespace) for kind in namespaced}
        left["serviceaccounts"] -= {"default"}
        left["configmaps"] -= {"kube-root-ca.crt"}
        self.assertEqual({kind: found for kind, found in left.items() if found}, {})
        self.assertEqual(names("leases", "-n", self.namespace), {lease})
        found = {name for name in names("secrets", "-n", self.namespace) if not name.startswith("default-token-")}
        self.assertEqual(found, secrets)
        self.check_what_stays_in_the_cluster()
        self.assertIn("diabetes-keys", names("secrets", "-n", self.models))
        self.assertEqual(names("mdep", "-n", self.models), {"diabetes"})

    def check_what_stays_in_the_cluster(self):
        ours = ["-l", "app.kubernetes.io/part-of=slipway"]
        for kind in ["clusterroles", "clusterrolebindings", "apiservices", "computetargets"]:
            eventually(f"no {kind} are left", lambda: not get(kind, *ours))
        for namespace in ["kube-system", self.models]:
            self.assertEqual(get("roles,rolebindings", "-n", namespace, *ours), [])
        self.assertEqual(len(get("crds", *ours)), 4)

    def remove(self):
        if "slipway" in {release["name"] for release in self.helm.list()}:
            self.helm.uninstall("slipway", wait="legacy", timeout=180)
        self.remove_models(self.models)

    def remove_models(self, namespace):
        """If they are there. No controller is, which would take away its finalizers."""
        for model in names("models", "-n", namespace):
            # Right for one without finalizers, too.
            finalizers = '{"metadata": {"finalizers": null}}'
            kubectl("patch", "model", model, "-n", namespace, "--type=merge", "-p", finalizers)
        kubectl("delete", "deployments", "--all", "-n", namespace)
        kubectl("delete", "pods", "--all", "-n", namespace, "--force", "--grace-period=0")
        kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait=true")
