"""What tuned/operator.py does, as kopf's documentation has one write it: functions that are no coroutines, the official
client, every setting as it comes.
"""

import json
import os
import string

import kopf
from kubernetes import client

with open(os.environ["CHILDREN"]) as file:
    CHILDREN = string.Template(file.read())


@kopf.on.create("serving.slipway.dev", "v1alpha1", "modeldeployments")
def create(name, namespace, meta, patch, **_):
    policy, deployment, service, scaler = json.loads(CHILDREN.substitute(NAME=name, NAMESPACE=namespace))
    kopf.adopt([policy, deployment, service, scaler])
    client.NetworkingV1Api().create_namespaced_network_policy(namespace, policy)
    client.AppsV1Api().create_namespaced_deployment(namespace, deployment)
    client.CoreV1Api().create_namespaced_service(namespace, service)
    group, version = scaler["apiVersion"].split("/")
    client.CustomObjectsApi().create_namespaced_custom_object(
        group, version, namespace, "horizontalpodautoscalers", scaler
    )
    patch.status["observedGeneration"] = meta["generation"]
    patch.status["state"] = "Transitioning"
