"""What the job asks of whatever runs it: keys, files, options, storage. The code says what the job knows."""

import re

# How Flink restarts a job, as often as it takes. With attempts-before-reset-backoff it would give up.
RESTARTS = "restart-strategy."
ENDLESS = {"initial-backoff", "max-backoff", "backoff-multiplier", "reset-backoff-threshold", "jitter-factor"}
STORED = ("execution.checkpointing.dir", "execution.checkpointing.savepoint-dir")


def pom_property(root, name):
    return re.search(f"<{re.escape(name)}>([^<]+)<", (root / "pom.xml").read_text()).group(1)


def job_keys(root):
    """The keys of the job's properties file, by the code that reads it."""
    code = (root / "flink-job/src/main/java/dev/tutti/job/config/JobConfigFile.java").read_text()
    return set(re.findall(r'file\.(?:text|integer|decimal|list)\(\s*"([^"]+)"', code))


def client_keys(root):
    """What keys of a Kafka client's settings begin with, by the code that reads them."""
    code = (root / "flink-job/src/main/java/dev/tutti/job/config/KafkaClientFile.java").read_text()
    taken = re.search(r"List\.of\(([^)]*)\)", code).group(1)
    return tuple(re.findall(r'"([^"]+)"', taken))


def platforms(root):
    """The platforms a device's key can live on, by the code."""
    code = (root / "secagg/src/main/java/dev/tutti/secagg/statement/Platform.java").read_text()
    return set(re.findall(r"^    ([A-Z0-9_]+)\(\d+\)", code, re.M))


def entries(text):
    """Key and value of each line of a properties file."""
    lines = (line.strip() for line in text.splitlines())
    return [tuple(part.strip() for part in line.partition("=")[::2]) for line in lines if line and line[0] != "#"]


def paths(text):
    """The files that a properties file names."""
    values = [value for _, value in entries(text)]
    read = [re.fullmatch(r"\$\{directory:([^:}]+):([^:}]+)\}", value) for value in values]
    said = [value for value in values if value.startswith("/")]
    return said + [f"{one.group(1)}/{one.group(2)}" for one in read if one]


def check_files(report, where, wanted, there):
    for path in wanted:
        report.require(path in there, where, f"nothing is mounted at {path}")


def check_properties(report, root, where, text):
    keys = [key for key, _ in entries(text)]
    for key in keys:
        report.require(key in job_keys(root), where, f"the job knows no key '{key}'")
        report.require(keys.count(key) == 1, where, f"key '{key}' is written twice")
    for name in map(str.strip, dict(entries(text)).get("platforms", "").split(",")):
        report.require(not name or name in platforms(root), where, f"there is no platform '{name}'")
    for key in ("bootstrap.servers", "artifact.root", "operator.key.file"):
        report.require(key in keys, where, f"key '{key}' is missing")


def check_client(report, root, where, job, client):
    """The job shows a certificate, and no password is written down."""
    report.require(dict(entries(job)).get("kafka.client.file"), where, "the job shows no certificate")
    settings = dict(entries(client))
    for key, value in settings.items():
        report.require(key.startswith(client_keys(root)), where, f"the job takes no client setting '{key}'")
        report.require(not key.endswith("password") or value.startswith("${"), where, f"{key} is written down")
    report.require(settings.get("security.protocol") == "SSL", where, "the brokers are not reached over TLS")


def check_class(report, root, where, name):
    """What is started is a class of the job that can be started."""
    file = root / "flink-job/src/main/java" / f"{name.replace('.', '/')}.java"
    started = file.is_file() and "public static void main(String[]" in file.read_text()
    report.require(started, where, f"the job has no class {name} with a main method")


def check_java_options(report, root, where, settings):
    """Options without which the job dies in the middle of a round."""
    avro = f"-Dorg.apache.avro.SERIALIZABLE_PACKAGES={pom_property(root, 'avro.serializable.packages')}"
    for key, option in {
        "env.java.opts.all": avro,
        "env.java.opts.jobmanager": "--add-opens=java.base/java.util=ALL-UNNAMED",
        "env.java.opts.taskmanager": "-XX:+UseParallelGC",
    }.items():
        report.require(option in settings.get(key, "").split(), where, f"{key} lacks {option}")


def check_restarts(report, where, settings):
    """A job that gave up would stay down: nothing starts it again."""
    kind = settings.get(f"{RESTARTS}type")
    report.require(kind == "exponential-delay", where, f"restart strategy {kind} gives up, or is Flink's default")
    report.require(f"{RESTARTS}{kind}.max-backoff" in settings, where, "the wait before a restart has no bound of ours")
    for key in settings:
        if key.startswith(RESTARTS) and key != f"{RESTARTS}type":
            strategy, _, name = key[len(RESTARTS) :].partition(".")
            kept = strategy == "exponential-delay" and name in ENDLESS
            report.require(kept, where, f"{key} lets it give up, or says nothing")


def check_storage(report, where, settings, keys, schemes, kept=()):
    """State lies where it outlives a container: in a store the image can reach, or in a folder that is kept."""
    for key in keys:
        scheme, _, rest = settings.get(key, "").partition("://")
        if scheme == "file":
            inside = any(rest.startswith(f"{folder}/") for folder in kept)
            report.require(inside, where, f"{key}={scheme}://{rest} is lost with its container")
        else:
            said = f"{key}={settings.get(key)}: the image has no file system '{scheme}'"
            report.require(scheme in schemes, where, said)
