import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import yaml
from lupa.lua51 import LuaRuntime

from manifests import NO_OTHER_KUBECTL, OTHER_KUBECTL, ROOT, by_identity, chart, definitions, documents, kustomize

GITOPS = ROOT / "deploy/gitops"
GOLDEN = ROOT / "Tests/ServingCoreTests/Golden"
KINDS = {"compute-target": "ComputeTarget", "inference-service": "InferenceService", "model": "Model"}
PREFIXED = """
namePrefix: new-
bases: [base]
secretGenerator:
- {name: model-storage, literals: [accountKey=x]}
"""


def golden_objects():
    """Every status that the golden tests expect, with the spec that it is of."""
    for file in sorted(GOLDEN.glob("*/*/status.yaml")):
        kind = KINDS.get(file.parent.parent.name, "ModelDeployment")
        specs = [m for m in documents((file.parent / "in.yaml").read_text()) if m.get("kind") == kind]
        status = yaml.safe_load(file.read_text())
        spec = specs[0].get("spec") if specs else {}
        yield str(file.parent.relative_to(GOLDEN)), {
            "metadata": {"name": "x", "generation": status["observedGeneration"]}, "spec": spec or {}, "status": status,
        }


def kstatus(manifest):
    """What Flux goes by: `status.Compute` of kubernetes-sigs/cli-utils, for a kind that it does not know."""
    if "deletionTimestamp" in manifest["metadata"]:
        return "Terminating"
    status = manifest.get("status", {})
    observed = status.get("observedGeneration")
    if observed is not None and observed != manifest["metadata"]["generation"]:
        return "InProgress"
    conditions = status.get("conditions", [])
    for condition in conditions:
        if condition["type"] == "Reconciling" and condition["status"] == "True":
            return "InProgress"
        if condition["type"] == "Stalled" and condition["status"] == "True":
            return "Failed"
    for condition in conditions:
        if condition["type"] == "Ready":
            return "Current" if condition["status"] == "True" else "InProgress"
    return "Current"


class ArgoHealth:
    """The script of argocd-cm.yaml in a Lua of Argo CD's version, without its libraries, as Argo CD runs it."""

    def __init__(self):
        data = yaml.safe_load((GITOPS / "argocd/argocd-cm.yaml").read_text())["data"]
        kinds = {definition["spec"]["names"]["kind"] for definition in definitions()}
        assert set(data) == {f"resource.customizations.health.serving.slipway.dev_{kind}" for kind in kinds}, set(data)
        [script] = set(data.values())
        self._lua = LuaRuntime(register_eval=False, register_builtins=False)
        self._run = self._lua.eval("function(obj, script) "
                                   "return setfenv(loadstring(script), {obj = obj, ipairs = ipairs, pairs = pairs})() end")
        self._script = script

    def __call__(self, manifest):
        health = self._run(self._lua.table_from(manifest, recursive=True), self._script)
        return health["status"], health["message"]


class StatusTests(unittest.TestCase):
    def test_that_argo_and_flux_judge_every_status_alike(self):
        argo = ArgoHealth()
        names = {"Current": {"Healthy", "Suspended"}, "InProgress": {"Progressing"}, "Failed": {"Degraded"}}
        seen = set()
        for name, manifest in golden_objects():
            with self.subTest(name):
                health, message = argo(manifest)
                self.assertIn(health, names[kstatus(manifest)])
                self.assertTrue(message)
                seen.add(health)
        self.assertEqual(seen, {"Healthy", "Suspended", "Progressing", "Degraded"})

    def test_that_ready_is_always_there_and_a_failure_is_never_current(self):
        for name, manifest in golden_objects():
            with self.subTest(name):
                conditions = {c["type"]: c["status"] for c in manifest["status"]["conditions"]}
                self.assertEqual(conditions["Ready"] == "True", kstatus(manifest) == "Current")
                self.assertFalse({"Stalled", "Reconciling"} <= {t for t, s in conditions.items() if s == "True"})

    def test_that_what_slipway_has_not_seen_yet_is_progressing(self):
        argo = ArgoHealth()
        new = {"metadata": {"generation": 1}, "spec": {}}
        self.assertEqual(argo(new), ("Progressing", "waiting for Slipway"))
        ready = [{"type": "Ready", "status": "True", "message": "m"}]
        edited = {"metadata": {"generation": 2}, "spec": {}, "status": {"observedGeneration": 1, "conditions": ready}}
        self.assertEqual((argo(edited)[0], kstatus(edited)), ("Progressing", "InProgress"))


class RepositoryTests(unittest.TestCase):
    def test_that_slipway_takes_what_kustomize_makes(self):
        for stage in ["staging", "production"]:
            with self.subTest(stage):
                text = yaml.safe_dump_all(kustomize(f"deploy/gitops/models/{stage}"))
                result = subprocess.run(
                    [os.environ["SLIPWAY_BINARY"], "validate", "-"], check=False, input=text, capture_output=True, text=True,
                    timeout=30,
                )
                self.assertEqual(result.returncode, 0, result.stdout)

    def test_that_names_follow(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(GITOPS / "models/base", f"{folder}/base")
            (pathlib.Path(folder) / "kustomization.yaml").write_text(PREFIXED)
            made = {manifest["kind"]: manifest for manifest in kustomize(folder)}
        names = {kind: manifest["metadata"]["name"] for kind, manifest in made.items()}
        self.assertEqual(names["ModelDeployment"], "new-diabetes")
        self.assertEqual(made["InferenceService"]["spec"]["traffic"][0]["deployment"], names["ModelDeployment"])
        source = made["ModelDeployment"]["spec"]["inferenceConfig"]["source"]
        self.assertEqual(source["configMapRef"]["name"], names["ConfigMap"])
        self.assertRegex(names["ConfigMap"], "^new-diabetes-code-[a-z0-9]{10}$")
        self.assertEqual(made["Model"]["spec"]["credentialsSecretRef"]["name"], names["Secret"])

    def test_that_labels_reach_the_pods(self):
        made = by_identity(kustomize("deploy/gitops/models/production"))
        deployment = made["ModelDeployment", "models-production", "diabetes"]
        self.assertEqual(deployment["spec"]["podTemplate"]["labels"], {"example.com/stage": "production"})
        self.assertEqual(deployment["spec"]["autoscale"], {"minReplicas": 2, "maxReplicas": 20})

    @unittest.skipUnless(OTHER_KUBECTL, f"kubectl 1.20 changes no images of kinds that it does not know: {NO_OTHER_KUBECTL}")
    def test_that_images_follow(self):
        made = by_identity(kustomize("deploy/gitops/models/production", OTHER_KUBECTL))
        deployment = made["ModelDeployment", "models-production", "diabetes"]
        image = deployment["spec"]["inferenceConfig"]["environment"]["image"]
        self.assertEqual(image, "myregistry.azurecr.io/scoring:1")

    def test_that_argo_deletes_no_definition(self):
        """Which would delete every object of its kind."""
        slipway = by_identity(documents((GITOPS / "argocd/slipway.yaml").read_text()))["Application", "argocd", "slipway"]
        self.assertTrue(slipway["spec"]["source"]["helm"]["skipCrds"])
        text = (GITOPS / "argocd/crds.yaml").read_text()
        source = by_identity(documents(text))["Application", "argocd", "slipway-crds"]["spec"]["source"]
        self.assertEqual(source["targetRevision"], slipway["spec"]["source"]["targetRevision"])
        self.assertEqual(by_identity(kustomize(source["path"])), by_identity(definitions()))
        options = source["kustomize"]["commonAnnotations"]["argocd.argoproj.io/sync-options"]
        self.assertEqual(options, "Prune=false,Delete=false")

    def test_that_the_values_in_it_are_the_charts(self):
        flux = by_identity(documents((GITOPS / "flux/slipway.yaml").read_text()))
        argo = by_identity(documents((GITOPS / "argocd/slipway.yaml").read_text()))
        release = flux["HelmRelease", "flux-system", "slipway"]["spec"]["values"]
        application = argo["Application", "argocd", "slipway"]["spec"]["source"]["helm"]["valuesObject"]
        self.assertEqual(release, application)
        self.assertTrue(chart(release))


if __name__ == "__main__":
    unittest.main()
