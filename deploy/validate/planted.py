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
    "access to every topic": (f"{BASE}/users.yaml", "name: tutti.aggregates, patternType: literal", 'name: "*", patternType: literal', ["KafkaUser tutti-job", "may Describe/Read/Write on topic *,"]),
    "access by a prefix": (f"{BASE}/users.yaml", "name: tutti.check-ins, patternType: literal}\n        operations: [Write", "name: tutti.c, patternType: prefix}\n        operations: [Write", ["KafkaUser tutti-devices", "on topic tutti.c and what begins so,"]),
    "an analyst who writes": (f"{BASE}/users.yaml", "name: tutti-analyst, patternType: prefix}\n        operations: [Read]", "name: tutti-analyst, patternType: prefix}\n        operations: [Read, Delete]", ["KafkaUser tutti-analyst", "may Delete on group tutti-analyst"]),
    "unknown operation": (f"{BASE}/users.yaml", "[IdempotentWrite, Describe]", "[IdempotentWrites]", ["KafkaUser tutti-job", "IdempotentWrites"]),
    "image of no version": (f"{BASE}/job.yaml", "image: tutti-job:0.1.0", "image: tutti-job:latest", ["'tutti-job:latest' is not pinned"]),
    "a job key misspelt": (f"{BASE}/job-config.yaml", "checkpoint.millis", "checkpoint.milis", ["ConfigMap tutti-job", "no key 'checkpoint.milis'"]),
    "an option of the JVM forgotten": (f"{BASE}/job.yaml", "SERIALIZABLE_PACKAGES=dev.tutti,", "SERIALIZABLE_PACKAGES=", ["env.java.opts.all lacks", "SERIALIZABLE_PACKAGES"]),
    "parallelism said twice, differently": (f"{PROD}/job-config.yaml", "parallelism=4", "parallelism=2", ["overlays/prod FlinkDeployment", "parallelism=4, and job.properties says 2"]),
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
    "devices that make models": (f"{BASE}/users.yaml", "tutti.models, patternType: literal}\n        operations: [Read, Describe]\n---\n# Whoever", "tutti.models, patternType: literal}\n        operations: [Read, Write, Describe]\n---\n# Whoever", ["KafkaUser tutti-devices", "may Write on topic tutti.models"]),
    "a job that hears no orders": (f"{BASE}/users.yaml", "tutti.tasks, patternType: literal}\n        operations: [Read, Describe]", "tutti.tasks, patternType: literal}\n        operations: [Describe]", ["KafkaUser tutti-job", "may not Read on topic tutti.tasks"]),
    "a right that is denied": (f"{BASE}/users.yaml", "      - resource: {type: cluster}\n", "      - type: deny\n        resource: {type: cluster}\n", ["KafkaUser tutti-job", "a rule says ['type']"]),
    "a user without a role": (f"{BASE}/users.yaml", "name: tutti-analyst\n", "name: tutti-guest\n", ["KafkaUser tutti-guest", "not in the table of rights"]),
    "a Kafka without authorization": (f"{DEV}/kafka.yaml", "    authorization:\n      type: simple\n", "", ["overlays/dev Kafka tutti", "no authorization"]),
    "rights that hold where a rule is missing only": (f"{DEV}/kafka.yaml", "      auto.create.topics.enable: false", '      auto.create.topics.enable: false\n      allow.everyone.if.no.acl.found: "true"', ["overlays/dev Kafka tutti", "may do everything"]),
    "a Kafka whose users nobody makes": (f"{DEV}/kafka.yaml", "    userOperator: {}\n", "", ["overlays/dev Kafka tutti", "no userOperator"]),
    "another port than the brokers'": (f"{DEV}/kafka.yaml", "port: 9093", "port: 9095", ["overlays/dev ConfigMap tutti-job", "port 9093", "['9095']"]),
    "another Kafka than the users'": (f"{PROD}/job-config.yaml", "bootstrap.servers=tutti-kafka", "bootstrap.servers=other-kafka", ["overlays/prod", "other-kafka-bootstrap is not the Kafka cluster tutti"]),
    "a role on everything": (f"{BASE}/service-account.yaml", "resources: [pods, configmaps]", 'resources: ["*"]', ["Role tutti-flink", "allows ['*']"]),
    "a role that reads secrets": (f"{BASE}/service-account.yaml", "resources: [pods, configmaps]", "resources: [pods, configmaps, secrets]", ["Role tutti-flink", "allows ['secrets']"]),
    "a role that may do anything": (f"{BASE}/service-account.yaml", "verbs: [get, list, watch, create, update, patch, delete, deletecollection]", 'verbs: ["*"]', ["Role tutti-flink", "allows ['*']"]),
    "a role without what Flink needs": (f"{BASE}/service-account.yaml", "resources: [pods, configmaps]", "resources: [pods]", ["FlinkDeployment", "no rights on configmaps"]),
    "a role bound to nobody": (f"{BASE}/service-account.yaml", "kind: ServiceAccount\n    name: tutti-flink", "kind: ServiceAccount\n    name: tutti-flunk", ["RoleBinding tutti-flink", "no ServiceAccount tutti-flunk"]),
    "a binding to no role": (f"{BASE}/service-account.yaml", "  kind: Role\n  name: tutti-flink\nsubjects", "  kind: Role\n  name: tutti-flunk\nsubjects", ["RoleBinding tutti-flink", "no Role tutti-flunk"]),
    "metrics open to everybody": (f"{BASE}/network.yaml", "    - from:\n        - namespaceSelector: {}\n          podSelector:\n            matchLabels:\n              app.kubernetes.io/name: prometheus\n      ports:", "    - ports:", ["NetworkPolicy tutti-job", "['9249'] open to everybody"]),
    "metrics open to every namespace": (f"{BASE}/network.yaml", "        - namespaceSelector: {}\n          podSelector:\n            matchLabels:\n              app.kubernetes.io/name: prometheus", "        - namespaceSelector: {}", ["NetworkPolicy tutti-job", "open to more than named pods"]),
    "metrics on a port nobody reaches": (f"{BASE}/job.yaml", 'prometheus.port: "9249"', 'prometheus.port: "9250"', ["kubernetes/base", "[9250] can be reached by nobody"]),
    "a policy on other pods": (f"{BASE}/network.yaml", "  podSelector:\n    matchLabels:\n      app: tutti\n", "  podSelector:\n    matchLabels:\n      app: tuti\n", ["no NetworkPolicy closes"]),
    "a class that is not there": (f"{BASE}/job.yaml", "entryClass: dev.tutti.job.TuttiJob", "entryClass: dev.tutti.job.TutiJob", ["FlinkDeployment", "no class dev.tutti.job.TutiJob"]),
    "a class that cannot be started": (f"{BASE}/job.yaml", "entryClass: dev.tutti.job.TuttiJob", "entryClass: dev.tutti.job.config.JobConfigFile", ["FlinkDeployment", "JobConfigFile with a main method"]),
    "a jar that is not there": (f"{BASE}/job.yaml", "usrlib/tutti-flink-job.jar", "usrlib/tutti-job.jar", ["FlinkDeployment", "jarURI local:///opt/flink/usrlib/tutti-job.jar"]),
    "settings that are not there": (f"{BASE}/job.yaml", "args: [/etc/tutti/job/job.properties]", "args: [/etc/tutti/job.properties]", ["FlinkDeployment", "nothing is mounted at /etc/tutti/job.properties"]),
    "a key that is not there": (f"{PROD}/job-config.yaml", "/etc/tutti/keys/operator.seed", "/etc/tutti/keys/operator.key", ["overlays/prod FlinkDeployment", "nothing is mounted at /etc/tutti/keys/operator.key"]),
    "an account that is not there": (f"{BASE}/job.yaml", "serviceAccount: tutti-flink", "serviceAccount: default", ["FlinkDeployment", "no ServiceAccount default"]),
    "another namespace": (f"{BASE}/network.yaml", "namespace: tutti", "namespace: default", ["NetworkPolicy tutti-job is in the namespace default"]),
    "a namespace said nowhere": (f"{BASE}/network.yaml", "  namespace: tutti\n", "", ["NetworkPolicy tutti-job is in the namespace None"]),
    "a secret nobody makes": (f"{BASE}/job.yaml", "secretName: tutti-operator-key", "secretName: tutti-key", ["FlinkDeployment", "no Secret tutti-key:"]),
    "a secret without the key": (f"{BASE}/job.yaml", "key: user.password", "key: password", ["FlinkDeployment", "Secret tutti-job has no password"]),
    "a secret of the environment nobody makes": (f"{BASE}/job.yaml", "name: tutti-object-store", "name: tutti-store", ["FlinkDeployment", "no Secret tutti-store:"]),
    "another ConfigMap": (f"{BASE}/job.yaml", "          configMap:\n            name: tutti-job", "          configMap:\n            name: tutti", ["FlinkDeployment", "no ConfigMap tutti:"]),
    "checkpoints that go with their pod": (f"{BASE}/job.yaml", "checkpointing.dir: s3://tutti/checkpoints", "checkpointing.dir: file:///tmp/checkpoints", ["kubernetes/base FlinkDeployment", "file:///tmp/checkpoints is lost with its container"]),
    "models that go with their pod": (f"{PROD}/job-config.yaml", "artifact.root=s3://tutti-prod/artifacts", "artifact.root=file:///tmp/artifacts", ["overlays/prod FlinkDeployment", "artifact.root", "is lost"]),
    "a store the image cannot reach": (f"{PROD}/job.yaml", "high-availability.storageDir: s3:", "high-availability.storageDir: gs:", ["overlays/prod FlinkDeployment", "no file system 'gs'"]),
    "a plugin where Flink does not look": ("deploy/docker/Dockerfile", "flink-s3-fs-hadoop-*.jar /opt/flink/plugins/s3-fs-hadoop/", "flink-s3-fs-hadoop-*.jar /opt/flink/plugins/", ["FlinkDeployment", "no file system 's3'"]),
    "a plugin that is not Flink's": ("deploy/docker/Dockerfile", "/opt/flink/opt/flink-s3-fs-hadoop-*.jar", "/opt/flink/opt/flink-s3-hadoop-*.jar", ["FlinkDeployment", "no file system 's3'"]),
    "a restart strategy that gives up": (f"{BASE}/job.yaml", "restart-strategy.type: exponential-delay", "restart-strategy.type: failure-rate", ["kubernetes/base FlinkDeployment", "failure-rate gives up"]),
    "a restart strategy that counts": (f"{BASE}/job.yaml", "    restart-strategy.exponential-delay.max-backoff: 10 s\n", '    restart-strategy.exponential-delay.max-backoff: 10 s\n    restart-strategy.exponential-delay.attempts-before-reset-backoff: "3"\n', ["FlinkDeployment", "attempts-before-reset-backoff lets it give up"]),
    "a restart strategy that gives up, in Docker": (COMPOSE, "restart-strategy.type: exponential-delay", "restart-strategy.type: fixed-delay", ["compose.yml jobmanager", "fixed-delay gives up"]),
    "no restart strategy": (COMPOSE, "      restart-strategy.type: exponential-delay\n", "", ["compose.yml taskmanager", "None gives up"]),
    "another class, in Docker": (COMPOSE, "--job-classname dev.tutti.job.TuttiJob", "--job-classname dev.tutti.TuttiJob", ["compose.yml jobmanager", "no class dev.tutti.TuttiJob"]),
    "other settings, in Docker": (COMPOSE, "/etc/tutti/job.properties\n    ports", "/etc/tutti/jobs.properties\n    ports", ["compose.yml jobmanager", "nothing is mounted at /etc/tutti/jobs.properties"]),
    "settings mounted elsewhere": (COMPOSE, "./job.properties:/etc/tutti/job.properties:ro", "./job.properties:/etc/job.properties:ro", ["compose.yml jobmanager", "nothing is mounted at /etc/tutti/job.properties"]),
    "settings from a file that is not there": (COMPOSE, "./job.properties:/etc/tutti", "./jobs.properties:/etc/tutti", ["compose.yml jobmanager", "./jobs.properties", "is not there"]),
    "topics mounted elsewhere": (COMPOSE, "./topics.txt:/opt/tutti/topics.txt", "./topics.txt:/opt/topics.txt", ["compose.yml topics", "nothing is mounted at /opt/tutti/topics.txt"]),
    "a job without its key": (COMPOSE, "secrets: [operator-key]", "secrets: []", ["compose.yml taskmanager", "nothing is mounted at /run/secrets/operator-key"]),
    "a broker at another port": (COMPOSE, "INSIDE://:9092,HOST", "INSIDE://:9095,HOST", ["compose.yml broker", "INSIDE says broker:9092 and listens on :9095"]),
    "a job that asks at another port": ("deploy/docker/job.properties", "broker:9092", "broker:9093", ["docker/job.properties", "no broker at broker:9093"]),
    "topics made at another port": (COMPOSE, '"broker:9092", /opt', '"broker:9093", /opt', ["compose.yml topics", "no broker at broker:9093"]),
    "a broker the machine cannot reach": (COMPOSE, 'ports: ["127.0.0.1:9094:9094"]', 'ports: ["127.0.0.1:9094:9095"]', ["compose.yml broker", "127.0.0.1:9094 is not let through"]),
    "transactions that live too short, in Docker": (COMPOSE, 'TIMEOUT_MS: "86400000"', 'TIMEOUT_MS: "900000"', ["compose.yml broker", "live a day"]),
    "a JobManager of another name": (COMPOSE, "jobmanager.rpc.address: jobmanager", "jobmanager.rpc.address: manager", ["compose.yml taskmanager", "no JobManager at manager"]),
    "fewer slots than the job needs": (COMPOSE, "taskmanager.numberOfTaskSlots: 2", "taskmanager.numberOfTaskSlots: 1", ["compose.yml taskmanager", "1 slots", "parallelism=2"]),
    "a JobManager that begins anew": (COMPOSE, 'restart: "no"\n    healthcheck', "restart: always\n    healthcheck", ["compose.yml jobmanager", "restart 'always'"]),
    "models that go with their container": ("deploy/docker/job.properties", "file:///var/lib/tutti/artifacts", "file:///var/lib/artifacts", ["compose.yml taskmanager", "file:///var/lib/artifacts is lost"]),
    "checkpoints that go with their container": (COMPOSE, "    - tutti:/var/lib/tutti\n", "", ["compose.yml jobmanager", "checkpoints is lost"]),
    "a volume Flink cannot write": ("deploy/docker/Dockerfile", "chown flink:flink /var/lib/tutti", "chown root:root /var/lib/tutti", ["compose.yml jobmanager", "/var/lib/tutti does not belong"]),
    "a jar where Flink does not look": ("deploy/docker/Dockerfile", " /opt/flink/usrlib/tutti-flink-job.jar", " /opt/flink/jobs/tutti-flink-job.jar", ["Dockerfile", "is not where Flink looks"]),
    "a jar that does not go to the builder": ("deploy/docker/Dockerfile.dockerignore", "!flink-job/target/tutti-flink-job-*-job.jar", "!flink-job/target/tutti-job.jar", ["Dockerfile", "does not go to the builder"]),
}  # fmt: skip

# What validate.py reads besides deploy/.
CODE = (
    "pom.xml",
    "deploy/README.md",
    "flink-job/src/main/java/dev/tutti/job/TuttiJob.java",
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
