"""Tries every command of deploy/README.md as far as a machine without an engine and without a cluster can.

Usage: commands.py PROJECT. Each command is copied from the README into a copy of the tree and there run whole (files are
made), with its last step left out (Docker Compose reads its file and stops before it starts anything), or rendered and
held against what the manifests ask for. A command this file has no way to try is a mistake, so that none goes untried.
"""

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import kustomize

README = "deploy/README.md"


class Untried(Exception):
    """A command that fails, or that there is no way to try."""


def commands(text):
    """The README's indented lines."""
    return [line.strip() for line in text.splitlines() if re.match(r"    \S", line)]


def require(holds, what):
    if not holds:
        raise Untried(what)


def run(tree, command):
    done = subprocess.run(["bash", "-c", command], cwd=tree, capture_output=True, text=True, check=False)
    require(done.returncode == 0, f"exit code {done.returncode}: {' '.join(done.stderr.split())[:300]}")


def package(tree, command):
    """mvn package: CI has built already; what it makes must be where the Dockerfile looks."""
    require(command == "mvn package -DskipTests", "another build than CI's")


def build(tree, command):
    """docker build: its file is there, everything it copies is made by the build, and its tag is what Compose runs."""
    words = shlex.split(command)
    dockerfile = tree / words[words.index("-f") + 1]
    require(dockerfile.is_file(), f"no {dockerfile.name}")
    tag = words[words.index("-t") + 1]
    images = {service["image"] for service in kustomize.load(tree / "deploy/docker/compose.yml")[0]["services"].values()}
    plain = {re.sub(r"\$\{\w+:-([^}]+)\}", r"\1", image) for image in images}
    require(tag in plain, f"Compose runs {sorted(plain)}, not {tag}")
    for source in re.findall(r"^COPY (?:--\S+ )*(\S+) ", dockerfile.read_text(), re.M):
        found = list((tree / words[-1]).glob(source))
        require(len(found) == 1, f"the build made {len(found)} files {source}")


def own(tree, command):
    """chown needs root: the file it names must be there."""
    require((tree / shlex.split(command)[-1]).is_file(), "no such file")


def compose(tree, command):
    """docker compose: the same words up to the sub-command, which becomes one that only reads."""
    words = shlex.split(re.sub(r"<(\w+)>", r"\1", command))
    at = next(i for i, word in enumerate(words) if word in ("up", "run"))
    if words[at] == "run":
        services = kustomize.load(tree / "deploy/docker/compose.yml")[0]["services"]
        require(set(words[at:]) & set(services), f"none of the services {sorted(services)} is named")
    environment = [word for word in words[: words.index("docker")] if "=" in word]
    config = ["docker-compose", *words[words.index("compose") + 1 : at], "config"]
    done = subprocess.run(["env", *environment, *config], cwd=tree, capture_output=True, text=True, check=False)
    require(done.returncode == 0, " ".join(done.stderr.split())[:300])
    for assignment in environment:
        name, value = assignment.split("=", 1)
        require(all(word in done.stdout for word in value.split()), f"{name} changes nothing")


def resources(tree):
    return kustomize.render(tree / "deploy/kubernetes/overlays/dev")


def namespace(tree, command):
    name = shlex.split(command)[-1]
    kinds = {(one["kind"], one["metadata"]["name"]) for one in resources(tree)}
    require(("Namespace", name) in kinds, f"the manifests have no namespace {name}")


def secret(tree, command):
    """kubectl create secret: of the name, and with the keys, that the job's pods read."""
    words = shlex.split(command)
    name = words[words.index("generic") + 1]
    keys = {re.split("[=]", word)[1].rsplit("/", 1)[-1] for word in words if word.startswith("--from-")}
    read = (tree / "deploy/kubernetes/base/job.yaml").read_text()
    secrets = re.findall(r"secretName: (\S+)|secretRef:\s+name: (\S+)", read)
    require(name in {one or other for one, other in secrets}, f"no pod reads a secret {name}")
    for key in keys:
        require(key in read, f"no pod reads {key} of {name}")
    for file in (word.split("=")[-1] for word in words if word.startswith("--from-file")):
        require((tree / file).is_file(), f"no file {file}")


def apply(tree, command):
    folder = tree / shlex.split(command)[-1]
    require(kustomize.render(folder), f"{folder} renders nothing")


# How a command is tried, by what it begins with.
WAYS = {
    "mvn ": package,
    "docker build ": build,
    "(umask 077; openssl ": run,
    "sudo chown ": own,
    "docker compose ": compose,
    "TUTTI_RESTORE=": compose,
    "kubectl create namespace ": namespace,
    "kubectl -n tutti create secret ": secret,
    "kubectl apply -k ": apply,
}

# One word of a command, another in its place, and what must be said then.
MISTAKES = {
    "a Dockerfile that is not there": ("-f deploy/docker/Dockerfile", "-f deploy/Dockerfile", "no Dockerfile"),
    "a tag nobody runs": ("-t tutti-job:0.1.0", "-t tutti:0.1.0", "not tutti:0.1.0"),
    "a compose file that is not there": ("deploy/docker/compose.yml up", "deploy/compose.yml up", "compose.yml"),
    "a service that is not there": ("--entrypoint sh taskmanager", "--entrypoint sh worker", "none of the services"),
    "a variable nobody reads": ('TUTTI_RESTORE="', 'TUTTI_RESUME="', "no way to try"),
    "a secret nobody reads": ("generic tutti-operator-key", "generic operator-key", "no pod reads a secret"),
    "a key nobody reads": ("kubernetes/operator.seed", "kubernetes/operator.key", "no pod reads operator.key"),
    "a key nobody made": ("> deploy/kubernetes/operator.seed", "> deploy/operator.seed", "no file deploy/kubernetes/operator.seed"),
    "an overlay that is not there": ("deploy/kubernetes/overlays/dev", "deploy/kubernetes/overlays/test", "overlays/test"),
    "a command of another kind": ("kubectl create namespace", "helm create namespace", "no way to try"),
}  # fmt: skip


def attempt(root, text):
    """Tries all commands of a README; says the first that fails, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(root / "deploy/docker", tree / "deploy/docker")
        shutil.copytree(root / "deploy/kubernetes", tree / "deploy/kubernetes")
        (tree / "flink-job").mkdir()
        (tree / "flink-job/target").symlink_to(root / "flink-job/target")
        for command in commands(text):
            way = next((try_it for start, try_it in WAYS.items() if command.startswith(start)), None)
            try:
                require(way, "no way to try it")
                way(tree, command)
            except (Untried, kustomize.Wrong, OSError) as mistake:
                return f"{command}: {mistake}"
    return None


def main(root):
    root = Path(root).resolve()
    text = (root / README).read_text()
    mistake = attempt(root, text)
    if mistake:
        print(f"{README}: {mistake}", file=sys.stderr)
        return 1
    failed = 0
    for what, (right, wrong, words) in MISTAKES.items():
        said = attempt(root, text.replace(right, wrong)) if right in text else None
        if not said or words not in said:
            print(f"FAILED: {what}: expected '{words}', got {said}", file=sys.stderr)
            failed += 1
    print(f"{README}: {len(commands(text))} commands tried; planted mistakes: {len(MISTAKES) - failed} found, {failed} not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
