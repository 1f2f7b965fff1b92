"""The notebooks' pictures. Each takes the rounds of one task, as history.read orders them, and returns a figure."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

import history

# Colours that people who see fewer of them tell apart too (Okabe and Ito).
BLUE, SKY, GREEN, AMBER, RED, PURPLE = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7"
INK, GREY, PALE = "#333333", "#8C8C8C", "#E3E3E3"

APPLY = "apply: unmasked to model published"
PHASES = {
    "collect: announced to closed": (("announcedAt", "closedAt"), SKY),
    "seal: closed to sealed": (("closedAt", "sealedAt"), PURPLE),
    "vote: sealed to certificate": (("sealedAt", "certifiedAt"), BLUE),
    "open: certificate to sum unmasked": (("certifiedAt", "unmaskedAt"), GREEN),
    APPLY: (("unmaskedAt", "publishedAt"), AMBER),
}
WAITED = "waited in vain, then burned"


def style() -> None:
    """Sets matplotlib to the look of all pictures."""
    plt.rcParams.update(
        {
            "figure.dpi": 110,
            "figure.facecolor": "white",
            "font.size": 10,
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.edgecolor": GREY,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlelocation": "left",
            "axes.titlesize": 12,
            "axes.titleweight": "bold",
            "axes.titlepad": 12,
            "axes.axisbelow": True,
            "xtick.color": INK,
            "ytick.color": INK,
            "grid.color": PALE,
            "legend.frameon": False,
            "hatch.linewidth": 0.6,
        }
    )


def close() -> None:
    """Lets go of the figures drawn so far, so that a cell which displays them does not show them twice."""
    plt.close("all")


def label(row: pd.Series) -> str:
    """A round's name below an axis: its number, with attempt and sub-cohort only where they say something."""
    name = str(row["round"])
    if row["attempt"] > 1:
        name += f" ({row['attempt']})"
    if row["subCohort"] > 0:
        name += f"/{row['subCohort']}"
    return name


def funnel(rounds: pd.DataFrame, name: str) -> Figure:
    """Left, what became of all updates; right, of those of each round."""
    done = rounds["status"] == "COMPLETED"
    summed, lost = rounds["sealed"].where(done, 0), rounds["sealed"].where(~done, 0)
    figure, (total, each) = plt.subplots(1, 2, figsize=(11, 3.8), gridspec_kw={"width_ratios": [1, 1.7]})

    stages = {
        "uploaded": (rounds["uploaded"].sum(), PALE),
        "verified": (rounds["verified"].sum(), SKY),
        "sealed": (rounds["sealed"].sum(), BLUE),
        "in a sum": (summed.sum(), GREEN),
    }
    whole = max(1, stages["uploaded"][0])
    for place, (stage, (count, colour)) in enumerate(stages.items()):
        total.barh(place, count, color=colour, height=0.7)
        total.text(count + whole * 0.02, place, f"{count:,} · {_percent(count / whole)}", va="center")
    total.set_yticks(range(len(stages)), stages)
    total.invert_yaxis()
    total.set_xlim(0, whole * 1.3)
    total.set_xticks([])
    total.spines[["bottom", "left"]].set_visible(False)
    total.tick_params(left=False)
    total.set_title(f"{name}: {_percent(stages['in a sum'][0] / whole)} of the updates\ncame to be in a sum")

    other = (rounds["uploaded"] - rounds["sealed"] - rounds["late"] - rounds["rejected"]).clip(lower=0)
    parts = [
        ("in a sum", summed, GREEN, None),
        ("sealed, never opened", lost, "white", "////"),
        ("late", rounds["late"], AMBER, None),
        ("rejected", rounds["rejected"], RED, None),
        ("never sealed", other, GREY, None),
    ]
    base = pd.Series(0, index=rounds.index)
    for part, counts, colour, hatch in parts:
        if counts.any():
            look = {"color": colour, "edgecolor": BLUE if hatch else colour, "hatch": hatch}
            each.bar(range(len(rounds)), counts.where(counts > 0), bottom=base, width=0.75, label=part, **look)
        base = base + counts
    _round_axis(each, rounds)
    each.set_ylabel("updates uploaded")
    _whole_numbers(each, rounds["uploaded"].max())
    each.grid(axis="y")
    each.set_title("What became of the updates of each round")
    if each.patches:
        each.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncol=5, columnspacing=1.2, handlelength=1.4)
    figure.tight_layout(w_pad=3)
    return figure


def committee(rounds: pd.DataFrame, name: str) -> Figure:
    """Votes and replies against what was needed of them."""
    figure, axes = plt.subplots(figsize=(9, 3.6))
    places = pd.Series(range(len(rounds)), index=rounds.index)
    size = rounds["committee"]
    axes.step(*_steps(size), color=GREY, linewidth=1.2, where="post", label="committee")
    needed = pd.DataFrame(
        [history.NEEDED.get(members, (float("nan"), float("nan"))) for members in size], index=rounds.index
    )
    axes.step(*_steps(needed[0]), color=BLUE, linewidth=1.2, linestyle="--", where="post", label="votes needed")
    axes.step(*_steps(needed[1]), color=AMBER, linewidth=1.2, linestyle=":", where="post", label="replies needed")
    # Nobody votes on a cohort that never sealed, or replies to a certificate that never stood.
    asked, certified = rounds["sealedAt"].notna(), rounds["certifiedAt"].notna()
    axes.plot(places[asked], rounds["votes"][asked], "o", color=BLUE, markersize=7, label="votes")
    axes.plot(places[certified], rounds["replies"][certified], "D", color=AMBER, markersize=5, label="replies")
    _round_axis(axes, rounds)
    _mark_burned(axes, rounds)
    _whole_numbers(axes, size.max())
    axes.set_ylabel("decryptors")
    axes.grid(axis="y")
    axes.set_title(f"{name}: in {int(certified.sum())} of {_rounds(len(rounds))} the committee came to a quorum")
    _legend_right(axes)
    figure.tight_layout()
    return figure


def accuracy(rounds: pd.DataFrame, name: str) -> Figure:
    """Accuracy of the received model, and below it the newest and the promoted version."""
    figure, (axes, versions) = plt.subplots(
        2, 1, figsize=(9, 5.2), sharex=True, gridspec_kw={"height_ratios": [2.4, 1]}
    )
    places = pd.Series(range(len(rounds)), index=rounds.index)
    known = rounds["accuracy"].notna()
    share = rounds.loc[known, "accuracy"].astype(float)
    low, high = _interval(share, rounds.loc[known, "evaluationExamples"])
    if known.any():
        axes.fill_between(places[known], low, high, color=BLUE, alpha=0.15, linewidth=0, label="95 % interval")
    axes.plot(places[known], share, color=BLUE, linewidth=1.5)
    for verdict, text, face in [
        ("PASSED", "passed its guard", BLUE),
        ("BELOW_GUARD", "below its guard: not promoted", "white"),
        ("NONE", "no guard", SKY),
    ]:
        those = known & (rounds["guard"] == verdict)
        if those.any():
            axes.plot(
                places[those],
                rounds.loc[those, "accuracy"].astype(float),
                "o",
                color=BLUE,
                markerfacecolor=face,
                markersize=7,
                label=text,
            )
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.set_ylim(0, 1.02)
    axes.set_ylabel("accuracy of the model\nthe devices received")
    axes.grid(axis="y")
    if known.any():
        axes.set_title(f"{name}: accuracy went from {_percent(share.iloc[0], 1)} to {_percent(share.iloc[-1], 1)}")
    else:
        axes.set_title(f"{name}: no sum was opened, so no accuracy is known")
    _mark_burned(axes, rounds)
    _legend_right(axes)

    versions.plot(places, rounds["modelVersion"], "s", color=GREY, markersize=5, label="newest version")
    versions.step(*_steps(rounds["promotedVersion"]), color=GREEN, linewidth=2, where="post", label="promoted version")
    _round_axis(versions, rounds)
    _mark_burned(versions, rounds, label=None)
    versions.set_ylabel("model version")
    _whole_numbers(versions, rounds["modelVersion"].max())
    versions.set_ylim(bottom=-0.5)
    versions.grid(axis="y")
    _legend_right(versions)
    figure.align_ylabels()
    figure.tight_layout()
    return figure


def seconds(rounds: pd.DataFrame) -> pd.DataFrame:
    """Seconds each round spent in each phase; a burned round's last wait is a phase of its own."""
    spent = pd.DataFrame(index=rounds.index)
    reached = rounds["closedAt"]
    for phase, ((start, end), _) in PHASES.items():
        spent[phase] = _seconds(rounds[start], rounds[end])
        if end != "publishedAt":
            reached = rounds[end].where(rounds[end].notna(), reached)
    burned = rounds["status"] != "COMPLETED"
    spent.loc[burned, APPLY] = 0.0
    spent[WAITED] = _seconds(reached, rounds["publishedAt"]).where(burned, 0.0)
    # The close is on the log's clock and the rest on the job's: a little less than nothing is nothing.
    return spent.fillna(0.0).clip(lower=0.0)


def phases(rounds: pd.DataFrame, name: str) -> Figure:
    """How long each round took, and with what."""
    spent = seconds(rounds)
    figure, axes = plt.subplots(figsize=(9, 3.9))
    base = pd.Series(0.0, index=rounds.index)
    for phase in spent:
        if not spent[phase].any():
            continue
        waited = phase == WAITED
        axes.bar(
            range(len(rounds)),
            spent[phase],
            bottom=base,
            width=0.75,
            color="white" if waited else PHASES[phase][1],
            edgecolor=GREY if waited else "white",
            hatch="////" if waited else None,
            linewidth=0.5,
            label=phase,
        )
        base = base + spent[phase]
    _round_axis(axes, rounds)
    axes.set_ylabel("seconds")
    axes.set_ylim(0, max(0.1, base.max()) * 1.08)
    axes.grid(axis="y")
    took = (rounds["publishedAt"] - rounds["announcedAt"]).dt.total_seconds()[rounds["status"] == "COMPLETED"]
    half = f"half of the completed rounds took {took.median():.1f} s or less" if len(took) else "no round was completed"
    axes.set_title(f"{name}: {half}")
    _legend_right(axes)
    figure.tight_layout()
    return figure


def losses(rounds: pd.DataFrame) -> pd.Series:
    """Updates that reached the job and are in no sum, by reason, most frequent first."""
    counts: dict[str, int] = {}

    def add(reason: str, count: int) -> None:
        if count > 0:
            counts[reason] = counts.get(reason, 0) + int(count)

    for _, row in rounds.iterrows():
        add("late: complete after the close", row["late"])
        for code, count in history.by_reason(row["rejectedByReason"]).items():
            add(f"rejected: {code}", count)
        burned = f"round burned: {row['reason']}"
        if row["status"] != "COMPLETED":
            add(burned, row["sealed"])
        never_sealed = burned if pd.isna(row["sealedAt"]) else "not in the cohort"
        add(never_sealed, row["uploaded"] - row["sealed"] - row["late"] - row["rejected"])
    return pd.Series(counts, dtype="int64").sort_values(ascending=False, kind="stable")


def drops(rounds: pd.DataFrame, name: str) -> Figure:
    """Why updates are in no sum."""
    lost = losses(rounds)
    figure, axes = plt.subplots(figsize=(9, 0.8 + 0.36 * max(1, len(lost))))
    colours = {"late": AMBER, "rejected": RED, "round burned": BLUE}
    for place, (reason, count) in enumerate(lost.items()):
        axes.barh(place, count, color=colours.get(reason.split(":")[0], GREY), height=0.65)
        axes.text(count + lost.max() * 0.01, place, f"{count:,}", va="center")
    axes.set_yticks(range(len(lost)), lost.index)
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.tick_params(left=False)
    uploaded = int(rounds["uploaded"].sum())
    axes.set_title(f"{name}: {int(lost.sum()):,} of {uploaded:,} uploaded updates are in no sum")
    figure.tight_layout()
    return figure


def residue(rounds: pd.DataFrame, name: str) -> Figure:
    """The noise left after unmasking, as a share of what honest masks keep it within."""
    figure, axes = plt.subplots(figsize=(9, 3.2))
    opened = rounds["residueBound"] > 0
    share = rounds.loc[opened, "maxMaskResidue"] / rounds.loc[opened, "residueBound"]
    places = pd.Series(range(len(rounds)), index=rounds.index)[opened]
    axes.vlines(places, 0, share, color=PURPLE, linewidth=1.5, alpha=0.5)
    axes.plot(places, share, "o", color=PURPLE, markersize=7, label="largest residue")
    axes.axhline(1, color=RED, linewidth=1.5, linestyle="--", label="bound: above it\nthe round burns")
    _round_axis(axes, rounds)
    _mark_burned(axes, rounds)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.set_ylim(0, max(1.12, share.max() * 1.1 if opened.any() else 0))
    axes.set_ylabel("share of the bound")
    axes.grid(axis="y")
    most = f"the residue stays at {_percent(share.max())} of its bound or less" if opened.any() else "no sum was opened"
    axes.set_title(f"{name}: {most}")
    _legend_right(axes)
    figure.tight_layout()
    return figure


def _seconds(start: pd.Series, end: pd.Series) -> pd.Series:
    return (end - start).dt.total_seconds()


def _interval(share: pd.Series, examples: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Wilson's 95 % interval of a share of so many examples."""
    z2 = 1.96**2
    middle = (share + z2 / (2 * examples)) / (1 + z2 / examples)
    half = (z2 * (share * (1 - share) / examples + z2 / (4 * examples**2))) ** 0.5 / (1 + z2 / examples)
    return middle - half, middle + half


def _steps(values: pd.Series) -> tuple[list[float], list[float]]:
    """Values as steps that are as wide as their rounds."""
    heights = list(values)
    return [place - 0.5 for place in range(len(heights) + 1)], heights + heights[-1:]


def _round_axis(axes: Axes, rounds: pd.DataFrame) -> None:
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000) if len(rounds) <= 20 * step)
    shown = [place for place, number in enumerate(rounds["round"]) if every == 1 or number % every == 0]
    axes.set_xticks(shown, [label(rounds.iloc[place]) for place in shown])
    # A few rounds keep the width of bars that many have.
    axes.set_xlim(-0.6, max(6, len(rounds)) - 0.4)
    axes.set_xlabel("round")


def _whole_numbers(axes: Axes, most: int) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.set_ylim(0, max(1, most) * 1.12)


def _mark_burned(axes: Axes, rounds: pd.DataFrame, label: str | None = "round burned") -> None:
    for place, status in enumerate(rounds["status"]):
        if status != "COMPLETED":
            axes.axvspan(place - 0.4, place + 0.4, color=PALE, alpha=0.7, linewidth=0, zorder=0, label=label)
            label = None


def _percent(share: float, decimals: int = 0) -> str:
    return f"{100 * share:.{decimals}f} %"


def _rounds(count: int) -> str:
    return "1 round" if count == 1 else f"{count} rounds"


def _legend_right(axes: Axes) -> None:
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0)

