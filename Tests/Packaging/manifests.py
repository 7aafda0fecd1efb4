"""What charts/slipway and deploy/ make: lists of objects, as kubectl would be given them."""

import pathlib
import shutil
import subprocess
import sys

import yaml
from helm_python.chart import Chart

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "charts" / "slipway"
NAMESPACE = "slipway-system"
# A release for one namespace, which leaves to others what is the whole cluster's.
FOR_ONE_NAMESPACE = {"metricsAPI": {"enabled": False}, "computeTarget": {"create": False}, "watchNamespace": "team-a"}
# What the API server of an installation learns from crds/ or from the Prometheus operator: no schema is published for it.
CUSTOM_KINDS = {"ComputeTarget", "PrometheusRule", "ServiceMonitor"}

# The kubectl of this machine. CI has none: the test cluster's is made later, and is Debian's, too.
OTHER_KUBECTL = shutil.which("kubectl")
NO_OTHER_KUBECTL = "there is no kubectl in PATH, as in CI, where nothing has one newer than 1.20; run this where one is"


def documents(text):
    return [document for document in yaml.safe_load_all(text) if document]


def identity(manifest):
    metadata = manifest["metadata"]
    return manifest["kind"], metadata.get("namespace", ""), metadata["name"]


def by_identity(manifests):
    found = {identity(manifest): manifest for manifest in manifests}
    assert len(found) == len(manifests), "an object is there twice"
    return found


def chart(values=None, namespace=NAMESPACE):
    """The objects of the chart's templates, without tests and custom resource definitions."""
    rendered = Chart.load(CHART).render(values or {}, name="slipway", namespace=namespace)
    files = [text for path, text in sorted(rendered.items()) if path.endswith(".yaml")]
    manifests = [manifest for text in files for manifest in documents(text)]
    return [manifest for manifest in manifests if "helm.sh/hook" not in manifest["metadata"].get("annotations", {})]


def hooks(values=None):
    """The objects that `helm test` makes."""
    rendered = Chart.load(CHART).render(values or {}, name="slipway", namespace=NAMESPACE)
    manifests = [manifest for path, text in rendered.items() if "/tests/" in path for manifest in documents(text)]
    assert all("helm.sh/hook" in manifest["metadata"]["annotations"] for manifest in manifests)
    return manifests


def definitions():
    return [manifest for path in sorted((ROOT / "crds").glob("*.yaml")) for manifest in documents(path.read_text())]


def kustomize(folder, kubectl=pathlib.Path(sys.executable).parent / "kubectl"):
    """The objects of a folder of deploy/, by Debian's kubectl 1.20 unless another one is named."""
    result = subprocess.run(
        [kubectl, "kustomize", ROOT / folder], check=False, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    return documents(result.stdout)
