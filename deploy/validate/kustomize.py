"""Renders a kustomization: the few features ours use, anything else is refused.

Debian's kubectl holds a Kustomize of 2019 that does not know `patches`. Where a newer kubectl is there, `validate.py`
demands that it renders the same.
"""

import copy
from pathlib import Path

import yaml


class Wrong(Exception):
    """Something in the tree is wrong; the text names the place."""


class StrictLoader(yaml.CSafeLoader):
    """Refuses a key that is written twice in one mapping."""


def _mapping(loader, node):
    loader.flatten_mapping(node)
    seen = set()
    for key, _ in node.value:
        name = loader.construct_object(key, deep=True)
        if name in seen:
            raise Wrong(f"{key.start_mark.name}:{key.start_mark.line + 1}: key '{name}' is written twice")
        seen.add(name)
    return yaml.CSafeLoader.construct_mapping(loader, node, deep=True)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load(path):
    """Every document of a YAML file."""
    try:
        with open(path, encoding="utf-8") as file:
            return [document for document in yaml.load_all(file, StrictLoader) if document is not None]
    except (OSError, yaml.YAMLError) as error:
        raise Wrong(f"{path}: {error}") from error


def identity(resource):
    """Kind, namespace and name."""
    metadata = resource.get("metadata", {})
    return resource.get("kind"), metadata.get("namespace", ""), metadata.get("name")


def _merged(base, patch):
    # RFC 7386, as Kustomize does it for kinds it has no merge keys of.
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = dict(base) if isinstance(base, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _merged(result.get(key), value)
    return result


def _operated(resource, operation, where):
    if set(operation) != {"op", "path", "value"} or operation["op"] not in ("replace", "add"):
        raise Wrong(f"{where}: expected op add or replace with path and value, was {operation}")
    *parents, last = operation["path"].lstrip("/").split("/")
    result = copy.deepcopy(resource)
    place = result
    for name in parents:
        if not isinstance(place, dict) or name not in place:
            raise Wrong(f"{where}: {operation['path']} is not in {identity(resource)}")
        place = place[name]
    if not isinstance(place, dict) or (operation["op"] == "replace" and last not in place):
        raise Wrong(f"{where}: {operation['path']} is not in {identity(resource)}")
    place[last] = operation["value"]
    return result


def _patched(resources, patch, folder):
    where = folder / patch.get("path", "?")
    if not set(patch) <= {"path", "target"} or "path" not in patch:
        raise Wrong(f"{folder}/kustomization.yaml: expected a patch with path and target, was {patch}")
    documents = load(where)
    if len(documents) != 1:
        raise Wrong(f"{where}: expected one document, were {len(documents)}")
    body = documents[0]
    target = patch.get("target")
    if isinstance(body, list):
        if not target or not set(target) <= {"kind", "name"}:
            raise Wrong(f"{where}: expected a target of kind and name, was {target}")
        hits = [
            n
            for n, resource in enumerate(resources)
            if resource["kind"] == target.get("kind", resource["kind"])
            and resource["metadata"]["name"] == target.get("name", resource["metadata"]["name"])
        ]
    elif target:
        raise Wrong(f"{where}: a merge patch names its resource itself, without target")
    else:
        hits = [n for n, resource in enumerate(resources) if identity(resource) == identity(body)]
    if not hits:
        raise Wrong(f"{where}: nothing here is {target or identity(body)}")
    for n in hits:
        if isinstance(body, list):
            for operation in body:
                resources[n] = _operated(resources[n], operation, where)
        elif resources[n]["kind"] not in ("FlinkDeployment", "ConfigMap"):
            # Kustomize merges lists of built-in kinds by key; this file does not.
            raise Wrong(f"{where}: a merge patch of a {resources[n]['kind']} is not known here")
        else:
            resources[n] = _merged(resources[n], body)


def render(folder):
    """The resources of a kustomization, each once."""
    folder = Path(folder)
    documents = load(folder / "kustomization.yaml")
    file = documents[0] if len(documents) == 1 else {}
    unknown = set(file) - {"apiVersion", "kind", "resources", "patches"}
    if unknown or file.get("kind") != "Kustomization":
        raise Wrong(f"{folder}/kustomization.yaml: not known here: {sorted(unknown) or file.get('kind')}")
    resources = []
    for name in file.get("resources", []):
        path = folder / name
        resources += render(path.resolve()) if path.is_dir() else load(path)
    seen = set()
    for resource in resources:
        who = identity(resource)
        if who in seen:
            raise Wrong(f"{folder}: {who} is there twice")
        seen.add(who)
    for patch in file.get("patches", []):
        _patched(resources, patch, folder)
    return resources
