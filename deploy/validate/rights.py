"""Who may do what on the topics: the one table that users.yaml is held to, rule by rule.

It follows docs/flow.md. Devices offer themselves, upload and answer, and read what is said to them. The job reads these
three, orders, and its own outcomes; it writes everything else, and ticks into updates and replies, which drive its
clock. Before it goes on, its sink looks for open transactions of its own in each topic it writes: for that it reads
them. The operator gives orders and the first version of a model, and reads what became of both. An analyst reads what
became of rounds: never an update, never an opened sum.
"""

READ = {"Read", "Describe"}
WRITE = {"Write", "Describe"}
BOTH = READ | WRITE


def _topics(operations, *names):
    return {("topic", f"tutti.{name}", "literal"): operations for name in names}


RIGHTS = {
    "tutti-job": {
        **_topics(READ, "check-ins", "tasks"),
        **_topics(BOTH, "updates", "replies", "outcomes", "announcements", "requests", "receipts"),
        **_topics(BOTH, "rejects", "reports", "models", "aggregates"),
        ("transactionalId", "tutti-job", "prefix"): WRITE,
        ("group", "tutti-job", "prefix"): {"Read"},
        ("cluster", "", "literal"): {"IdempotentWrite", "Describe"},
    },
    "tutti-devices": {
        **_topics(WRITE, "check-ins", "updates", "replies"),
        **_topics(READ, "announcements", "requests", "receipts", "outcomes", "models"),
    },
    "tutti-operator": {
        **_topics(BOTH, "tasks", "models"),
        **_topics(READ, "announcements", "outcomes", "reports", "rejects"),
    },
    "tutti-analyst": {
        **_topics(READ, "announcements", "outcomes", "reports", "models"),
        ("group", "tutti-analyst", "prefix"): {"Read"},
    },
}


def _given(report, where, acls):
    """The operations a user is given, by what they are on."""
    given = {}
    for acl in acls:
        # A rule that denies, or holds for one host, would be a right of another kind.
        more = set(acl) - {"resource", "operations"}
        report.require(not more, where, f"a rule says {sorted(more)}, which the table of rights does not know")
        resource = acl["resource"]
        target = resource["type"], resource.get("name", ""), resource.get("patternType", "literal")
        given.setdefault(target, set()).update(acl.get("operations", []))
    return given


def check_user(report, where, user):
    name = user["metadata"]["name"]
    where = f"{where} KafkaUser {name}"
    report.require(user["spec"].get("authentication", {}).get("type") == "tls", where, "no certificate is asked for")
    authorization = user["spec"].get("authorization", {})
    report.require(authorization.get("type") == "simple", where, "it has no access rules")
    due, given = RIGHTS.get(name, {}), _given(report, where, authorization.get("acls", []))
    for target in sorted(due.keys() | given.keys()):
        has, needs = given.get(target, set()), due.get(target, set())
        more, less = has - needs, needs - has
        kind, called, pattern = target
        on = f"{kind} {called or '(all)'}{' and what begins so' if pattern == 'prefix' else ''}"
        report.require(not more, where, f"may {'/'.join(sorted(more))} on {on}, which its role does not need")
        report.require(not less, where, f"may not {'/'.join(sorted(less))} on {on}, which its role needs")


def check_users(report, where, users, topics):
    """Every user is one of the table, and has its rights and no others."""
    for topic in {called for due in RIGHTS.values() for kind, called, _ in due if kind == "topic"} ^ topics:
        report.require(False, where, f"topic {topic} is not in both the table of rights and topics.txt")
    names = {user["metadata"]["name"] for user in users}
    for name in RIGHTS.keys() ^ names:
        wrong = "missing" if name in RIGHTS else "not in the table of rights"
        report.require(False, where, f"KafkaUser {name} is {wrong}")
    for user in users:
        check_user(report, where, user)
