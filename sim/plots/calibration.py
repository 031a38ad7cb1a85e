"""Figures of a calibration: settings before and after, the check of the method, and the bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.calibration.bands import Floats
from sim.analysis.calibration.ranks import distribution
from sim.experiment.titles import heading
from sim.plots import style
from sim.plots.entry import Drawn, Row
from sim.plots.house_style import in_house_style
from sim.scenario.meanings import name_of
from sim.words import counted, percent

if TYPE_CHECKING:
    from sim.validation.calibration.study import Calibrated

Facts = Mapping[str, Any]
ACROSS = 3  # panels in a row
WIDE, TALL, GAP, LEFT = 2.3, 1.5, 0.9, 0.55  # inches of a panel and its surroundings
HEAD = 0.55  # inches above a panel, for its name, its path and its note
LINE = 10.5  # points of a line of them
BINS = 24
ROW = 0.5  # inches of one band


@dataclass(frozen=True)
class Panel:
    """One panel of a grid: a number with a note, and two lines over the same places."""

    name: str
    path: str
    note: str
    at: Floats
    first: Floats
    second: Floats
    mark: float | None = None


def marginals_data(found: Calibrated) -> tuple[Panel, ...]:
    """Return a panel for each parameter: its density before and after, and its usual value."""
    panels, names = [], _names(found)
    for k, one in enumerate(found.facts()["parameters"]):
        edges = np.linspace(one["low"], one["high"], BINS + 1)
        after = np.histogram(found.found.values[:, k], edges, weights=found.found.weights)[0]
        note = f"contraction {one['contraction']:.2f}: {one['verdict']}"
        panels.append(
            Panel(
                names[one["path"]],
                one["path"],
                note,
                (edges[:-1] + edges[1:]) / 2,
                np.ones(BINS),
                after * BINS,
                one["base"],
            )
        )
    return tuple(panels)


def ranks_data(found: Calibrated) -> tuple[Panel, ...]:
    """Return a panel for each parameter: the ranks' distribution function less the even one.

    `first` are the ends of the simultaneous 95 % band, low and high after each other.
    """
    uniform, panels, names = found.uniform, [], _names(found)
    for k, one in enumerate(found.facts()["parameters"]):
        share = distribution(found.checked.ranks[:, k], found.checked.draws)
        panels.append(
            Panel(
                names[one["path"]],
                one["path"],
                f"p = {one['p']:.3f}; covers {percent(one['covered'])} (90 %)",
                uniform.at,
                np.concatenate([uniform.low - uniform.at, uniform.high - uniform.at]),
                share - uniform.at,
            )
        )
    return tuple(panels)


@in_house_style
def marginals_drawn(found: Calibrated) -> Drawn:
    """Return the figure of every parameter before and after."""
    panels = marginals_data(found)
    title = f"What the bands say of {counted(len(panels), 'number')}"
    note = (
        "Grey: before, every value as likely. Blue: after, among settings that agree with the "
        "bands. Dashed: the value that the scenario uses."
    )
    figure, axes = _grid(len(panels), title, note)
    for panel, ax in zip(panels, axes, strict=True):
        draw_marginal(panel, ax)
    rows: list[Row] = [("parameter", "value", "before", "after")]
    for panel in panels:
        for at, first, second in zip(panel.at, panel.first, panel.second, strict=True):
            rows.append((panel.path, float(at), float(first), float(second)))
    return Drawn(
        "calibration-marginals",
        title,
        _told(panels),
        figure,
        tuple(rows),
        f"{len(panels)} panels, each with a level line before and a histogram after.",
    )


def draw_marginal(panel: Panel, ax: Axes) -> None:
    """Draw one parameter: density relative to the even one."""
    width = panel.at[1] - panel.at[0]
    ax.bar(panel.at, panel.second, width=width, color=style.KNOWN_ACTORS["WST"], linewidth=0)
    ax.plot(panel.at, panel.first, color=style.FAINT, linewidth=1.2)
    if panel.mark is not None:
        ax.axvline(panel.mark, color=style.INK, linewidth=1.0, linestyle="--")
    ax.set_ylim(0, max(2.0, 1.1 * float(panel.second.max())))
    _head(panel, ax)


@in_house_style
def ranks_drawn(found: Calibrated) -> Drawn:
    """Return the figure of the check by simulation."""
    panels = ranks_data(found)
    truths = len(found.checked.ranks)
    title = f"Is the method right? {counted(truths, 'truth')} ranked among their own posteriors"
    note = (
        "Line: distribution function of the ranks less that of even ranks. Shaded: where even "
        "ranks stay at all places at once, 95 % of the time (Säilynoja, Bürkner & Vehtari 2022)."
    )
    figure, axes = _grid(len(panels), title, note)
    for panel, ax in zip(panels, axes, strict=True):
        draw_ranks(panel, ax)
    rows: list[Row] = [("parameter", "share of ranks", "low", "high", "difference")]
    for panel in panels:
        low, high = np.split(panel.first, 2)
        for line in zip(panel.at, low, high, panel.second, strict=True):
            rows.append((panel.path, *(float(value) for value in line)))
    return Drawn(
        "calibration-ranks",
        title,
        _told(panels),
        figure,
        tuple(rows),
        f"{len(panels)} panels, each with a line and the band in which it should lie.",
    )


def draw_ranks(panel: Panel, ax: Axes) -> None:
    """Draw the ranks of one parameter."""
    low, high = np.split(panel.first, 2)
    ax.fill_between(panel.at, low, high, color=style.BAR, alpha=0.5, linewidth=0, step="mid")
    ax.step(panel.at, panel.second, where="mid", color=style.KNOWN_ACTORS["AZE"], linewidth=1.4)
    ax.axhline(0.0, color=style.FAINT, linewidth=0.8)
    _head(panel, ax)


@in_house_style
def bands_drawn(facts: Facts) -> Drawn:
    """Return the figure of every band, with what the model gives before and after."""
    rows: list[Row] = [("band", "from", "to", "which", "mean", "5 %", "95 %")]
    count = len(facts["bands"])
    title = "What is known, and what the model gives"
    note = (
        "Shaded: the band. Grey: all settings; blue: the calibrated ones on other chance. Dot: "
        "mean over settings; bar: from the 5th to the 95th of a hundred settings."
    )
    tall = ROW * count
    figure = style.page(8.0, tall + 0.7, title, note)
    ax = style.add_axes(figure, 3.6, 0.45, 4.1, tall)
    style.dress(ax)
    for k, band in enumerate(facts["bands"]):
        ax.barh(k, band["high"] - band["low"], left=band["low"], height=0.7, color=style.WAR)
        for which, offset, colour in (
            ("table", -0.14, style.FAINT),
            ("predicted", 0.14, style.KNOWN_ACTORS["AZE"]),
        ):
            span = band[which]
            ends = (span["q05"], span["q95"])
            ax.plot(ends, [k + offset] * 2, color=colour, linewidth=2.0, solid_capstyle="butt")
            ax.plot([span["mean"]], [k + offset], "o", color=colour, markersize=4.5)
            rows.append((band["name"], band["low"], band["high"], which, span["mean"], *ends))
    ax.set_yticks(range(count), ["\n".join(wrap(band["title"], 42)) for band in facts["bands"]])
    ax.set_ylim(count - 0.5, -0.5)
    ax.set_xlim(0, None)
    ax.grid(False, axis="y")
    return Drawn(
        "calibration-bands",
        title,
        " ".join(
            f"{band['title']}: {band['predicted']['mean']:.3f} against {band['low']:g} to "
            f"{band['high']:g}."
            for band in facts["bands"]
        ),
        figure,
        tuple(rows),
        f"{counted(count, 'row')}, each with a shaded band and two bars with dots.",
    )


def _grid(count: int, title: str, note: str) -> tuple[Any, list[Axes]]:
    """Return a figure and its axes, row by row."""
    down = -(-count // ACROSS)
    across = min(count, ACROSS)
    tall = down * (TALL + GAP) + 0.1
    wide = max(LEFT + across * (WIDE + LEFT), 6.0)
    figure = style.page(wide, tall, title, note)
    axes = []
    for k in range(count):
        row, column = divmod(k, ACROSS)
        left = LEFT + column * (WIDE + LEFT)
        axes.append(
            style.add_axes(figure, left, tall - row * (TALL + GAP) - TALL - HEAD, WIDE, TALL)
        )
    return figure, axes


def _names(found: Calibrated) -> Mapping[str, str]:
    """Return the plain name of every parameter, by path."""
    scenario = found.experiment.policies[0].scenario
    return {path: heading(name_of(scenario, path), path) for path in found.ensemble.paths}


def _told(panels: Sequence[Panel]) -> str:
    return " ".join(f"{panel.name}: {panel.note}." for panel in panels)


def _head(panel: Panel, ax: Axes) -> None:
    """Write what the number is called above the axes, with its path small and grey below."""
    style.dress(ax)
    path = "" if panel.path == panel.name else panel.path
    for line, text, colour in (
        (2, panel.name, style.INK),
        (1, path, style.FAINT),
        (0, panel.note, style.INK),
    ):
        ax.annotate(
            text,
            xy=(0, 1),
            xycoords="axes fraction",
            xytext=(0, 5 + LINE * line),
            textcoords="offset points",
            fontsize=style.SMALL_SIZE,
            color=colour,
        )
    ax.tick_params(labelsize=style.SMALL_SIZE)
