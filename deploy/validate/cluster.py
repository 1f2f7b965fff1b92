"""How resources of one rendering hold together: names that must be there, and who may reach whom."""

import re

from image import JARS
from job import check_files

CLUSTER_LABEL = "strimzi.io/cluster"
# What Strimzi writes into a user's secret, and into that of a cluster's authority.
USER_KEYS = {"ca.crt", "user.crt", "user.key", "user.p12", "user.password"}
AUTHORITY_KEYS = {"ca.crt", "ca.p12", "ca.password"}
# What Flink needs to start TaskManagers and to keep its high-availability data; no secret, and nothing of all kinds.
NEEDED = {("", "pods"), ("", "configmaps"), ("apps", "deployments"), ("apps", "deployments/finalizers")}
VERBS = {"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}
REST_PORT = 8081
METRICS_PORT = "metrics.reporter.prometheus.port"


def named(resources, kind):
    return {one["metadata"]["name"]: one for one in resources if one["kind"] == kind}


def created_by_hand(readme):
    """Name → keys of the secrets that deploy/README.md has somebody create."""
    found = {}
    for name, rest in re.findall(r"^    kubectl \S+ \S+ create secret generic (\S+)(.*)$", readme, re.M):
        files = re.findall(r"--from-file=(?:\S+/)?([^/\s=]+)(?=\s|$)", rest)
        found[name] = {*files, *re.findall(r"--from-literal=([^=\s]+)=", rest)}
    return found


def kafka_cluster(report, where, resources):
    """The one Kafka cluster that topics, users and nodes belong to."""
    parts = [one for one in resources if one["kind"] in ("KafkaTopic", "KafkaUser", "KafkaNodePool")]
    names = {str(part["metadata"].get("labels", {}).get(CLUSTER_LABEL)) for part in parts}
    names |= set(named(resources, "Kafka"))
    report.require(len(names) == 1, where, f"expected one Kafka cluster, were {sorted(names)}")
    return min(names)


def secrets(resources, readme, cluster):
    """Name → keys of every secret that will be there, and no other."""
    users = {name: USER_KEYS for name in named(resources, "KafkaUser")}
    return created_by_hand(readme) | users | {f"{cluster}-cluster-ca-cert": AUTHORITY_KEYS}


def check_namespaces(report, where, resources):
    """All in the one namespace that is rendered; a name elsewhere would be found by nobody."""
    spaces = set(named(resources, "Namespace"))
    report.require(len(spaces) == 1, where, f"expected one Namespace, were {sorted(spaces)}")
    for one in resources:
        if one["kind"] != "Namespace":
            who, space = f"{one['kind']} {one['metadata']['name']}", one["metadata"].get("namespace")
            report.require(space in spaces, where, f"{who} is in the namespace {space}, which is not there")


def mounted(report, where, pod, maps, known):
    """The files that a pod's container finds, by path."""
    held = {}
    for volume in pod.get("volumes", []):
        if "configMap" in volume:
            name, items = volume["configMap"]["name"], volume["configMap"].get("items")
            keys, kind = set(maps[name].get("data", {})) if name in maps else None, "ConfigMap"
        elif "secret" in volume:
            name, items = volume["secret"]["secretName"], volume["secret"].get("items")
            keys, kind = known.get(name), "Secret"
        else:
            continue
        report.require(keys is not None, where, f"there is no {kind} {name}: it is neither rendered nor made by hand")
        for item in items or []:
            report.require(keys is None or item["key"] in keys, where, f"{kind} {name} has no {item['key']}")
        held[volume["name"]] = {item["path"] for item in items} if items else keys or set()
    found = set()
    for mount in pod["containers"][0].get("volumeMounts", []):
        report.require("subPath" not in mount, where, "a mount by subPath is not known here")
        report.require(mount["name"] in held, where, f"{mount['mountPath']}: there is no volume {mount['name']}")
        found |= {f"{mount['mountPath']}/{name}" for name in held.get(mount["name"], ())}
    return found


def check_pod(report, where, pod, wanted, maps, known):
    """Every file that arguments and settings name is mounted; every secret its environment comes from is known."""
    check_files(report, where, wanted, mounted(report, where, pod, maps, known))
    for source in pod["containers"][0].get("envFrom", []):
        name = source.get("secretRef", {}).get("name")
        report.require(name in known, where, f"there is no Secret {name}: it is neither rendered nor made by hand")


def check_jar(report, where, uri, image):
    jars = {f"local://{jar}" for jar in image.jars()}
    report.require(uri in jars, where, f"jarURI {uri} is not where the image has the jar: {sorted(jars)}, below {JARS}")


def check_roles(report, where, resources, account):
    """The job's account is rendered and may do what Flink needs, no more and no less."""
    spaces = set(named(resources, "Namespace"))
    accounts, roles = named(resources, "ServiceAccount"), named(resources, "Role")
    report.require(account in accounts, f"{where} FlinkDeployment", f"there is no ServiceAccount {account}")
    bound = set()
    for name, binding in named(resources, "RoleBinding").items():
        place, role = f"{where} RoleBinding {name}", binding["roleRef"]["name"]
        report.require(binding["roleRef"]["kind"] == "Role" and role in roles, place, f"there is no Role {role}")
        for subject in binding.get("subjects", []):
            kind, who, space = subject["kind"], subject["name"], subject.get("namespace")
            there = kind == "ServiceAccount" and who in accounts and space in spaces
            report.require(there, place, f"there is no {kind} {who} in {space}")
            bound.add((who, role))
    given = set()
    for name, role in roles.items():
        for rule in role["rules"]:
            pairs = {(group, kind) for group in rule.get("apiGroups", []) for kind in rule.get("resources", [])}
            more = {f"{group}/{kind}".lstrip("/") for group, kind in pairs - NEEDED} | set(rule["verbs"]) - VERBS
            report.require(not more, f"{where} Role {name}", f"allows {sorted(more)}, which Flink does not need")
            if (account, name) in bound:
                given |= pairs
    for group, kind in NEEDED - given:
        report.require(False, f"{where} FlinkDeployment", f"{account} has no rights on {kind}, which Flink needs")


def check_network(report, where, resources, deployment):
    """The job's pods are closed but for ports that are opened to named pods."""
    own = {"app": deployment["metadata"]["name"], "type": "flink-native-kubernetes"}
    ports = {REST_PORT, int(deployment["spec"]["flinkConfiguration"].get(METRICS_PORT, REST_PORT))}
    policies = named(resources, "NetworkPolicy")
    covered = [p for p in policies.values() if p["spec"]["podSelector"] == {"matchLabels": own}]
    report.require(covered, where, "no NetworkPolicy closes the job's pods")
    opened = set()
    for name, policy in policies.items():
        place = f"{where} NetworkPolicy {name}"
        closes = "Ingress" in policy["spec"].get("policyTypes", [])
        report.require(closes, place, "it closes nothing: no policy type Ingress")
        for rule in policy["spec"].get("ingress", []):
            numbers = {port.get("port") for port in rule.get("ports", [])}
            said = sorted(map(str, numbers)) or "all ports"
            peers = rule.get("from", [])
            # A rule without peers, and a peer without labels, is everybody.
            report.require(peers, place, f"{said} open to everybody")
            for peer in peers:
                labels = peer.get("podSelector", {}).get("matchLabels")
                report.require(labels and "ipBlock" not in peer, place, f"{said} open to more than named pods")
                inside = labels == own and "namespaceSelector" not in peer
                report.require(numbers or inside, place, "all ports open to others than the job's own pods")
            ranges = any("endPort" in port for port in rule.get("ports", []))
            report.require(numbers <= ports and not ranges, place, f"open ports {said} are not ports of the job")
            opened |= numbers
    report.require(ports <= opened, where, f"the ports {sorted(ports - opened)} can be reached by nobody")


def check_brokers(report, where, resources, cluster, servers):
    """The job asks the cluster's own brokers, at a listener they have where they are rendered."""
    host, _, port = servers.partition(":")
    own = host == f"{cluster}-kafka-bootstrap"
    report.require(own, where, f"bootstrap.servers {host} is not the Kafka cluster {cluster}")
    for kafka in named(resources, "Kafka").values():
        ports = {str(listener["port"]) for listener in kafka["spec"]["kafka"]["listeners"]}
        report.require(port in ports, where, f"bootstrap.servers port {port}: the brokers listen on {sorted(ports)}")
