"""What a ServiceAccount may do, as the API server says."""

import json

from cluster import CommandFailed, kubectl

REVIEW = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview"}


def rights(account, namespace):
    """Lines such as `create patch: deployments.apps`, without what every ServiceAccount may do."""
    return sorted(_lines(account, namespace) - _lines("system:serviceaccount:kube-public:nobody", namespace))


def _lines(user, namespace):
    text = json.dumps(REVIEW | {"spec": {"namespace": namespace}})
    answer = kubectl("create", "--raw", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", "-f", "-",
                     f"--as={user}", "--as-group=system:serviceaccounts", "--as-group=system:authenticated", text=text)
    status = json.loads(answer)["status"]
    assert not status["incomplete"], status
    return {line for rule in status["resourceRules"] for line in _resources(rule)} | {
        f"{verb}: {url}" for rule in status["nonResourceRules"] for verb in rule["verbs"] for url in rule["nonResourceURLs"]
    }


def _resources(rule):
    verbs = " ".join(sorted(rule["verbs"]))
    for group in rule["apiGroups"]:
        for resource in rule["resources"]:
            kind = f"{resource}.{group}" if group else resource
            yield from [f"{verbs}: {kind} {name}" for name in rule.get("resourceNames", [])] or [f"{verbs}: {kind}"]


def may(account, verb, resource, namespace):
    """By `kubectl auth can-i`, which ends with 1 for no.

    resource: such as `deployments.apps`, or `pods/exec` for a subresource.
    """
    kind, _, subresource = resource.partition("/")
    try:
        answer = kubectl("auth", "can-i", verb, kind, f"--subresource={subresource}", "-n", namespace, f"--as={account}")
    except CommandFailed as error:
        if error.stdout.strip() != "no":
            raise
        return False
    assert answer.strip() == "yes", answer
    return True
