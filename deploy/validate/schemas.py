"""Strict JSON schemas by (apiVersion, kind), from what `mvn package` put into target/lib.

Own kinds of operators come from their resource definitions, Kubernetes' kinds from the schemas in the model jars.
Every object is closed: a field that the schema does not name is an error, as it is for `kubectl apply --validate=strict`.
"""

import json
import subprocess
import zipfile
from pathlib import Path

import yaml

STRIMZI = {
    "Kafka": "kafka.Kafka",
    "KafkaNodePool": "nodepool.KafkaNodePool",
    "KafkaTopic": "topic.KafkaTopic",
    "KafkaUser": "user.KafkaUser",
}
MODELS = {
    ("v1", "Namespace"): ("core", "kubernetes_core_Namespace"),
    ("v1", "ServiceAccount"): ("core", "kubernetes_core_ServiceAccount"),
    ("v1", "ConfigMap"): ("core", "kubernetes_core_ConfigMap"),
    ("rbac.authorization.k8s.io/v1", "Role"): ("rbac", "kubernetes_rbac_v1_Role"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"): ("rbac", "kubernetes_rbac_v1_RoleBinding"),
    ("networking.k8s.io/v1", "NetworkPolicy"): ("networking", "kubernetes_networking_v1_NetworkPolicy"),
}
OBJECT_META = "kubernetes_apimachinery_pkg_apis_ObjectMeta"


def _only(lib, pattern):
    found = list(lib.glob(pattern))
    if len(found) != 1:
        raise FileNotFoundError(f"expected one {pattern} in {lib}, were {len(found)}")
    return found[0]


def _strict(schema):
    """A schema in which objects are closed and Kubernetes' own extensions are said in JSON Schema."""
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        # What stands beside a reference is for the generator of the Java classes.
        return {"$ref": schema["$ref"]}
    if schema.get("x-kubernetes-int-or-string") or schema.get("existingJavaType", "").endswith(".IntOrString"):
        return {"type": ["integer", "string"]}
    kept = {
        key: schema[key]
        for key in ("type", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
        if key in schema
    }
    if isinstance(schema.get("required"), list):
        kept["required"] = schema["required"]
    for key in ("items", "oneOf", "anyOf", "allOf", "not"):
        if key in schema:
            kept[key] = _strict(schema[key])
    if "properties" in schema:
        kept["properties"] = {name: _strict(one) for name, one in schema["properties"].items()}
    if schema.get("type") == "object" and not schema.get("x-kubernetes-preserve-unknown-fields"):
        more = schema.get("additionalProperties")
        # A free-form map says what its values are; beside named properties `true` only means "not checked".
        kept["additionalProperties"] = _strict(more) if isinstance(more, dict) else False
    return kept


def _definitions(lib, model):
    with zipfile.ZipFile(_only(lib, f"kubernetes-model-{model}-*.jar")) as jar:
        definitions = json.loads(jar.read("schema/kube-schema.json"))["definitions"]
    strict = {name: _strict(one) for name, one in definitions.items()}
    for name in strict:
        if name.endswith("_IntOrString"):
            strict[name] = {"type": ["integer", "string"]}
        if name.endswith("_Time") or name.endswith("_MicroTime") or name.endswith("_Quantity"):
            strict[name] = {"type": "string"}
    return strict


def _of_definition(definition, meta):
    group, kind = definition["spec"]["group"], definition["spec"]["names"]["kind"]
    for version in definition["spec"]["versions"]:
        if not version["served"]:
            continue
        schema = _strict(version["schema"]["openAPIV3Schema"])
        schema["properties"].update(
            apiVersion={"const": f"{group}/{version['name']}"},
            kind={"const": kind},
            metadata={"$ref": f"#/definitions/{OBJECT_META}"},
        )
        schema["required"] = sorted({*schema.get("required", []), "apiVersion", "kind", "metadata", "spec"})
        schema["definitions"] = meta
        yield (f"{group}/{version['name']}", kind), schema


def load(target):
    """All schemas; `target` is where Maven left lib, and where the definitions Strimzi prints are kept."""
    target = Path(target)
    lib = target / "lib"
    schemas = {}
    core = _definitions(lib, "core")
    for (version, kind), (model, name) in MODELS.items():
        definitions = _definitions(lib, model)
        schema = dict(definitions[name])
        schema["properties"] = {**schema["properties"], "apiVersion": {"const": version}, "kind": {"const": kind}}
        schema["required"] = ["apiVersion", "kind", "metadata"]
        schema["definitions"] = definitions
        schemas[version, kind] = schema

    printed = {kind: target / f"{kind}.yaml" for kind in STRIMZI}
    if not all(file.exists() for file in printed.values()):
        subprocess.run(
            ["java", "-cp", f"{lib}/*", "io.strimzi.crdgenerator.CrdGenerator", "--yaml"]
            + [f"io.strimzi.api.kafka.model.{STRIMZI[kind]}={file.resolve()}" for kind, file in printed.items()],
            check=True,
            stderr=subprocess.DEVNULL,
        )
    for file in printed.values():
        schemas.update(_of_definition(yaml.load(file.read_text(), yaml.CSafeLoader), core))

    with zipfile.ZipFile(_only(lib, "flink-kubernetes-operator-api-*.jar")) as jar:
        flink = yaml.load(jar.read("META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml"), yaml.CSafeLoader)
    for (version, kind), schema in _of_definition(flink, core):
        # This operator's list of versions ends before Flink 2; the one we run on is added, and nothing else is.
        versions = schema["properties"]["spec"]["properties"]["flinkVersion"]["enum"]
        if "v2_3" not in versions:
            versions.append("v2_3")
        schemas[version, kind] = schema
    return schemas
