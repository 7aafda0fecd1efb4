"""The real cluster of KUBECONFIG, by kubectl."""

import json
import os
import subprocess
import time

SLIPWAY = os.environ["SLIPWAY_BINARY"]


class CommandFailed(AssertionError):
    def __init__(self, command, result):
        super().__init__(f"{' '.join(map(str, command))}: {result.stdout}{result.stderr}")
        self.stdout = result.stdout


def run(*command, text=None, timeout=180):
    result = subprocess.run(command, check=False, input=text, capture_output=True, text=True, timeout=timeout)
    if result.returncode != 0:
        raise CommandFailed(command, result)
    return result.stdout


def kubectl(*arguments, text=None):
    return run("kubectl", *arguments, text=text)


def get(*arguments):
    """The object, or the items of the list, that `kubectl get` shows."""
    answer = json.loads(kubectl("get", *arguments, "-o", "json"))
    return answer["items"] if answer["kind"].endswith("List") else answer


def names(*arguments):
    return {item["metadata"]["name"] for item in get(*arguments)}


def eventually(what, condition, seconds=60):
    """Asks until `condition` returns something true, and returns that."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.2)
    return answer
