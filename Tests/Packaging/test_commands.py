import functools
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import yaml

from manifests import ROOT
from test_documentation import pages

SLIPWAY = os.environ["SLIPWAY_BINARY"]
# An indented line, one behind a prompt, or words in backquotes.
LINE = re.compile(r"^(?: {4,}|\$ )(.*)$", re.M)
QUOTED = re.compile(r"`([^`\n]+)`")
FENCED_YAML = re.compile(r"^ *```ya?ml\n(.*?)^ *```", re.M | re.S)


def commands(page, program):
    """The words behind `program` in each command that a page shows."""
    text = page.read_text().replace("\\\n", " ")
    for line in LINE.findall(text) + QUOTED.findall(text):
        for command in re.split(r"&&|\||;|\$\(", line.split(" #")[0]):
            words = command.replace(")", "").split()
            if words and re.fullmatch(rf"(.*/)?{program}", words[0]):
                yield words[1:]


@functools.cache
def usage(*subcommand):
    """What `--help` says of a subcommand, "" if there is none."""
    result = subprocess.run([SLIPWAY, *subcommand, "--help"], check=False, capture_output=True, text=True, timeout=60)
    usage = re.search(r"^USAGE: (.*)$", result.stdout, re.M)
    known = usage and usage[1].startswith(" ".join(["slipway", *subcommand]))
    return result.stdout if known else ""


class CommandTests(unittest.TestCase):
    """What the documentation tells its readers to type."""

    def test_that_slipway_knows_each_subcommand_and_option(self):
        checked = 0
        for page in pages():
            for words in commands(page, "slipway"):
                with self.subTest(page=str(page.relative_to(ROOT)), command=" ".join(words)):
                    subcommand = []
                    while len(subcommand) < len(words) and re.fullmatch("[a-z-]+", words[len(subcommand)]):
                        if not usage(*subcommand, words[len(subcommand)]):
                            break
                        subcommand.append(words[len(subcommand)])
                    options = {word.split("=")[0] for word in words if re.match("--?[a-z]", word)}
                    self.assertTrue(subcommand or not words or options == {"--version"}, "no such subcommand")
                    for option in options:
                        self.assertRegex(usage(*subcommand), rf"(?<![\w-]){option}(?![\w-])")
                    checked += 1
        self.assertGreater(checked, 40)

    def test_that_make_knows_each_target(self):
        targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
        for page in pages():
            for words in commands(page, "make"):
                with self.subTest(page=str(page.relative_to(ROOT)), command=" ".join(words)):
                    self.assertEqual({word for word in words if re.fullmatch("[a-z-]+", word)} - targets, set())

    def test_that_folders_and_charts_are_there(self):
        checked = 0
        for page in pages():
            for program in ["kubectl", "helm", "slipway"]:
                for words in commands(page, program):
                    for path in words:
                        if re.match("(charts|deploy|examples|crds)/", path):
                            with self.subTest(page=str(page.relative_to(ROOT)), path=path):
                                self.assertTrue((ROOT / path).exists())
                                checked += 1
        self.assertGreater(checked, 5)

    def test_that_whole_manifests_are_valid(self):
        checked = 0
        for page in pages():
            for text in FENCED_YAML.findall(page.read_text()):
                if not re.search(r"^apiVersion: serving\.slipway\.dev/", text, re.M):
                    continue
                with self.subTest(page=str(page.relative_to(ROOT)), manifest=text), tempfile.TemporaryDirectory() as folder:
                    file = pathlib.Path(folder) / "manifest.yaml"
                    file.write_text(text)
                    command = [SLIPWAY, "validate", "--allow-missing-references", file]
                    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
                    self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
                    checked += 1
        self.assertGreater(checked, 0)

    def test_that_the_files_of_azure_ml_are_imported(self):
        """And that each key in them is known, or named with what to do."""
        page = (ROOT / "docs/migrate-from-azureml.md").read_text()
        inference, deployment = re.findall(r"^```json\n(.*?)^```", page, re.M | re.S)
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "src").mkdir()
            for name, text in [("inferenceconfig.json", inference), ("deploymentconfig.json", deployment),
                               ("src/score.py", "pass"), ("conda.yml", "dependencies: [numpy]"), ("model.pkl", "x")]:
                (root / name).write_text(text)
            [words] = [words for words in commands(ROOT / "docs/migrate-from-azureml.md", "slipway") if "--deployment-config" in words]
            result = subprocess.run([SLIPWAY, *words], cwd=root, check=False, capture_output=True, text=True, timeout=60)
            self.assertEqual(result.returncode, 0, result.stderr)
            made = list(yaml.safe_load_all((root / "mnist.yaml").read_text()))
        self.assertNotIn("no such key", result.stderr)
        types = {manifest["metadata"]["name"]: manifest["type"] for manifest in made if manifest["kind"] == "Secret"}
        self.assertEqual(types, {"mnist-keys": "serving.slipway.dev/keys"})


if __name__ == "__main__":
    unittest.main()
