"""From numbers to slots: clip, weigh, scale, round, and put the control values in front."""

import math


def slots(v):
    """All slots of a small vector: clip norm 1, value range 0.5, N = 8, one slot to a coefficient."""
    most = 2 ** (v["b"] - 1) - 1
    norm = math.sqrt(sum(x * x for x in v["delta"]))
    factor = min(1, 1 / norm) * v["weight"] / most * most / 0.5
    values = []
    for x, uniform in zip(v["delta"], v["rounding"], strict=True):
        scaled = max(-most, min(most, x * factor))
        low = math.floor(scaled)
        values.append(low + (uniform < scaled - low))
    found = [1, v["weight"]] + (evaluation(v["evaluation"], v["b"]) if "evaluation" in v else [0] * 4) + values
    return found + [0] * (-len(found) % 8)


def evaluation(seen, b):
    """Examples, correct ones, and the summed loss in two limbs of b - 1 bits, a unit being 16/2^(b-1) nats."""
    limb = b - 1
    examples = min(seen["examples"], 2**limb - 1)
    if not examples:
        return [0] * 4
    correct = nearest(seen["correct"] * examples / seen["examples"])
    loss = min(nearest(min(seen["mean_loss"], 16) * examples * 2**limb / 16), 2 ** (2 * limb) - 1)
    return [examples, correct, loss >> limb, loss & 2**limb - 1]


def weight(function, examples, staleness, heaviest):
    share = 1.0
    if function in (2, 4):
        share *= min(1, examples / 64)
    if function in (3, 4):
        share /= math.sqrt(1 + staleness)
    return max(-(-heaviest // 8), min(heaviest, nearest(share * heaviest)))


def nearest(x):
    """Halves go up."""
    return math.floor(x + 0.5)
