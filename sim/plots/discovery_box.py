"""Map of a discovered box over its two main factors, with the share of hits inside and outside."""

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
from sim.analysis.discovery.wording import conditions
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
from sim.plots.factor_axes import FOOT, LEFT, name_axis
from sim.plots.scales import draw_share_scale
from sim.words import capitalised, counted, fine_percent, joined, percent_bounds, quoted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.experiment.results import Results

    Floats = NDArray[np.float64]

WIDTH, TALL = 4.4, 3.9  # inches of the axes
MOST_MARKS = 400
"""Most settings of the two factors that are drawn as marks; more are counted in cells."""


@dataclass(frozen=True)
class Side:
    """One factor of the figure.

    `low` and `high` are the ends of the box as drawn, infinite if the box is open there. `least`
    and `most` are the ends of the range that was played.
    """

    path: str
    name: str
    low: float
    high: float
    least: float
    most: float


@dataclass(frozen=True)
class BoxData:
    """Data of the figure.

    Attributes:
        title: The outcome searched for, and the number of runs.
        note: The share of hits in the box, and its restrictions on other factors.
        across: The factor on the horizontal axis.
        up: The factor on the vertical axis.
        places: Counts of runs that meet the box's restrictions on all other factors.
        marks: Whether the places are single settings; otherwise they are cells.
        density: Share of hits in the box, [0, 1].
    """

    title: str
    note: str
    across: Side
    up: Side
    places: tuple[Place, ...]
    marks: bool
    density: float


def box_data(found: Discovery) -> BoxData:
    """Return the data of the first box over its two main factors (see `main_factors`).

    Runs that the box's other restrictions exclude are not shown, and so the share of hits seen
    in the box is the box's density.
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
            f"{capitalised(found.happens)}: the box on its two main factors "
            f"(n = {counted(found.runs, 'run')}, {counted(len(sample), 'point')})"
        ),
        note=f"{_note(found, (across, up))} {unit}",
        across=_side(found, across),
        up=_side(found, up),
        places=places,
        marks=marks,
        density=found.boxes[0].measures.density,
    )


def main_factors(found: Discovery) -> tuple[int, int]:
    """Return the places of the two factors to show in the list of factors, the strongest first.

    A factor of the first box is strong if the smaller quasi-p-value of its restrictions is small.
    If fewer than two factors are restricted, those of the tree's conditions follow, then all others
    in order.
    """
    names, first = found.sample.factors, found.boxes[0]
    strength: dict[int, float] = {}
    for end in first.restrictions:
        place = names.index(end.factor)
        strength[place] = min(strength.get(place, 1.0), end.quasi_p)
    order = sorted(strength, key=lambda place: (strength[place], names[place]))
    if len(order) < 2:
        words = [
            text.rsplit(maxsplit=2)[0]
            for rule in rules(found.tree, names)
            for text in rule.conditions
        ]
        order += [names.index(word) for word in words]
    chosen = list(dict.fromkeys([*order, *range(len(names))]))
    return chosen[0], chosen[1]


def _side(found: Discovery, place: int) -> Side:
    box, column = found.boxes[0].box, found.sample.values[:, place]
    low, high = box.low[place], box.high[place]
    least, most = float(column.min()), float(column.max())
    # Between levels a bound is drawn halfway, to show clearly on which side of it a level lies.
    for level, following in pairwise(found.sample.levels[place]):
        if following == box.low[place]:
            low = (level + following) / 2
        if level == box.high[place]:
            high = (level + following) / 2
    path = found.sample.factors[place]
    return Side(path, found.names[path], low, high, least, most)


def _note(found: Discovery, pair: tuple[int, int]) -> str:
    first, names = found.boxes[0], found.sample.factors
    m, (low, high) = first.measures, first.interval
    if not first.restrictions:
        return (
            "No restriction stands its test, so there is no box: it happens in "
            f"{fine_percent(found.base_rate)} of all runs."
        )
    shown = {names[place] for place in pair}
    rest = conditions([end for end in first.restrictions if end.factor not in shown], found.names)
    asks = f"also asks that {joined(rest)}; only runs that meet that are shown."
    return (
        f"Box: {fine_percent(m.density)} {percent_bounds(low, high)} of "
        f"{counted(m.runs, 'run')} hit, "
        f"against {fine_percent(found.base_rate)} of all; it holds {fine_percent(m.coverage)} of "
        "all hits. "
        f"It {asks if rest else 'asks for nothing else.'}"
    )


def draw_box(data: BoxData, ax: Axes) -> None:
    """Draw the places, darker for a larger share of hits, and the sides of the box."""
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
    name_axis(ax, "x", data.across.name, data.across.path)
    name_axis(ax, "y", data.up.name, data.up.path)


def _mark_size(count: int) -> float:
    return max(4000 / max(count, 40), 10.0)


def _draw_cells(data: BoxData, shares: Sequence[float], ax: Axes) -> None:
    """Draw a tile for each cell over a hatched ground, which remains visible without runs."""
    spans = _span(data.across, data.places, "x"), _span(data.up, data.places, "y")
    (x0, x1), (y0, y1) = spans
    ground = Rectangle((x0, y0), x1 - x0, y1 - y0, facecolor=style.PAPER, edgecolor=style.GRID)
    ground.set(hatch="////", linewidth=0.0)
    ax.add_patch(ground)
    colours = style.share_colours()
    for place, share in zip(data.places, shares, strict=True):
        corner = (place.x - place.wide / 2, place.y - place.tall / 2)
        # Edges in the colour of the tile close the thin gaps that would show between tiles.
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
    """Return the least and the largest value to show along one factor."""
    ends = [(p.x, p.wide / 2) if way == "x" else (p.y, p.tall / 2) for p in places]
    low = min([side.least, *(middle - half for middle, half in ends)])
    return low, max([side.most, *(middle + half for middle, half in ends)])


def _limits(data: BoxData, ax: Axes) -> None:
    """Set the limits of the axes: all values played, with a little room at the edges."""
    for low, high, setter in (
        (*_span(data.across, data.places, "x"), ax.set_xlim),
        (*_span(data.up, data.places, "y"), ax.set_ylim),
    ):
        room = (0.04 if data.marks else 0.02) * (high - low)
        setter(low - room, high + room)
    style.trim_ticks(ax)


def _draw_sides(data: BoxData, ax: Axes) -> None:
    """Draw the box: restricted sides as thick lines, open sides as thin dashed lines."""
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
    right = 0.85
    figure = style.page(LEFT + WIDTH + right, FOOT + TALL, data.title, data.note)
    draw_box(data, style.add_axes(figure, LEFT, FOOT, WIDTH, TALL))
    draw_share_scale(style.add_axes(figure, LEFT + WIDTH + 0.15, FOOT, 0.14, TALL))
    return figure


def box_table(data: BoxData) -> tuple[Row, ...]:
    """Return a row for each setting or cell, after a header.

    The last column is 1 if the middle of the place lies in the box, else 0.
    """
    rows: list[Row] = [(data.across.path, data.up.path, "share", "hits", "runs", "in_box")]
    for p in data.places:
        inside = data.across.low <= p.x <= data.across.high and data.up.low <= p.y <= data.up.high
        rows.append((p.x, p.y, p.hits / p.runs, p.hits, p.runs, int(inside)))
    return tuple(rows)


def discovery_of(results: Results, choice: Choice, settings: Settings) -> Discovery:
    """Return the discovery that a figure shows.

    Without a choice, its outcome is the first yes-or-no outcome that is true in some runs and false
    in others. The outcomes that the experiment asks about come first, then all others.

    Raises:
        DiscoveryError: There is no such outcome, or the chosen one cannot be searched.
    """
    policy = chosen_policy(results, choice)
    if choice.outcome:
        outcome = chosen_outcome(results, choice, (Kind.YES_NO, Kind.CATEGORY))
        return investigate(results, Ask(outcome, policy), settings)
    manifest = results.store.manifest
    columns = dict.fromkeys([*manifest.outcomes, *manifest.columns.outcomes])
    *others, last = [name for name in columns if kind_of(name) is Kind.YES_NO]
    for outcome in others:
        # An outcome that does not vary raises an error.
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
    asked = joined(conditions(found.boxes[0].restrictions, found.names))
    return Drawn(
        name=stem("discovery-box", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=" ".join(found.sentences),
        figure=box_figure(data),
        rows=box_table(data),
        alt=(
            f"A map of {quoted(data.across.name)} against {quoted(data.up.name)}, darker where it "
            f"happens more often, {f'with the box where {asked}' if asked else 'without a box'}."
        ),
    )


BOX = Entry("discovery-box", "Where it happens: the box found by PRIM", _fits, _draw)
