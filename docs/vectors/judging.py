"""What an opened sum says of its cohort, and what burned cohorts say of a device."""

import math

from compare import same

# The terms of outliers.json: b - 1 bits, clip norm 1 and value range 0.5, full weight.
LIMB, SCALE, FULL = 7, 127 / 0.5, 127
MOST = 2**LIMB - 1
TAIL = 50
BETS = {1: 0.5, 0.5: 0.25, 0.125: 0.25}


def outlier(slices, n, noise):
    """The first step by which a sum is an outlier, or ""."""
    dimension = sum(len(one["parameters"]) for one in slices)
    for number, one in enumerate(slices):
        if not all(0 <= value <= most for value, most in controls(one, n if number == 0 else 0, n)):
            return "CONTROL_RANGE"
        clipped = SCALE * one["weight"] / FULL
        bound = min(n * MOST, clipped + n) + 10 * noise * math.sqrt(n)
        if max(map(abs, one["parameters"])) > bound * (1 + 1e-9):
            return "PARAMETER_RANGE"
        if too_long(one["parameters"], clipped, len(one["parameters"]), n, noise):
            return "NORM"
    everything = [x for one in slices for x in one["parameters"]]
    return "NORM" if too_long(everything, SCALE * slices[0]["weight"] / FULL, dimension, n, noise) else ""


def controls(one, evaluating, n):
    """Control values and the most that each may be."""
    examples, high, low = (one["evaluation_" + name] for name in ("examples", "loss_high", "loss_low"))
    yield examples, evaluating * MOST
    yield one["evaluation_correct"], min(examples, evaluating * MOST)
    yield high, evaluating * MOST
    yield low, evaluating * MOST
    yield (high << LIMB) + low, examples << LIMB
    yield one["weight"], n * FULL


def too_long(parameters, clipped, dimension, n, noise):
    spread = math.sqrt(dimension + 2 * math.sqrt(dimension * TAIL) + 2 * TAIL)
    bound = clipped + (math.sqrt(n / 4) + noise * math.sqrt(n)) * spread
    return math.sqrt(sum(x * x for x in parameters)) > bound * (1 + 1e-9)


def outliers(doc):
    for v in doc["vectors"]:
        same(outlier(v["slices"], v["n"], v["noise"]), v["fails"], v["name"])


def search(doc):
    threshold = doc["population"] / doc["error"]
    innocent = 1 - doc["corrupt"]
    rounds = math.log(2 * threshold) / math.log(doc["sub_cohorts"] * innocent)
    same(math.ceil(rounds), doc["rounds_to_name"], "rounds to name one")
    for v in doc["vectors"]:
        stakes = {}
        for number, round_ in enumerate(v["rounds"], 1):
            cohorts = round_["sub_cohorts"]
            incomplete = sum(len(c["devices"]) for c in cohorts if c["ending"] != "completed")
            likely = min(1, incomplete / sum(len(c["devices"]) for c in cohorts) / innocent)
            if incomplete > 0:
                for cohort in cohorts:
                    for device in cohort["devices"]:
                        own = stakes.setdefault(device, dict(BETS))
                        for bet in own:
                            own[bet] *= 1 - bet + (bet / likely if cohort["ending"] == "burned" else 0)
            heaviest = max((sum(own.values()), device) for device, own in stakes.items()) if stakes else (0, 0)
            named = heaviest[1] if heaviest[0] >= threshold else 0
            same(named, round_["named"], f"{v['name']}, after round {number}")
