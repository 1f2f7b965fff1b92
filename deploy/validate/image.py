"""The job's image, by its Dockerfile: the parts that manifests rely on."""

import re
import shlex

from job import pom_property

FLINK_IMAGE = re.compile(r"^ARG FLINK_IMAGE=flink:([0-9.]+)-java17(@sha256:[0-9a-f]{64})?$", re.M)
PINNED = re.compile(r"^[^\s:@]+(:[0-9][\w.-]*|:\$\{\w+:-[0-9][\w.-]*\})?(@sha256:[0-9a-f]{64})?$")
JARS = "/opt/flink/usrlib/"
PLUGINS = "/opt/flink/plugins/"
# The file system a plugin brings. The history needs this one of the two for S3: the other cannot go on with a file.
FILE_SYSTEMS = {"flink-s3-fs-hadoop": "s3"}


class Image:
    """What a Dockerfile makes."""

    def __init__(self, text):
        self.text = text
        lines = text.replace("\\\n", " ").splitlines()
        self.commands = [
            shlex.split(command) for line in lines if line.startswith("RUN ") for command in line[4:].split("&&")
        ]
        # What is copied from the build, and to where.
        copied = [line.split()[1:] for line in lines if line.startswith("COPY ")]
        self.copies = [tuple(word for word in words if not word.startswith("--")) for words in copied]
        self.users = [line.split()[1] for line in lines if line.startswith("USER ")]

    def _given(self, program):
        """The arguments of each call of a program, options left out."""
        return [[word for word in words[1:] if word[0] != "-"] for words in self.commands if words[:1] == [program]]

    def folders(self):
        """The folders it makes and gives to Flink's user: a volume takes its owner from the image."""
        made = {folder for words in self._given("mkdir") for folder in words}
        return {folder for owner, *given in self._given("chown") for folder in given if owner == "flink:flink"} & made

    def file_systems(self):
        """The schemes that can be read and written besides file: each by a plugin in a folder of its own."""
        made = {folder.rstrip("/") for words in self._given("mkdir") for folder in words}
        found = set()
        for source, to in (words for words in self._given("cp") if len(words) == 2):
            name = re.fullmatch(r"/opt/flink/opt/([a-z0-9-]+)-\*\.jar", source)
            folder = to.rstrip("/")
            own = folder in made and re.fullmatch(f"{PLUGINS}[^/]+", folder)
            if name and own and name.group(1) in FILE_SYSTEMS:
                found.add(FILE_SYSTEMS[name.group(1)])
        return found

    def jars(self):
        """Where the job's jar lies."""
        return {copy[-1] for copy in self.copies if copy[-1].endswith(".jar")}


def read(root):
    return Image((root / "deploy/docker/Dockerfile").read_text())


def check_pinned(report, where, name):
    pinned = PINNED.match(name) and (":" in name or "@" in name)
    report.require(pinned, where, f"image '{name}' is not pinned to a version")


def check_image(report, root, image):
    where = "docker/Dockerfile"
    flink = pom_property(root, "flink.version")
    base = FLINK_IMAGE.search(image.text)
    report.require(base and base.group(1) == flink, where, f"expected flink:{flink}-java17 as in pom.xml")
    user = image.users[-1] if image.users else ""
    report.require(re.match(r"[1-9]\d*", user), where, "expected a user by number, not root")
    report.require(len(image.jars()) == 1, where, f"expected one jar, were {sorted(image.jars())}")
    sent = (root / "deploy/docker/Dockerfile.dockerignore").read_text().splitlines()
    for copy in image.copies:
        source, to = copy if len(copy) == 2 else ("?", copy[-1])
        report.require(f"!{source}" in sent, where, f"{source} does not go to the builder")
        report.require(to.startswith(JARS), where, f"{to} is not where Flink looks for a job: {JARS}")
