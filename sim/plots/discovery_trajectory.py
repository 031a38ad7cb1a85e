"""Chart of the peeling trajectory: coverage and density of each box, and the box that was taken."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.discovery.result import Discovery
from sim.analysis.discovery.search import Settings
from sim.plots import discovery_box, style
from sim.plots.entry import Choice, Drawn, Entry, Row, stem
from sim.plots.scales import percent_ticks
from sim.words import capitalised, counted, fine_percent

if TYPE_CHECKING:
    from sim.experiment.results import Results

WIDTH, TALL = 5.2, 3.6  # inches of the axes
RIGHT = 0.55
"""A box with more coverage than this has its label on the left."""
NUMBERED = 6
"""Approximate number of boxes with their number written beside them."""


@dataclass(frozen=True)
class Peeled:
    """One box of the trajectory; `restricted` counts the factors that it restricts."""

    number: int
    coverage: float
    density: float
    mass: float
    runs: int
    points: int
    restricted: int


@dataclass(frozen=True)
class TrajectoryData:
    """Data of the figure.

    Attributes:
        title: The outcome searched for, and the number of runs.
        note: How to read the figure.
        boxes: The trajectory; the first box restricts nothing.
        chosen: Number of the box that was taken.
        refined: Coverage and density of the box made from it; None if it was not changed.
        unseen: Density of boxes of similar coverage on points they were not fitted to, or None.
    """

    title: str
    note: str
    boxes: tuple[Peeled, ...]
    chosen: int
    refined: tuple[float, float] | None
    unseen: float | None

    @property
    def base(self) -> float:
        """The base rate: share of hits in all runs."""
        return self.boxes[0].density


def trajectory_data(found: Discovery) -> TrajectoryData:
    """Return the data of the trajectory of the first box."""
    first = found.boxes[0]
    boxes = tuple(
        Peeled(
            step.number,
            step.measures.coverage,
            step.measures.density,
            step.measures.mass,
            step.measures.runs,
            step.measures.points,
            len(step.box.restricted),
        )
        for step in first.trajectory
    )
    m, tried = first.measures, first.reproduced
    unseen = sum(tried.unseen) / tried.halves if tried else None
    said = ["A dot is a box, numbered from the whole; the farther, the smaller."]
    if first.refined:
        said.append("Diamond: the box taken, with idle ends dropped and the others set anew.")
    if unseen is not None:
        said.append("Cross: density of boxes of like coverage on halves they had not seen.")
    return TrajectoryData(
        title=(
            f"{capitalised(found.happens)}: coverage against density of {len(boxes)} boxes "
            f"(n = {counted(found.runs, 'run')}, {counted(len(found.sample), 'point')})"
        ),
        note=" ".join(said),
        boxes=boxes,
        chosen=first.chosen.number,
        refined=(m.coverage, m.density) if first.refined else None,
        unseen=unseen,
    )


def draw_trajectory(data: TrajectoryData, ax: Axes) -> None:
    """Draw the boxes, from the one that holds all runs at the right to the densest at the left."""
    style.dress(ax)
    xs, ys = [box.coverage for box in data.boxes], [box.density for box in data.boxes]
    ax.plot(xs, ys, color=style.FAINT, linewidth=0.9, zorder=2)
    ax.scatter(xs, ys, s=20, color=style.BAR, edgecolors=style.INK, linewidths=0.5, zorder=3)
    shown = [y for y in (*ys, data.unseen) if y is not None]
    low, high = floor(10 * min(shown)) / 10, ceil(10 * max(shown)) / 10
    # The label of a box at the right is written below the line, and needs room there.
    room = 0.18 * (high - low) if data.boxes[data.chosen].coverage > RIGHT else 0.02
    ax.set_ylim(low - room, high + 0.04)
    ax.set_xlim(-0.02, 1.08)
    rows = round(10 * (high - low))
    ups = [low + k / 10 for k in range(0, rows + 1, 1 if rows < 7 else 2)]
    ax.set_xticks(steps := [0.0, 0.2, 0.4, 0.6, 0.8, 1.0], percent_ticks(steps))
    ax.set_yticks(ups, percent_ticks(ups))
    _number(data, ax)
    _mark(data, ax)
    ax.axhline(data.base, color=style.FAINT, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    ax.text(
        0.0,
        data.base,
        f"base rate {fine_percent(data.base)}",
        fontsize=style.SMALL_SIZE,
        color=style.FAINT,
        va="bottom",
    )
    for axis, name in (
        (ax.xaxis, "coverage: share of all hits in the box"),
        (ax.yaxis, "density: share of its runs that hit"),
    ):
        axis.set_label_text(name, fontsize=style.TEXT_SIZE, color=style.INK)


def _number(data: TrajectoryData, ax: Axes) -> None:
    """Write numbers above some boxes, but not near the one that was taken."""
    stride = max(ceil(len(data.boxes) / NUMBERED), 1)
    for box in data.boxes[::stride]:
        if abs(box.number - data.chosen) * 2 > stride:
            ax.annotate(
                f"{box.number}",
                (box.coverage, box.density),
                xytext=(5, 5),
                textcoords="offset points",
                fontsize=style.SMALL_SIZE,
                color=style.FAINT,
            )


def _mark(data: TrajectoryData, ax: Axes) -> None:
    """Mark the box that was taken, the refined box, and the density on unseen points."""
    taken = data.boxes[data.chosen]
    ax.scatter(
        [taken.coverage],
        [taken.density],
        s=90,
        facecolors="none",
        edgecolors=style.INK,
        linewidths=1.8,
        zorder=4,
    )
    right = taken.coverage > RIGHT
    factors = counted(taken.restricted, "factor")
    ax.annotate(
        f"box {taken.number}: {fine_percent(taken.density)} of {counted(taken.runs, 'run')},\n"
        f"{fine_percent(taken.coverage)} of all hits, {factors}",
        (taken.coverage, taken.density),
        xytext=(-12, -8) if right else (14, 12),
        textcoords="offset points",
        ha="right" if right else "left",
        va="top" if right else "bottom",
        fontsize=style.SMALL_SIZE,
        color=style.INK,
        linespacing=style.LINE_SPACING,
    )
    if data.refined:
        ax.scatter(*data.refined, s=60, marker="D", color=style.INK, zorder=5)
    if data.unseen is not None:
        ax.scatter([taken.coverage], [data.unseen], s=45, marker="x", color=style.INK, zorder=5)


def trajectory_figure(data: TrajectoryData) -> Figure:
    """Return the trajectory as a figure."""
    left, foot, right = 0.8, 0.6, 0.2
    figure = style.page(left + WIDTH + right, foot + TALL, data.title, data.note)
    draw_trajectory(data, style.add_axes(figure, left, foot, WIDTH, TALL))
    return figure


def trajectory_table(data: TrajectoryData) -> tuple[Row, ...]:
    """Return a row for each box, after a header."""
    head: Row = ("box", "coverage", "density", "mass", "runs", "points", "factors", "taken")
    return head, *(
        (
            box.number,
            box.coverage,
            box.density,
            box.mass,
            box.runs,
            box.points,
            box.restricted,
            int(box.number == data.chosen),
        )
        for box in data.boxes
    )


def _draw(results: Results, choice: Choice) -> Drawn:
    found = discovery_box.discovery_of(results, choice, Settings())
    data = trajectory_data(found)
    taken, last = data.boxes[data.chosen], max(data.boxes, key=lambda box: box.density)
    return Drawn(
        name=stem("discovery-trajectory", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=(
            f"From the whole, where {fine_percent(data.base)} of the runs hit, to a box of "
            f"{counted(last.points, 'point')} with {fine_percent(last.density)}; taken is box "
            f"{taken.number}, "
            f"with {fine_percent(taken.density)} at a coverage of {fine_percent(taken.coverage)}. "
            f"{data.note}"
        ),
        figure=trajectory_figure(data),
        rows=trajectory_table(data),
        alt=(
            f"A falling line of {len(data.boxes)} boxes: density rises from "
            f"{fine_percent(data.base)} "
            f"to {fine_percent(last.density)} as coverage falls from 100 % to "
            f"{fine_percent(last.coverage)}."
        ),
    )


TRAJECTORY = Entry(
    "discovery-trajectory",
    "Coverage and density of the boxes that peeling finds",
    discovery_box.BOX.fits,
    _draw,
)
