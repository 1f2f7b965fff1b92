"""Holds deploy/docker and deploy/kubernetes against schemas, against each other, and against the code.

Usage: validate.py PROJECT TARGET. Prints one line per mistake; exits with 1 when there is one.
"""

import re
import subprocess
import sys
from pathlib import Path

import jsonschema

import cluster
import image
import kustomize
import rights
import schemas
from cluster import named
from containers import ONE_DAY_MILLIS, check_docker, topics_of
from job import (
    STORED,
    check_class,
    check_client,
    check_java_options,
    check_properties,
    check_restarts,
    check_storage,
    entries,
    paths,
)
from kustomize import Wrong, identity
from report import Report


def check_kafka(report, where, spec):
    kafka = spec["kafka"]
    longest = kafka["config"].get("transaction.max.timeout.ms")
    report.require(longest == ONE_DAY_MILLIS, where, "transaction.max.timeout.ms is not a day")
    # Without authorization the users' rights are read by nobody.
    authorization = kafka.get("authorization", {})
    report.require(authorization.get("type") == "simple", where, "no authorization: everybody may do everything")
    open_ = str(kafka["config"].get("allow.everyone.if.no.acl.found", "false")).lower() != "false"
    report.require(not authorization.get("superUsers") and not open_, where, "somebody may do everything")
    for operator in ("topicOperator", "userOperator"):
        report.require(operator in spec.get("entityOperator", {}), where, f"no {operator} makes what is asked for")
    for listener in kafka["listeners"]:
        shown = listener["tls"] and listener.get("authentication", {}).get("type") == "tls"
        report.require(shown, where, f"listener {listener['name']} asks for no certificate")


def check_schema(report, where, resource, known):
    version, kind = resource.get("apiVersion"), resource.get("kind")
    if (version, kind) not in known:
        report.require(False, where, f"no schema for {version} {kind}")
        return
    for error in jsonschema.Draft7Validator(known[version, kind]).iter_errors(resource):
        place = ".".join(str(step) for step in error.absolute_path)
        report.require(False, f"{where} {kind} {resource['metadata'].get('name')}", f"{place}: {error.message[:300]}")


def check_topics(report, where, resources, topics):
    found = {r["spec"].get("topicName", r["metadata"]["name"]): r["spec"] for r in resources if r["kind"] == "KafkaTopic"}
    for name in topics.keys() - found.keys():
        report.require(False, where, f"topic {name} is missing")
    for name in found.keys() - topics.keys():
        report.require(False, where, f"topic {name} is not one of topics.txt")
    for name in topics.keys() & found.keys():
        partitions, settings = topics[name]
        spec = found[name]
        report.require(
            spec["partitions"] == partitions, where, f"topic {name} has {spec['partitions']} partitions, not {partitions}"
        )
        config = {key: str(value) for key, value in spec.get("config", {}).items()}
        report.require(config == settings, where, f"topic {name} is set to {config}, not {settings}")


def check_rendering(report, folder, resources):
    """Where a Kustomize that knows our features is at hand, it must render the same."""
    try:
        version = subprocess.run(["kubectl", "version", "--client"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "rendered here alone: no kubectl"
    major = re.search(r"Kustomize Version: v(\d+)", version)
    if not major or int(major.group(1)) < 5:
        return "rendered here alone: kubectl is too old"
    run = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False)
    if run.returncode:
        report.require(False, folder, f"kubectl kustomize: {run.stderr.strip()[:500]}")
        return "kubectl refuses it"
    theirs = {identity(one): one for one in kustomize.yaml.load_all(run.stdout, kustomize.StrictLoader)}
    ours = {identity(one): one for one in resources}
    for who in theirs.keys() | ours.keys():
        report.require(theirs.get(who) == ours.get(who), folder, f"kubectl renders {who} differently")
    return "rendered as kubectl does"


def check_deployment(report, root, where, resource, job, client, built):
    """The job as Flink's operator starts it, against the code, its settings and the image."""
    spec = resource["spec"]
    settings = spec["flinkConfiguration"]
    image.check_pinned(report, where, spec["image"])
    check_java_options(report, root, where, settings)
    check_restarts(report, where, settings)
    stored = settings | dict(entries(job))
    keys = [*STORED, "high-availability.storageDir", "artifact.root", *({"history.root"} & stored.keys())]
    check_storage(report, where, stored, keys, built.file_systems())
    cluster.check_jar(report, where, spec["job"]["jarURI"], built)
    check_class(report, root, where, spec["job"].get("entryClass", ""))
    said = dict(entries(job)).get("parallelism")
    asked = spec["job"]["parallelism"]
    report.require(said == str(asked), where, f"parallelism={asked}, and job.properties says {said}")
    report.require(len(spec["job"].get("args", [])) == 1, where, "the job takes one argument, its settings file")


def check_overlay(report, root, where, resources, built):
    """The resources of one rendering, all of which keep to their schemas."""
    readme = (root / "deploy/README.md").read_text()
    topics = topics_of(root / "deploy/docker/topics.txt")
    check_topics(report, where, resources, topics)
    rights.check_users(report, where, named(resources, "KafkaUser").values(), topics.keys())
    cluster.check_namespaces(report, where, resources)
    kafka = cluster.kafka_cluster(report, where, resources)
    known = cluster.secrets(resources, readme, kafka)
    for name, resource in named(resources, "Kafka").items():
        check_kafka(report, f"{where} Kafka {name}", resource["spec"])
    maps = named(resources, "ConfigMap")
    for kind, name in (("ConfigMap", "tutti-job"), ("FlinkDeployment", "tutti")):
        if name not in named(resources, kind):
            report.require(False, where, f"there is no {kind} {name}")
            return
    data = maps["tutti-job"]["data"]
    job, client = data["job.properties"], data.get("kafka-client.properties", "")
    check_properties(report, root, f"{where} ConfigMap tutti-job", job)
    check_client(report, root, f"{where} ConfigMap tutti-job", job, client)
    servers = dict(entries(job)).get("bootstrap.servers", "")
    cluster.check_brokers(report, f"{where} ConfigMap tutti-job", resources, kafka, servers)
    for name, resource in named(resources, "FlinkDeployment").items():
        place, spec = f"{where} FlinkDeployment", resource["spec"]
        check_deployment(report, root, place, resource, job, client, built)
        wanted = [*spec["job"].get("args", []), *paths(job), *paths(client)]
        cluster.check_pod(report, place, spec["podTemplate"]["spec"], wanted, maps, known)
        cluster.check_roles(report, where, resources, spec["serviceAccount"])
        cluster.check_network(report, where, resources, resource)


def guarded(report, where, check, *arguments):
    """A check that cannot read what it needs says so in one line."""
    try:
        check(report, *arguments)
    except (KeyError, ValueError) as missing:
        report.require(False, where, f"{check.__name__} cannot go on: {type(missing).__name__} {missing}")


def check_kubernetes(report, root, known, compare, built):
    for name in ("base", "overlays/dev", "overlays/prod"):
        folder = root / "deploy/kubernetes" / name
        where = f"kubernetes/{name}"
        before = len(report.mistakes)
        resources = kustomize.render(folder)
        how = check_rendering(report, folder, resources) if compare else "rendered here"
        for resource in resources:
            check_schema(report, where, resource, known)
        # What follows reads fields that the schemas ask for.
        if len(report.mistakes) == before:
            guarded(report, where, check_overlay, root, where, resources, built)
        print(f"{where}: {len(resources)} resources, {how}")


def main(root, target, compare=True):
    report, root = Report(), Path(root)
    try:
        built = image.read(root)
        guarded(report, "docker", check_docker, root, built)
        check_kubernetes(report, root, schemas.load(target), compare, built)
    except Wrong as wrong:
        report.require(False, "deploy", str(wrong))
    for mistake in report.mistakes:
        print(mistake, file=sys.stderr)
    return 1 if report.mistakes else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
