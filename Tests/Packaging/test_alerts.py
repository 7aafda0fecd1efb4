import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import yaml

from manifests import CHART, ROOT, by_identity, chart
from metric_names import exposed_by_haproxy, exposed_by_slipway, metrics_in, queries

PROMTOOL = pathlib.Path(sys.executable).parent / "promtool"
ALERTS = CHART / "files" / "alerts.yaml"
DASHBOARD = json.loads((CHART / "files" / "dashboard.json").read_text())


def rules():
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def panels():
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def promtool(*arguments, folder):
    result = subprocess.run([PROMTOOL, *arguments], cwd=folder, check=False, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stdout + result.stderr


class AlertTests(unittest.TestCase):
    def test_that_each_fires_when_it_should_and_not_otherwise(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "alerts-under-test.yaml").write_text(ALERTS.read_text())
            cases = (ROOT / "Tests/Packaging/alerts.yaml").read_text()
            (pathlib.Path(folder) / "cases.yaml").write_text(cases)
            promtool("check", "rules", "alerts-under-test.yaml", folder=folder)
            promtool("test", "rules", "cases.yaml", folder=folder)
        for rule in rules():
            self.assertIn(f'alertname="{rule["alert"]}"', cases)

    def test_that_each_has_a_runbook(self):
        text = (ROOT / "docs/runbooks.md").read_text()
        self.assertEqual(set(re.findall(r"^## (Slipway\w+)$", text, re.M)), {rule["alert"] for rule in rules()})
        for rule in rules():
            self.assertEqual(rule["annotations"]["runbook"], f"docs/runbooks.md#{rule['alert'].lower()}")
            self.assertIn(rule["labels"]["severity"], ["critical", "warning"])

    def test_that_the_chart_installs_them_as_they_are(self):
        made = by_identity(chart({"prometheusRule": {"enabled": True}, "grafanaDashboard": {"enabled": True}}))
        rule = made["PrometheusRule", "slipway-system", "slipway"]
        self.assertEqual(rule["spec"], yaml.safe_load(ALERTS.read_text()))
        dashboard = made["ConfigMap", "slipway-system", "slipway-dashboard"]
        self.assertEqual(json.loads(dashboard["data"]["slipway.json"]), DASHBOARD)


class QueryTests(unittest.TestCase):
    """Each query is PromQL, and asks for metrics that exist."""

    @classmethod
    def setUpClass(cls):
        cls.exposed = exposed_by_slipway() | exposed_by_haproxy()
        cls.queries = {name: query.replace("$__rate_interval", "5m") for name, query in queries().items()}

    def test_that_a_name_that_does_not_exist_would_be_found(self):
        query = 'sum by (a) (rate(no_such_metric{b="c"}[5m])) / on (d) histogram_quantile(0.9, x_bucket) > bool 2'
        self.assertEqual(metrics_in(query), {"no_such_metric", "x_bucket"})

    def test_that_alerts_and_panels_ask_for_metrics_that_exist(self):
        self.assertEqual(len(self.queries), len(panels()) + len(rules()))
        for name, query in self.queries.items():
            with self.subTest(name):
                self.assertTrue(metrics_in(query))
                self.assertEqual(metrics_in(query) - self.exposed, set())

    def test_that_variables_ask_for_metrics_that_exist(self):
        for variable in DASHBOARD["templating"]["list"]:
            if variable["type"] == "query":
                query = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["query"]["query"])
                self.assertTrue(metrics_in(query[1]))
                self.assertEqual(metrics_in(query[1]) - self.exposed, set())

    def test_that_panels_are_promql(self):
        recording = [{"record": f"panel:{i}", "expr": query} for i, query in enumerate(self.queries.values())]
        with tempfile.TemporaryDirectory() as folder:
            text = json.dumps({"groups": [{"name": "panels", "rules": recording}]})
            (pathlib.Path(folder) / "panels.json").write_text(text)
            promtool("check", "rules", "panels.json", folder=folder)

    def test_that_panels_do_not_overlap(self):
        taken = set()
        for panel in DASHBOARD["panels"]:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            taken |= cells


if __name__ == "__main__":
    unittest.main()
