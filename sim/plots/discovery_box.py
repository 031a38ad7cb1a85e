"""A discovered box on its two main factors: where it lies, and how often it happens in and out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from math import isinf
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.of_results import FEWEST_POINTS, Ask, investigate
from sim.analysis.discovery.result import Discovery
from sim.analysis.discovery.search import Settings
from sim.analysis.discovery.tree import rules
from sim.analysis.discovery.wording import conditions, opening
from sim.measures import Kind, kind_of
from sim.plots import style
from sim.plots.discovery_places import Place, cells_of, settings_of
from sim.plots.entry import (
    Choice,
    Drawn,
    Entry,
    Row,
    chosen_outcome,
    chosen_policy,
    stem,
)
from sim.plots.scales import draw_share_scale
from sim.words import fine_percent, joined, percent_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.experiment.results import Results

    Floats = NDArray[np.float64]

WIDTH, TALL = 4.4, 3.9  # inches of the axes
MOST_MARKS = 400
"""Up to so many settings of the two factors each is a mark; more are counted in cells."""


@dataclass(frozen=True)
class Side:
    """One factor of the figure: its path, where the box is drawn to end, and what was played."""

    path: str
    low: float
    high: float
    least: float
    most: float


@dataclass(frozen=True)
class BoxData:
    """What the figure shows.

    Attributes:
        title: What happens, and of how many runs.
        note: What the box holds, and what else restricts it.
        across: The factor to the right.
        up: The factor upwards.
        places: Runs that meet the box's restrictions on all other factors.
        marks: The places are settings, not cells.
        density: Share of hits in the box.
    """

    title: str
    note: str
    across: Side
    up: Side
    places: tuple[Place, ...]
    marks: bool
    density: float


def box_data(found: Discovery) -> BoxData:
    """The first box on the two of its factors whose restrictions do most.

    That is, whose smaller quasi-p-value is smallest. Where fewer than two are restricted, the tree
    splits name the next, then the order of the factors. Runs that other restrictions leave out are
    not shown, so that what is seen in the box is the box's density.
    """
    box, sample = found.boxes[0].box, found.sample
    across, up = main_factors(found)
    others = box
    for limit in box.limits:
        if limit.factor in (across, up):
            others = others.without(limit)
    shown = sample.take(others.holds(sample.values))
    pair = shown.values[:, (across, up)]
    levels = [sample.levels[across], sample.levels[up]]
    marks = not all(levels) and len(np.unique(pair, axis=0)) <= MOST_MARKS
    if marks:
        places, unit = settings_of(pair, shown.hits, shown.runs), "A dot is a setting."
    else:
        places, unit = cells_of(pair, shown.hits, shown.runs, levels)
    return BoxData(
        title=(
            f"{opening(found.happens)}: the box on its two main factors "
            f"(n = {found.runs:,} runs, {len(sample):,} points)"
        ),
        note=f"{_note(found, (across, up))} {unit}",
        across=_side(found, across),
        up=_side(found, up),
        places=places,
        marks=marks,
        density=found.boxes[0].measures.density,
    )


def main_factors(found: Discovery) -> tuple[int, int]:
    """Places of the two factors to show, the strongest first."""
    names, first = found.sample.factors, found.boxes[0]
    strength: dict[int, float] = {}
    for end in first.restrictions:
        place = names.index(end.factor)
        strength[place] = min(strength.get(place, 1.0), end.quasi_p)
    order = sorted(strength, key=lambda place: (strength[place], names[place]))
    if len(order) < 2:
        words = [text.split()[0] for rule in rules(found.tree, names) for text in rule.conditions]
        order += [names.index(word) for word in words]
    chosen = list(dict.fromkeys([*order, *range(len(names))]))
    return chosen[0], chosen[1]


def _side(found: Discovery, place: int) -> Side:
    box, column = found.boxes[0].box, found.sample.values[:, place]
    low, high = box.low[place], box.high[place]
    least, most = float(column.min()), float(column.max())
    # Between levels a bound is drawn halfway, so that it does not hide the level it lets in.
    for level, following in pairwise(found.sample.levels[place]):
        if following == box.low[place]:
            low = (level + following) / 2
        if level == box.high[place]:
            high = (level + following) / 2
    return Side(found.sample.factors[place], low, high, least, most)


def _note(found: Discovery, pair: tuple[int, int]) -> str:
    first, names = found.boxes[0], found.sample.factors
    m, (low, high) = first.measures, first.interval
    if not first.restrictions:
        return (
            "No restriction stands its test, so there is no box: it happens in "
            f"{fine_percent(found.base_rate)} of all runs."
        )
    shown = {names[place] for place in pair}
    rest = conditions([end for end in first.restrictions if end.factor not in shown])
    asks = f"also asks for {joined(rest)}; only runs that meet that are shown."
    return (
        f"Box: {fine_percent(m.density)} {percent_bounds(low, high)} of {m.runs:,} runs hit, "
        f"against {fine_percent(found.base_rate)} of all; it holds {fine_percent(m.coverage)} of "
        "all hits. "
        f"It {asks if rest else 'asks for nothing else.'}"
    )


def draw_box(data: BoxData, ax: Axes) -> None:
    """Draw the places, darker where it happens more often, and the box's restricted sides."""
    style.dress(ax)
    ax.grid(visible=False)
    shares = [place.hits / place.runs for place in data.places]
    if data.marks:
        ax.scatter(
            [place.x for place in data.places],
            [place.y for place in data.places],
            s=_mark_size(len(data.places)),
            c=shares,
            cmap=style.share_colours(),
            vmin=0,
            vmax=1,
            edgecolors=style.FAINT,
            linewidths=0.4,
        )
    else:
        _draw_cells(data, shares, ax)
    _limits(data, ax)
    _draw_sides(data, ax)
    for name, path in (("x", data.across.path), ("y", data.up.path)):
        ax.set(**{f"{name}label": path})
        getattr(ax, f"{name}axis").label.set(fontsize=style.TEXT_SIZE, color=style.INK)


def _mark_size(count: int) -> float:
    return max(4000 / max(count, 40), 10.0)


def _draw_cells(data: BoxData, shares: Sequence[float], ax: Axes) -> None:
    """Draw a tile a cell over a hatched ground, which shows where a cell has no runs."""
    spans = _span(data.across, data.places, "x"), _span(data.up, data.places, "y")
    (x0, x1), (y0, y1) = spans
    ground = Rectangle((x0, y0), x1 - x0, y1 - y0, facecolor=style.PAPER, edgecolor=style.GRID)
    ground.set(hatch="////", linewidth=0.0)
    ax.add_patch(ground)
    colours = style.share_colours()
    for place, share in zip(data.places, shares, strict=True):
        corner = (place.x - place.wide / 2, place.y - place.tall / 2)
        # Edges of their own colour close the hairlines that would else show between tiles.
        ax.add_patch(
            Rectangle(
                corner,
                place.wide,
                place.tall,
                facecolor=colours(share),
                edgecolor=colours(share),
                linewidth=0.5,
            )
        )


def _span(side: Side, places: Sequence[Place], way: str) -> tuple[float, float]:
    """From where to where there is something to show along one factor."""
    ends = [(p.x, p.wide / 2) if way == "x" else (p.y, p.tall / 2) for p in places]
    low = min([side.least, *(middle - half for middle, half in ends)])
    return low, max([side.most, *(middle + half for middle, half in ends)])


def _limits(data: BoxData, ax: Axes) -> None:
    """Show all that was played, with a little room for marks and sides at the edge."""
    for low, high, setter in (
        (*_span(data.across, data.places, "x"), ax.set_xlim),
        (*_span(data.up, data.places, "y"), ax.set_ylim),
    ):
        room = (0.04 if data.marks else 0.02) * (high - low)
        setter(low - room, high + room)
    style.trim_ticks(ax)


def _draw_sides(data: BoxData, ax: Axes) -> None:
    """The box: a thick line where it ends, a thin dashed one where it is open to the edge."""
    (left, right), (foot, top) = (
        (low + (high - low) / 100, high - (high - low) / 100)
        for low, high in (ax.get_xlim(), ax.get_ylim())
    )
    x0, x1 = max(data.across.low, left), min(data.across.high, right)
    y0, y1 = max(data.up.low, foot), min(data.up.high, top)
    ends = (data.across.low, data.across.high, data.up.low, data.up.high)
    restricted = not all(map(isinf, ends))
    halo = [withStroke(linewidth=4.2, foreground=style.PAPER)]
    for bound, line in (
        (data.across.low, ((x0, x0), (y0, y1))),
        (data.across.high, ((x1, x1), (y0, y1))),
        (data.up.low, ((x0, x1), (y0, y0))),
        (data.up.high, ((x0, x1), (y1, y1))),
    ):
        if not isinf(bound):
            ax.plot(*line, color=style.INK, linewidth=2.2, path_effects=halo)
        elif restricted:
            ax.plot(*line, color=style.INK, linewidth=0.9, linestyle=(0, (3, 3)))


def box_figure(data: BoxData) -> Figure:
    """Return the box as a figure, with the scale of shares beside it."""
    left, foot, right = 0.95, 0.6, 0.85
    figure = style.page(left + WIDTH + right, foot + TALL, data.title, data.note)
    draw_box(data, style.add_axes(figure, left, foot, WIDTH, TALL))
    draw_share_scale(style.add_axes(figure, left + WIDTH + 0.15, foot, 0.14, TALL))
    return figure


def box_table(data: BoxData) -> tuple[Row, ...]:
    """A row a setting or cell, with whether its middle lies in the box."""
    rows: list[Row] = [(data.across.path, data.up.path, "share", "hits", "runs", "in_box")]
    for p in data.places:
        inside = data.across.low <= p.x <= data.across.high and data.up.low <= p.y <= data.up.high
        rows.append((p.x, p.y, p.hits / p.runs, p.hits, p.runs, int(inside)))
    return tuple(rows)


def discovery_of(results: Results, choice: Choice, settings: Settings) -> Discovery:
    """The discovery that a figure is of.

    Without a choice it is of the first yes or no that is neither always nor never so: of those that
    the experiment asks about, then of all.

    Raises:
        DiscoveryError: There is none, or what was chosen cannot be searched.
    """
    policy = chosen_policy(results, choice)
    if choice.outcome:
        outcome = chosen_outcome(results, choice, (Kind.YES_NO, Kind.CATEGORY))
        return investigate(results, Ask(outcome, policy), settings)
    manifest = results.store.manifest
    columns = dict.fromkeys([*manifest.outcomes, *manifest.columns.outcomes])
    *others, last = [name for name in columns if kind_of(name) is Kind.YES_NO]
    for outcome in others:
        # Whether it varies is seen when it is searched, so that the runs are read but once.
        with suppress(DiscoveryError):
            return investigate(results, Ask(outcome, policy), settings)
    return investigate(results, Ask(last, policy), settings)


def _fits(results: Results) -> str:
    if len(results.store.manifest.columns.factors) < 2:
        return "it needs two factors or more"
    points = results.manifest["points"]
    if points < FEWEST_POINTS:
        return f"it needs {FEWEST_POINTS} points or more, and the design has {points}"
    return ""


def _draw(results: Results, choice: Choice) -> Drawn:
    found = discovery_of(results, choice, Settings(halves=0))
    data = box_data(found)
    return Drawn(
        name=stem("discovery-box", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=" ".join(found.sentences),
        figure=box_figure(data),
        rows=box_table(data),
        alt=(
            f"A map of {data.across.path} against {data.up.path}, darker where it happens more "
            f"often, with the box {joined(conditions(found.boxes[0].restrictions)) or 'absent'}."
        ),
    )


BOX = Entry("discovery-box", "Where it happens: the box found by PRIM", _fits, _draw)
