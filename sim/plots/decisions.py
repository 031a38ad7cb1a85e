"""Figures of the record of decisions: reliability, skill against references, ablation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import style
from sim.plots.entry import Drawn, Row
from sim.plots.house_style import in_house_style

RELIABILITY, SKILL, ABLATION = (
    "decisions-reliability",
    "decisions-skill",
    "decisions-ablation",
)
LINE = 0.26  # inches, one line of a chart of intervals
LEFT, WIDTH, FOOT, RIGHT = 1.7, 4.6, 0.5, 0.3
PANEL = 2.7


# --- reliability ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Curve:
    """One forecaster's reliability: forecasts in ascending order, frequencies, parts of the score.

    `weight` is that of each forecast.
    """

    name: str
    chance: tuple[float, ...]
    frequency: tuple[float, ...]
    weight: tuple[float, ...]
    said: str


def reliability_data(facts: Mapping[str, Any]) -> tuple[Curve, ...]:
    """Return the reliability curves of the facts of the decisions."""
    return tuple(
        Curve(
            name,
            tuple(one["chance"]),
            tuple(one["frequency"]),
            tuple(one["weight"]),
            f"Brier {one['score']:.3f} = miscalibration {one['miscalibration']:.3f} - "
            f"discrimination {one['discrimination']:.3f} + uncertainty {one['uncertainty']:.3f}",
        )
        for name, one in facts["reliability"].items()
    )


def reliability_figure(curves: Sequence[Curve]) -> Figure:
    """Return the curves side by side, each with the spread of its forecasts below."""
    width = len(curves) * (PANEL + 0.75) + 0.3
    figure = style.page(
        width,
        PANEL + 1.15,
        "Costly help: what was said and what came",
        "Isotonic regression of what came on the chance that was given (CORP). On the line, the "
        "chances are as they should be. Below: how much weight the forecasts of each chance have.",
    )
    for k, curve in enumerate(curves):
        left = 0.65 + k * (PANEL + 0.75)
        ax = style.add_axes(figure, left, 0.95, PANEL, PANEL)
        draw_reliability(curve, ax)
        below = style.add_axes(figure, left, 0.4, PANEL, 0.35)
        below.hist(curve.chance, bins=25, range=(0, 1), weights=curve.weight, color=style.BAR)
        style.dress(below)
        below.set_xlim(0, 1)
        below.set_yticks([])
        below.set_xlabel("chance of costly help or more", fontsize=style.SMALL_SIZE)
    return figure


def draw_reliability(curve: Curve, ax: Axes) -> None:
    """Draw one curve."""
    style.dress(ax, curve.name)
    ax.plot([0, 1], [0, 1], color=style.FAINT, linewidth=1)
    ax.plot(curve.chance, curve.frequency, color=style.KNOWN_ACTORS["AZE"], linewidth=1.8)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.tick_params(labelbottom=False)
    ax.set_ylabel("frequency", fontsize=style.SMALL_SIZE)


@in_house_style
def reliability_drawn(facts: Mapping[str, Any]) -> Drawn:
    """Return the reliability diagram with its caption and table."""
    curves = reliability_data(facts)
    rows: list[Row] = [("forecaster", "chance", "frequency", "weight")]
    for one in curves:
        for values in zip(one.chance, one.frequency, one.weight, strict=True):
            rows.append((one.name, *values))
    return Drawn(
        name=RELIABILITY,
        title="Costly help: what was said and what came",
        caption="; ".join(f"{one.name}: {one.said}" for one in curves) + ".",
        figure=reliability_figure(curves),
        rows=tuple(rows),
        alt=f"{len(curves)} panels with a rising step curve beside the diagonal.",
    )


# --- charts of intervals --------------------------------------------------------------------------


@dataclass(frozen=True)
class Interval:
    """One line of a chart: a name, a value with its 95 % interval, and its colour."""

    name: str
    value: float
    low: float
    high: float
    colour: str


def intervals_figure(
    groups: Sequence[tuple[str, Sequence[Interval]]], title: str, note: str, unit: str
) -> Figure:
    """Return a chart of intervals beside a line at zero, in groups below one another."""
    heights = [LINE * len(lines) + 0.1 for _, lines in groups]
    tall = sum(heights) + 0.34 * len(groups) + FOOT
    figure = style.page(LEFT + WIDTH + RIGHT, tall, title, note)
    every = [end for _, lines in groups for one in lines for end in (one.low, one.high)]
    low, high = min([0.0, *every]), max([0.0, *every])
    air = 0.05 * (high - low) or 0.1
    bottom = tall
    for k, ((heading, lines), height) in enumerate(zip(groups, heights, strict=True)):
        bottom -= height + 0.34
        ax = style.add_axes(figure, LEFT, bottom, WIDTH, height)
        draw_intervals(lines, ax, heading)
        ax.set_xlim(low - air, high + air)
        ax.tick_params(labelbottom=k == len(groups) - 1)
        if k == len(groups) - 1:
            ax.set_xlabel(unit, fontsize=style.SMALL_SIZE, color=style.FAINT)
    return figure


def draw_intervals(lines: Sequence[Interval], ax: Axes, heading: str) -> None:
    """Draw one group of intervals, the first at the top."""
    style.dress(ax, heading)
    ax.axvline(0, color=style.FAINT, linewidth=1)
    for k, one in enumerate(lines):
        ax.plot([one.low, one.high], [k, k], color=one.colour, linewidth=2.2)
        ax.plot([one.value], [k], marker="o", color=one.colour, markersize=6)
    ax.set_ylim(len(lines) - 0.5, -0.5)
    ax.set_yticks(range(len(lines)), [one.name for one in lines])
    ax.tick_params(axis="y", labelsize=style.SMALL_SIZE)


def _table(groups: Sequence[tuple[str, Sequence[Interval]]], value: str) -> tuple[Row, ...]:
    rows: list[Row] = [("group", "name", value, "low", "high")]
    rows += [(h, one.name, one.value, one.low, one.high) for h, lines in groups for one in lines]
    return tuple(rows)


def skill_data(facts: Mapping[str, Any]) -> tuple[tuple[str, tuple[Interval, ...]], ...]:
    """Return the skill of every forecaster over the frequencies, for all pairs and tied ones."""
    groups = []
    for part, heading in (("all", "all decisions"), ("tied", "tied pairs")):
        if part not in facts["scores"]:
            continue
        held = facts["scores"][part]
        lines = tuple(
            Interval(
                name,
                one["rps"]["skill"],
                one["rps"]["low"],
                one["rps"]["high"],
                style.KNOWN_ACTORS["RUS"] if name == "model" else style.FAINT,
            )
            for name, one in held["forecasters"].items()
            if name != "marginal"
        )
        said = f"{heading}: {held['cases']} in {held['crises']} crises"
        groups.append((said, lines))
    return tuple(groups)


@in_house_style
def skill_drawn(facts: Mapping[str, Any]) -> Drawn:
    """Return the chart of skill with its caption and table."""
    groups = skill_data(facts)
    title = "Skill over the frequencies of earlier crises"
    return Drawn(
        name=SKILL,
        title=title,
        caption="Skill of the ranked probability score, with 95 % intervals by crisis.",
        figure=intervals_figure(
            groups, title, "Right of the line: better. 95 % intervals by crisis.", "skill"
        ),
        rows=_table(groups, "skill"),
        alt="Marks with intervals beside a line at no skill.",
    )


def ablation_data(facts: Mapping[str, Any]) -> tuple[tuple[str, tuple[Interval, ...]], ...]:
    """Return what each mechanism is worth, the most first."""
    lines = [
        Interval(
            one["mechanism"],
            1000 * one["difference"],
            1000 * one["difference_low"],
            1000 * one["difference_high"],
            style.KNOWN_ACTORS["AZE"] if one["difference_low"] > 0 else style.FAINT,
        )
        for one in facts["ablation"]
    ]
    ordered = sorted(lines, key=lambda one: -one.value)
    return ((f"{facts['data']['test_rows']} decisions of the test", tuple(ordered)),)


@in_house_style
def ablation_drawn(facts: Mapping[str, Any]) -> Drawn:
    """Return the chart of the ablations with its caption and table."""
    groups = ablation_data(facts)
    title = "What each mechanism of the coding is worth"
    return Drawn(
        name=ABLATION,
        title=title,
        caption="Loss of the ranked probability score without it, in thousandths.",
        figure=intervals_figure(
            groups,
            title,
            "Loss without it; left of the line, the forecasts are better without it.",
            "ranked probability score x 1000",
        ),
        rows=_table(groups, "loss"),
        alt="Marks with intervals beside a line at no loss.",
    )


def all_drawn(facts: Mapping[str, Any]) -> tuple[Drawn, ...]:
    """Return all figures of the facts of the decisions."""
    return reliability_drawn(facts), skill_drawn(facts), ablation_drawn(facts)
