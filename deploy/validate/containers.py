"""deploy/docker: the compose file held against the code, the image, and the files beside it."""

import functools
import re
import shlex
import subprocess

import kustomize
from image import check_image, check_pinned
from job import (
    STORED,
    check_class,
    check_files,
    check_java_options,
    check_properties,
    check_restarts,
    check_storage,
    entries,
    paths,
    pom_property,
)

FILE = "docker/compose.yml"
# A transaction of the job must survive the longest outage.
ONE_DAY_MILLIS = 86_400_000
JOB = "standalone-job"


def topics_of(file):
    """Name → (partitions, settings) of topics.txt."""
    topics = {}
    for line in file.read_text().splitlines():
        if line and not line.startswith("#"):
            name, partitions, *settings = line.split()
            topics[name] = (int(partitions), dict(one.split("=", 1) for one in settings))
    return topics


def _words(said):
    return [str(word) for word in said] if isinstance(said, list) else shlex.split(said or "")


def _mounts(service):
    """Place in the container → what is mounted there."""
    return {place: source for source, place in (volume.split(":")[:2] for volume in service.get("volumes", []))}


def _flink(service):
    said = service.get("environment", {}).get("FLINK_PROPERTIES", "")
    return dict(line.split(": ", 1) for line in said.splitlines())


def check_files_of(report, folder, where, service, wanted):
    """Every path is a secret, or a file beside the compose file, and mounted."""
    mounts = _mounts(service)
    for place, source in mounts.items():
        there = not source.startswith(".") or (folder / source).is_file()
        report.require(there, where, f"{source}, mounted at {place}, is not there")
    check_files(report, where, wanted, set(mounts) | {f"/run/secrets/{name}" for name in service.get("secrets", [])})


def check_job(report, root, where, service, command):
    """What is started: a class of the job, with the settings file, once."""
    at = command.index("--job-classname") + 1 if "--job-classname" in command else 0
    check_class(report, root, where, command[at] if 0 < at < len(command) else "")
    source = _mounts(service).get(command[-1])
    report.require(source == "./job.properties", where, f"nothing is mounted at {command[-1]} that is job.properties")
    again = service.get("restart", "no")
    report.require(again == "no", where, f"restart '{again}': it would begin anew, and the topics know its rounds")


def check_brokers(report, services, servers):
    """Whoever asks for a broker asks at a place where one listens and says it does."""
    where = f"{FILE} broker"
    broker = services["broker"]
    said = broker["environment"]
    listeners, advertised = (
        {name: place for name, _, place in (one.partition("://") for one in said[key].split(","))}
        for key in ("KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS")
    )
    for name, place in advertised.items():
        port = place.rpartition(":")[2]
        heard = listeners.get(name)
        report.require(heard == f":{port}", where, f"{name} says {place} and listens on {heard}")
        if place.startswith("127."):
            report.require(f"{place}:{port}" in broker.get("ports", []), where, f"{place} is not let through")
    inside = {place for place in advertised.values() if place.partition(":")[0] in services}
    for who, asked in servers:
        report.require(asked in inside, who, f"no broker at {asked}, only at {sorted(inside)}")
    longest = said.get("KAFKA_TRANSACTION_MAX_TIMEOUT_MS")
    report.require(longest == str(ONE_DAY_MILLIS), where, "transactions must live a day")


def check_service(report, root, name, service, image, properties):
    folder, where = root / "deploy/docker", f"{FILE} {name}"
    check_pinned(report, where, service["image"])
    kafka = pom_property(root, "kafka.version")
    if service["image"].startswith("apache/kafka:"):
        report.require(service["image"] == f"apache/kafka:{kafka}", where, f"expected Kafka {kafka} as in pom.xml")
    for port in service.get("ports", []):
        report.require(str(port).startswith("127.0.0.1:"), where, f"port {port} is open to the network")
    command = _words(service.get("entrypoint")) + _words(service.get("command"))
    wanted = [word for word in command if word.startswith("/")]
    settings = _flink(service)
    if settings:
        check_java_options(report, root, where, settings)
        check_restarts(report, where, settings)
        # Only what a named volume holds is there after the container.
        kept = {place for place, source in _mounts(service).items() if not source.startswith((".", "/"))}
        for place in kept - image.folders():
            report.require(False, where, f"{place} does not belong to Flink's user: the image makes no such folder")
        stored = settings | dict(entries(properties))
        keys = [*STORED, "artifact.root", *({"history.root"} & stored.keys())]
        check_storage(report, where, stored, keys, image.file_systems(), kept)
        wanted += paths(properties)
    check_files_of(report, folder, where, service, wanted)
    if JOB in command:
        check_job(report, root, where, service, command)


def check_slots(report, services, properties):
    """The TaskManagers there are have room for the job."""
    flink = {name: one for name, one in services.items() if _flink(one)}
    managers = {name: one for name, one in flink.items() if _words(one.get("command"))[:1] == ["taskmanager"]}
    slots = sum(int(_flink(one).get("taskmanager.numberOfTaskSlots", 1)) for one in managers.values())
    needed = int(dict(entries(properties)).get("parallelism", 1))
    place = f"{FILE} taskmanager"
    report.require(slots >= needed, place, f"{slots} slots, and job.properties says parallelism={needed}")
    for name, one in flink.items():
        asked = _flink(one).get("jobmanager.rpc.address")
        there = asked in services and JOB in _words(services[asked].get("command"))
        report.require(there, f"{FILE} {name}", f"there is no JobManager at {asked}")


@functools.cache
def refusal(file, _text):
    """What Docker Compose says against its file, asked once per text; empty when it takes it."""
    run = subprocess.run(
        ["docker-compose", "-f", str(file), "config", "-q"], capture_output=True, text=True, check=False
    )
    # One mistake, one line.
    said = " ".join(run.stderr.split()).replace(str(file), file.name)[:500]
    return said or f"exit code {run.returncode}" if run.returncode else ""


def check_docker(report, root, image):
    folder = root / "deploy/docker"
    file = folder / "compose.yml"
    said = refusal(file, file.read_text())
    if said:
        report.require(False, FILE, said)
        return
    services = kustomize.load(file)[0]["services"]
    properties = (folder / "job.properties").read_text()
    check_properties(report, root, "docker/job.properties", properties)
    for name, service in services.items():
        check_service(report, root, name, service, image, properties)
    check_slots(report, services, properties)
    asked = [("docker/job.properties", dict(entries(properties)).get("bootstrap.servers", ""))]
    creating = _words(services["topics"]["entrypoint"])
    asked += [(f"{FILE} topics", word) for word in creating if re.fullmatch(r"\w+:\d+", word)]
    check_brokers(report, services, asked)
    check_image(report, root, image)
    print(f"docker: {len(services)} services, {len(topics_of(folder / 'topics.txt'))} topics")
