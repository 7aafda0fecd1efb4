"""Which metrics there are: what queries ask for, and what Slipway and HAProxy expose."""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

import yaml

from manifests import CHART, ROOT

_PATH = f"{os.environ['PATH']}:/usr/sbin"
_WORDS = {"and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset"}


def metrics_in(query):
    """The names of metrics in a query that promtool takes."""
    query = re.sub(r'"(\\.|[^"\\])*"', "", query)
    query = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", query)
    query = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", "", query)
    names = re.findall(r"\b[a-zA-Z_:][a-zA-Z0-9_:]*\b(?!\s*\()", query)
    return set(names) - _WORDS


def queries():
    """Of alerts and panels, by name."""
    groups = yaml.safe_load((CHART / "files/alerts.yaml").read_text())["groups"]
    panels = json.loads((CHART / "files/dashboard.json").read_text())["panels"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]} | {
        panel["title"]: target["expr"] for panel in panels for target in panel.get("targets", [])
    }


def asked_for():
    return {name for query in queries().values() for name in metrics_in(query)}


def exposed_by_slipway():
    """As the registry knows them; a histogram's series besides.

    What only a run can show, the end-to-end tests see to: that pods expose all that alerts and panels ask for.
    """
    runtime = ROOT / "Sources/ControllerRuntime/Metrics"
    text = "".join(path.read_text() for path in sorted((ROOT / "Sources").rglob("MetricDefinition*.swift")))
    definitions = re.split(r'^ +"(\w+)": MetricDefinition\(', text, flags=re.M)
    names = set(definitions[1::2])
    for name, definition in zip(definitions[1::2], definitions[2::2]):
        if "buckets:" in definition:
            names |= {f"{name}_{suffix}" for suffix in ["bucket", "sum", "count"]}
    names |= set(re.findall(r'add\("(process_\w+)"', (runtime / "ProcessMetrics.swift").read_text()))
    assert len(names) > 30, "the metrics are declared in another way than this expects"
    return names


def exposed_by_haproxy():
    """As a HAProxy with one frontend, one backend and one server says itself."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        listener.close()
        configuration = pathlib.Path(folder) / "haproxy.cfg"
        configuration.write_text(f"""
defaults
  mode http
  timeout client 5s
  timeout connect 5s
  timeout server 5s
frontend public
  bind 127.0.0.1:{port}
  http-request use-service prometheus-exporter if {{ path /metrics }}
backend a:b
  server c 127.0.0.1:1
""")
        haproxy = subprocess.Popen([shutil.which("haproxy", path=_PATH), "-db", "-f", configuration])
        try:
            return set(re.findall(r"^# TYPE (\w+)", _get(f"http://127.0.0.1:{port}/metrics"), re.M))
        finally:
            haproxy.terminate()
            haproxy.wait(timeout=10)


def _get(url):
    deadline = time.monotonic() + 10
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
