"""Kubernetes' published schemas, strict: a field they do not know is a mistake."""

import functools
import json

import jsonschema
import kubernetes_validate
from kubernetes_validate import utils
from referencing import Registry, Resource

from manifests import CUSTOM_KINDS, identity

# The oldest that kubernetes-validate has is 1.25; 1.20 is what the end-to-end tests install on.
VERSIONS = list(dict.fromkeys(utils.major_minor(version) for version in utils.all_versions()))


@functools.cache
def _validator(kind, api_version, version):
    group = api_version.split("/")[0].split(".")[0] if "/" in api_version else None
    name = f"{group}-{api_version.split('/')[1]}" if group else api_version
    folder = f"kubernetes-json-schema/v{version}.0-local-strict"
    schema = utils.schema_contents(f"{folder}/{kind.lower()}-{name}.json", version)
    return jsonschema.validators.Draft202012Validator(schema, registry=_registry(folder, version))


@functools.cache
def _registry(folder, version):
    return Resource.from_contents(utils.schema_contents(f"{folder}/_definitions.json", version)) @ Registry()


def mistakes(manifest):
    """What is wrong with an object, for each version of Kubernetes.

    An apiVersion that a version does not serve is a mistake; kinds that are no part of Kubernetes are passed over by name.
    """
    if manifest["kind"] in CUSTOM_KINDS:
        return []
    return [text for version in VERSIONS for text in _mistakes(manifest, version)]


def _mistakes(manifest, version):
    try:
        validator = _validator(manifest["kind"], manifest["apiVersion"], version)
    except FileNotFoundError:
        return [f"Kubernetes {version} does not serve {manifest['apiVersion']} {manifest['kind']}"]
    return [
        f"{identity(manifest)} is wrong for Kubernetes {version}: {error.json_path}: {error.message}"
        for error in validator.iter_errors(manifest)
    ]
