"""Holds deploy/docker and deploy/kubernetes against schemas, against each other, and against the code.

Usage: validate.py PROJECT TARGET. Prints one line per mistake; exits with 1 when there is one.
"""

import re
import subprocess
import sys
from pathlib import Path

import jsonschema

import kustomize
import schemas
from kustomize import Wrong, identity

FLINK_IMAGE = re.compile(r"^ARG FLINK_IMAGE=flink:([0-9.]+)-java17(@sha256:[0-9a-f]{64})?$", re.M)
PINNED = re.compile(r"^[^\s:@]+(:[0-9][\w.-]*|:\$\{\w+:-[0-9][\w.-]*\})?(@sha256:[0-9a-f]{64})?$")
ONE_DAY_MILLIS = 86_400_000
# Who may only read.
READERS = {"tutti-analyst"}


class Report:
    """Collects mistakes, each with its place."""

    def __init__(self):
        self.mistakes = []

    def require(self, holds, where, what):
        if not holds:
            self.mistakes.append(f"{where}: {what}")


def topics_of(file):
    """Name → (partitions, settings) of topics.txt."""
    topics = {}
    for line in file.read_text().splitlines():
        if line and not line.startswith("#"):
            name, partitions, *settings = line.split()
            topics[name] = (int(partitions), dict(one.split("=", 1) for one in settings))
    return topics


def pom_property(root, name):
    return re.search(f"<{re.escape(name)}>([^<]+)<", (root / "pom.xml").read_text()).group(1)


def job_keys(root):
    """The keys of the job's properties file, by the code that reads it."""
    code = (root / "flink-job/src/main/java/dev/tutti/job/config/JobConfigFile.java").read_text()
    return set(re.findall(r'file\.(?:text|integer|decimal|list)\(\s*"([^"]+)"', code))


def check_image(report, where, image):
    pinned = PINNED.match(image) and (":" in image or "@" in image)
    report.require(pinned, where, f"image '{image}' is not pinned to a version")


def client_keys(root):
    """What keys of a Kafka client's settings begin with, by the code that reads them."""
    code = (root / "flink-job/src/main/java/dev/tutti/job/config/KafkaClientFile.java").read_text()
    taken = re.search(r"List\.of\(([^)]*)\)", code).group(1)
    return tuple(re.findall(r'"([^"]+)"', taken))


def platforms(root):
    """The platforms a device's key can live on, by the code."""
    code = (root / "secagg/src/main/java/dev/tutti/secagg/statement/Platform.java").read_text()
    return set(re.findall(r"^    ([A-Z0-9_]+)\(\d+\)", code, re.M))


def check_client(report, root, where, job, client):
    """The job shows a certificate, and no password is written down."""
    report.require("kafka.client.file=/etc/tutti/job/kafka-client.properties" in job.splitlines(), where, "the job shows no certificate")
    settings = dict(line.split("=", 1) for line in client.splitlines() if line.strip() and not line.startswith("#"))
    for key, value in settings.items():
        report.require(key.startswith(client_keys(root)), where, f"the job takes no client setting '{key}'")
        report.require(not key.endswith("password") or value.startswith("${"), where, f"{key} is written down")
    report.require(settings.get("security.protocol") == "SSL", where, "the brokers are not reached over TLS")


def check_kafka(report, where, kafka):
    longest = kafka["config"].get("transaction.max.timeout.ms")
    report.require(longest == ONE_DAY_MILLIS, where, "transaction.max.timeout.ms is not a day")
    report.require(not kafka.get("authorization", {}).get("superUsers"), where, "somebody may do everything")
    for listener in kafka["listeners"]:
        shown = listener["tls"] and listener.get("authentication", {}).get("type") == "tls"
        report.require(shown, where, f"listener {listener['name']} asks for no certificate")


def check_mounts(report, where, deployment, texts):
    """Every file that the settings name lies in a volume of the pod."""
    pod = deployment["spec"]["podTemplate"]["spec"]
    mounts = {mount["mountPath"]: mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
    volumes = {volume["name"] for volume in pod["volumes"]}
    for path in re.findall(r"(/etc/tutti/[^/\s:}]+)", texts):
        report.require(mounts.get(path) in volumes, where, f"nothing is mounted at {path}")


def check_properties(report, root, where, text):
    keys = [line.split("=", 1)[0].strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    for key in keys:
        report.require(key in job_keys(root), where, f"the job knows no key '{key}'")
        report.require(keys.count(key) == 1, where, f"key '{key}' is written twice")
    for name in re.findall(r"^platforms=(.*)$", text, re.M):
        for platform in name.split(","):
            report.require(platform.strip() in platforms(root), where, f"there is no platform '{platform.strip()}'")
    for key in ("bootstrap.servers", "artifact.root", "operator.key.file"):
        report.require(key in keys, where, f"key '{key}' is missing")


def check_java_options(report, root, where, settings):
    """Options without which the job dies in the middle of a round."""
    avro = f"-Dorg.apache.avro.SERIALIZABLE_PACKAGES={pom_property(root, 'avro.serializable.packages')}"
    for key, option in {
        "env.java.opts.all": avro,
        "env.java.opts.jobmanager": "--add-opens=java.base/java.util=ALL-UNNAMED",
        "env.java.opts.taskmanager": "-XX:+UseParallelGC",
    }.items():
        report.require(option in settings.get(key, "").split(), where, f"{key} lacks {option}")


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


def check_user(report, where, user, topics):
    name = user["metadata"]["name"]
    where = f"{where} KafkaUser {name}"
    report.require(user["spec"].get("authentication", {}).get("type") == "tls", where, "no certificate is asked for")
    acls = user["spec"].get("authorization", {}).get("acls", [])
    report.require(acls, where, "no access rules: it could do everything or nothing")
    for acl in acls:
        resource = acl["resource"]
        kind, target, pattern = resource["type"], resource.get("name", ""), resource.get("patternType", "literal")
        wide = "All" in acl.get("operations", []) or "All" == acl.get("operation") or target == "*"
        if kind == "topic":
            wide = wide or pattern != "literal"
            report.require(target == "*" or target in topics, where, f"rule on {target}, which is no topic of ours")
        elif kind in ("group", "transactionalId"):
            wide = wide or not target.startswith("tutti-")
        elif kind == "cluster":
            wide = wide or name != "tutti-job" or not set(acl["operations"]) <= {"IdempotentWrite", "Describe"}
        report.require(not wide, where, f"rule on {kind} {target or '(all)'} is too wide")
        if name in READERS:
            writes = set(acl.get("operations", [])) - {"Read", "Describe"}
            report.require(not writes, where, f"rule on {kind} {target}: it may only read, not {sorted(writes)}")


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


def check_kubernetes(report, root, known, compare):
    topics = topics_of(root / "deploy/docker/topics.txt")
    for name in ("base", "overlays/dev", "overlays/prod"):
        folder = root / "deploy/kubernetes" / name
        where = f"kubernetes/{name}"
        before = len(report.mistakes)
        resources = kustomize.render(folder)
        how = check_rendering(report, folder, resources) if compare else "rendered here"
        for resource in resources:
            check_schema(report, where, resource, known)
        if len(report.mistakes) > before:
            # What follows reads fields that the schemas ask for.
            continue
        check_topics(report, where, resources, topics)
        maps = {r["metadata"]["name"]: r["data"] for r in resources if r["kind"] == "ConfigMap"}
        job, client = maps["tutti-job"]["job.properties"], maps["tutti-job"].get("kafka-client.properties", "")
        check_properties(report, root, f"{where} ConfigMap tutti-job", job)
        check_client(report, root, f"{where} ConfigMap tutti-job", job, client)
        for resource in resources:
            if resource["kind"] == "KafkaUser":
                check_user(report, where, resource, topics)
            elif resource["kind"] == "FlinkDeployment":
                spec = resource["spec"]
                check_image(report, f"{where} FlinkDeployment", spec["image"])
                check_java_options(report, root, f"{where} FlinkDeployment", spec["flinkConfiguration"])
                check_mounts(report, f"{where} FlinkDeployment", resource, job + client)
                parallelism = f"parallelism={spec['job']['parallelism']}"
                report.require(
                    parallelism in job.splitlines(),
                    f"{where} FlinkDeployment",
                    f"job.properties does not say {parallelism}",
                )
            elif resource["kind"] == "Kafka":
                check_kafka(report, f"{where} Kafka", resource["spec"]["kafka"])
        print(f"{where}: {len(resources)} resources, {how}")


def check_docker(report, root):
    folder = root / "deploy/docker"
    file = folder / "compose.yml"
    run = subprocess.run(
        ["docker-compose", "-f", str(file), "config", "-q"], capture_output=True, text=True, check=False
    )
    if run.returncode:
        # One mistake, one line.
        report.require(False, "docker/compose.yml", " ".join(run.stderr.split()).replace(str(file), file.name)[:500])
        return
    services = kustomize.load(file)[0]["services"]
    kafka = pom_property(root, "kafka.version")
    for name, service in services.items():
        where = f"docker/compose.yml {name}"
        check_image(report, where, service["image"])
        if service["image"].startswith("apache/kafka:"):
            report.require(service["image"] == f"apache/kafka:{kafka}", where, f"expected Kafka {kafka} as in pom.xml")
        for port in service.get("ports", []):
            report.require(str(port).startswith("127.0.0.1:"), where, f"port {port} is open to the network")
        if "FLINK_PROPERTIES" in service.get("environment", {}):
            lines = service["environment"]["FLINK_PROPERTIES"].splitlines()
            check_java_options(report, root, where, dict(line.split(": ", 1) for line in lines))
    longest = services["broker"]["environment"].get("KAFKA_TRANSACTION_MAX_TIMEOUT_MS")
    report.require(longest == str(ONE_DAY_MILLIS), "docker/compose.yml broker", "transactions must live a day")
    mounted = services["topics"]["volumes"]
    report.require(
        "./topics.txt:/opt/tutti/topics.txt:ro" in mounted, "docker/compose.yml topics", "topics.txt is not mounted"
    )
    check_properties(report, root, "docker/job.properties", (folder / "job.properties").read_text())

    dockerfile = (folder / "Dockerfile").read_text()
    image = FLINK_IMAGE.search(dockerfile)
    flink = pom_property(root, "flink.version")
    report.require(image and image.group(1) == flink, "docker/Dockerfile", f"expected flink:{flink}-java17 as in pom.xml")
    users = re.findall(r"^USER (\S+)$", dockerfile, re.M)
    report.require(users and re.match(r"[1-9]\d*", users[-1]), "docker/Dockerfile", "expected a user by number, not root")
    print(f"docker: {len(services)} services, {len(topics_of(folder / 'topics.txt'))} topics")


def main(root, target, compare=True):
    report = Report()
    try:
        check_docker(report, Path(root))
        check_kubernetes(report, Path(root), schemas.load(target), compare)
    except Wrong as wrong:
        report.require(False, "deploy", str(wrong))
    for mistake in report.mistakes:
        print(mistake, file=sys.stderr)
    return 1 if report.mistakes else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
