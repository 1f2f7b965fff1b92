"""Plants one mistake at a time in a copy of the tree; validate.py must find each and name its place.

Usage: planted.py PROJECT TARGET. A check that finds nothing here would find nothing later either.
"""

import contextlib
import io
import shutil
import sys
import tempfile
from pathlib import Path

import schemas
import validate

BASE = "deploy/kubernetes/base"
DEV = "deploy/kubernetes/overlays/dev"
PROD = "deploy/kubernetes/overlays/prod"
COMPOSE = "deploy/docker/compose.yml"

# What is wrong: file, what stands there once, what is put in its place, and words the message must hold.
MISTAKES = {
    "unknown field of a FlinkDeployment": (f"{BASE}/job.yaml", "upgradeMode: savepoint", "upgradeMode: savepoint\n    savepont: yes", ["spec.job", "'savepont'"]),
    "unknown field deep in a pod": (f"{BASE}/job.yaml", "optional: true", "optinal: true", ["podTemplate", "'optinal'"]),
    "wrong type": (f"{BASE}/job.yaml", "parallelism: 2", 'parallelism: "2"', ["spec.job.parallelism", "not of type 'integer'"]),
    "unknown upgrade mode": (f"{BASE}/job.yaml", "upgradeMode: savepoint", "upgradeMode: savepiont", ["spec.job.upgradeMode", "savepiont"]),
    "a Flink the operator does not know": (f"{BASE}/job.yaml", "flinkVersion: v2_3", "flinkVersion: v3_2", ["spec.flinkVersion", "v3_2"]),
    "unknown field in an overlay's patch": (f"{PROD}/job.yaml", "replicas: 2", "replica: 2", ["overlays/prod", "spec.jobManager", "'replica'"]),
    "unknown kind": (f"{BASE}/namespace.yaml", "kind: Namespace", "kind: Namespaces", ["no schema for v1 Namespaces"]),
    "unknown version of a kind": (f"{DEV}/kafka.yaml", "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaNodePool", "apiVersion: kafka.strimzi.io/v9\nkind: KafkaNodePool", ["overlays/dev", "no schema for kafka.strimzi.io/v9"]),
    "unknown field of a NetworkPolicy": (f"{BASE}/network.yaml", "policyTypes: [Ingress]", "policyType: [Ingress]", ["NetworkPolicy", "'policyType'"]),
    "unknown field of a role": (f"{BASE}/service-account.yaml", "resources: [pods, configmaps]", "resource: [pods, configmaps]", ["Role tutti-flink", "'resource'"]),
    "a key written twice": (f"{BASE}/job.yaml", "  image: tutti-job:0.1.0", "  image: tutti-job:0.1.0\n  image: tutti-job:0.1.0", ["job.yaml:", "'image' is written twice"]),
    "a patch of nothing": (f"{PROD}/job-config.yaml", "name: tutti-job", "name: tutti-jobs", ["overlays/prod/job-config.yaml", "tutti-jobs"]),
    "topic missing": (f"{BASE}/topics.yaml", "  topicName: tutti.rejects\n", "  topicName: tutti.reject\n", ["topic tutti.rejects is missing"]),
    "wrong partitions": (f"{BASE}/topics.yaml", "topicName: tutti.updates\n  partitions: 4", "topicName: tutti.updates\n  partitions: 3", ["topic tutti.updates has 3 partitions, not 4"]),
    "wrong retention": (f"{BASE}/topics.yaml", "topicName: tutti.models\n  partitions: 1\n  replicas: 3\n  config:\n    cleanup.policy: delete", "topicName: tutti.models\n  partitions: 1\n  replicas: 3\n  config:\n    cleanup.policy: compact", ["topic tutti.models is set to"]),
    "access to every topic": (f"{BASE}/users.yaml", "name: tutti.aggregates, patternType: literal", 'name: "*", patternType: literal', ["KafkaUser tutti-job", "too wide"]),
    "access by a prefix": (f"{BASE}/users.yaml", "name: tutti.check-ins, patternType: literal}\n        operations: [Write", "name: tutti.c, patternType: prefix}\n        operations: [Write", ["KafkaUser tutti-devices", "too wide"]),
    "an analyst who writes": (f"{BASE}/users.yaml", "name: tutti-analyst, patternType: prefix}\n        operations: [Read]", "name: tutti-analyst, patternType: prefix}\n        operations: [Read, Delete]", ["KafkaUser tutti-analyst", "may only read"]),
    "unknown operation": (f"{BASE}/users.yaml", "[IdempotentWrite, Describe]", "[IdempotentWrites]", ["KafkaUser tutti-job", "IdempotentWrites"]),
    "image of no version": (f"{BASE}/job.yaml", "image: tutti-job:0.1.0", "image: tutti-job:latest", ["'tutti-job:latest' is not pinned"]),
    "a job key misspelt": (f"{BASE}/job-config.yaml", "checkpoint.millis", "checkpoint.milis", ["ConfigMap tutti-job", "no key 'checkpoint.milis'"]),
    "an option of the JVM forgotten": (f"{BASE}/job.yaml", "SERIALIZABLE_PACKAGES=dev.tutti,", "SERIALIZABLE_PACKAGES=", ["env.java.opts.all lacks", "SERIALIZABLE_PACKAGES"]),
    "parallelism said twice, differently": (f"{PROD}/job-config.yaml", "parallelism=4", "parallelism=2", ["overlays/prod FlinkDeployment", "parallelism=4"]),
    "transactions that live too short": (f"{DEV}/kafka.yaml", "transaction.max.timeout.ms: 86400000", "transaction.max.timeout.ms: 900000", ["overlays/dev Kafka", "not a day"]),
    "a platform that is none": (f"{BASE}/job-config.yaml", "platforms=SOFTWARE_DEVELOPMENT", "platforms=software", ["ConfigMap tutti-job", "no platform 'software'"]),
    "a platform that is none, in Docker": ("deploy/docker/job.properties", "platforms=SOFTWARE_DEVELOPMENT", "platforms=software", ["docker/job.properties", "no platform 'software'"]),
    "a job without a certificate": (f"{PROD}/job-config.yaml", "    kafka.client.file=/etc/tutti/job/kafka-client.properties\n", "", ["overlays/prod ConfigMap tutti-job", "shows no certificate"]),
    "a password written down": (f"{BASE}/job-config.yaml", "password=${directory:/etc/tutti/kafka-user:user.password}", "password=secret", ["ConfigMap tutti-job", "is written down"]),
    "a client setting the job does not take": (f"{BASE}/job-config.yaml", "    security.protocol=SSL", "    isolation.level=read_uncommitted\n    security.protocol=SSL", ["takes no client setting 'isolation.level'"]),
    "a certificate nobody mounts": (f"{BASE}/job.yaml", "mountPath: /etc/tutti/kafka-user", "mountPath: /etc/tutti/kafka-users", ["FlinkDeployment", "nothing is mounted at /etc/tutti/kafka-user"]),
    "a listener that asks nothing": (f"{DEV}/kafka.yaml", "        authentication:\n          type: tls\n", "", ["overlays/dev Kafka", "listener tls asks for no certificate"]),
    "a user who may do everything": (f"{DEV}/kafka.yaml", "      type: simple\n", "      type: simple\n      superUsers: [ANONYMOUS]\n", ["overlays/dev Kafka", "may do everything"]),
    "compose key misspelt": (COMPOSE, "    healthcheck:\n      # Its", "    healthchek:\n      # Its", ["docker/compose.yml", "healthchek"]),
    "compose image of no version": (COMPOSE, "image: tutti-job:${TUTTI_VERSION:-0.1.0}", "image: tutti-job", ["jobmanager", "not pinned"]),
    "a port open to the network": (COMPOSE, "127.0.0.1:8081:8081", "8081:8081", ["jobmanager", "open to the network"]),
    "another Kafka than the project's": (COMPOSE, "  topics:\n    image: apache/kafka:4.2.2", "  topics:\n    image: apache/kafka:4.3.0", ["compose.yml topics", "expected Kafka 4.2"]),
    "another Flink than the project's": ("deploy/docker/Dockerfile", "ARG FLINK_IMAGE=flink:2.3.0-java17", "ARG FLINK_IMAGE=flink:2.2.0-java17", ["Dockerfile", "expected flink:2.3"]),
    "an image that runs as root": ("deploy/docker/Dockerfile", "USER 9999:9999", "USER root", ["Dockerfile", "not root"]),
}  # fmt: skip

# What validate.py reads besides deploy/.
CODE = (
    "pom.xml",
    "flink-job/src/main/java/dev/tutti/job/config/JobConfigFile.java",
    "flink-job/src/main/java/dev/tutti/job/config/KafkaClientFile.java",
    "secagg/src/main/java/dev/tutti/secagg/statement/Platform.java",
)


def copy(root, to):
    shutil.copytree(root / "deploy/docker", to / "deploy/docker")
    shutil.copytree(root / "deploy/kubernetes", to / "deploy/kubernetes")
    for name in CODE:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, to / name)


def main(root, target):
    known = schemas.load(target)
    schemas.load = lambda _: known
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        copy(Path(root), tree)
        for what, (name, right, wrong, words) in MISTAKES.items():
            file = tree / name
            text = file.read_text()
            if text.count(right) != 1:
                print(f"FAILED: {what}: '{right}' stands {text.count(right)} times in {name}")
                failed += 1
                continue
            file.write_text(text.replace(right, wrong))
            said = io.StringIO()
            with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
                code = validate.main(tree, target, compare=False)
            file.write_text(text)
            lines = [line for line in said.getvalue().splitlines() if all(word in line for word in words)]
            if code == 1 and lines:
                print(f"found: {what}: {lines[0][:160]}")
            else:
                print(f"FAILED: {what}: exit code {code}, no line with {words} in:\n{said.getvalue()}")
                failed += 1
        if validate.main(tree, target) != 0:
            print("FAILED: the tree as it was is not right")
            failed += 1
    print(f"planted mistakes: {len(MISTAKES) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
