"""The least that a kopf operator has to do to make the children that Slipway makes, and to say so in the status.

CHILDREN names a file with the manifests as Slipway writes them, NAME and NAMESPACE standing for what differs.
"""

import json
import os
import string

import kopf
from kubernetes_asyncio import client, config

GROUP = "serving.slipway.dev"

with open(os.environ["CHILDREN"]) as file:
    CHILDREN = string.Template(file.read())


@kopf.on.startup()
async def configure(settings, memo, **_):
    settings.posting.enabled = False
    await config.load_kube_config()
    memo.api = client.ApiClient()


@kopf.on.cleanup()
async def close(memo, **_):
    await memo.api.close()


@kopf.on.create(GROUP, "v1alpha1", "modeldeployments")
async def create(name, namespace, meta, memo, patch, **_):
    policy, deployment, service, scaler = json.loads(CHILDREN.substitute(NAME=name, NAMESPACE=namespace))
    kopf.adopt([policy, deployment, service, scaler])
    await client.NetworkingV1Api(memo.api).create_namespaced_network_policy(namespace, policy)
    await client.AppsV1Api(memo.api).create_namespaced_deployment(namespace, deployment)
    await client.CoreV1Api(memo.api).create_namespaced_service(namespace, service)
    group, version = scaler["apiVersion"].split("/")
    await client.CustomObjectsApi(memo.api).create_namespaced_custom_object(
        group, version, namespace, "horizontalpodautoscalers", scaler
    )
    patch.status["observedGeneration"] = meta["generation"]
    patch.status["state"] = "Transitioning"
