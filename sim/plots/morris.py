"""Morris chart: the mean size of each factor's elementary effects against their spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.analysis.sensitivity import Sensitivity
from sim.experiment.titles import heading
from sim.plots import style
from sim.plots.boxes import Box
from sim.plots.drivers import TOP, amount, axis_name, rows_of, study_of, subject, unfit
from sim.plots.entry import Choice, Drawn, Entry, stem
from sim.plots.labels import fanned, renderer_of, settle
from sim.words import counted, points, points_tick, quoted

if TYPE_CHECKING:
    from sim.experiment.results import Results

GUIDES = ((1.0, "sigma = mu*"), (0.5, "half of mu*"), (0.1, "a tenth"))
"""Guide lines: sigma as a share of mu*, and their names. Below 0.1 an effect is almost linear,
below 0.5 it is monotonic, and from 1 it depends on other factors (Garcia Sanchez et al. 2014)."""
UP, DOWN = "#0072B2", "#D55E00"
SIDE, TALL = 6.4, 4.2  # inches
SMALLEST = 1e-9
FOOT, LEFT, RIGHT = 0.6, 0.62, 0.95
LINE = 0.17  # inches of a line of the key
APART = 7.0  # points from one mark to the next where factors have the same place


@dataclass(frozen=True)
class Effect:
    """A factor's mu*, mu and sigma; it is `idle` if chance alone can make so large a mu*."""

    path: str
    name: str
    mu_star: float
    mu: float
    sigma: float
    idle: bool


@dataclass(frozen=True)
class MorrisData:
    """Data of the chart, the largest mu* first; the first `named` factors are numbered and named.

    If `in_percent` is true, effects are of a share and written in percentage points.
    """

    title: str
    axis: str
    note: str
    effects: tuple[Effect, ...]
    named: int
    in_percent: bool


def morris_data(study: Sensitivity, title: str, *, top: int = TOP) -> MorrisData:
    """Return the data of the chart, with the effects of all factors.

    Args:
        study: A study with elementary effects.
        title: The outcome, in words.
        top: Most factors to name.
    """
    table = study.table("morris")
    effects = tuple(
        Effect(
            row["factor"],
            heading(row["name"], row["factor"]),
            row["mu_star"],
            row["mu"],
            row["sigma"],
            bool(row["mu_star"] <= row["floor"]),
        )
        for row in table.to_dict("records")
    )
    named = min(top, len(effects))
    note = (
        f"{amount(study)}. A triangle points up where the outcome rises with the factor on the "
        "whole, down where it falls; it is hollow where chance alone would make as much. Dashed: "
        "above the first line the effect hangs on other factors, below the last it is all but "
        "straight. Factors at one place stand side by side around it."
    )
    if len(effects) > named:
        note += f" Without a number: the {counted(len(effects) - named, 'factor')} with less."
    unit = ", percentage points" if study.in_percent else ""
    axis = f"mu*: mean size of the effect on the {axis_name(study)} over the whole range{unit}"
    return MorrisData(f"{title}: elementary effects", axis, note, effects, named, study.in_percent)


def draw_morris(data: MorrisData, ax: Axes) -> None:
    """Draw the effects, the guides and the numbers. The size of the axes must be final."""
    right = 1.12 * max([SMALLEST, *(effect.mu_star for effect in data.effects)])
    top = 1.15 * max([0.55 * right, *(effect.sigma for effect in data.effects)])
    # Room for the marks that stand around the origin.
    ax.set_xlim(-0.035 * right, right)
    ax.set_ylim(-0.06 * top, top)
    for slope, said in GUIDES:
        _guide(ax, slope, said, right, top)
    places = fanned(ax, [(effect.mu_star, effect.sigma) for effect in data.effects], APART)
    for effect, (x, y) in zip(data.effects, places, strict=True):
        colour = UP if effect.mu >= 0 else DOWN
        ax.plot(
            [x],
            [y],
            marker="^" if effect.mu >= 0 else "v",
            markersize=6.5,
            markerfacecolor=style.PAPER if effect.idle else colour,
            markeredgecolor=colour,
            linestyle="none",
            clip_on=False,
            zorder=3,
        )
    for axis, low, high in ((ax.xaxis, 0.0, right), (ax.yaxis, 0.0, top)):
        ticks = [float(tick) for tick in axis.get_ticklocs() if low <= tick <= high]
        shown = [points_tick(tick).removeprefix("+") for tick in ticks]
        axis.set_ticks(ticks, shown if data.in_percent else None)
    _number(data, places, ax)
    ax.set_xlabel(data.axis, fontsize=style.SMALL_SIZE, color=style.FAINT)
    ax.set_ylabel("sigma: its standard deviation", fontsize=style.SMALL_SIZE, color=style.FAINT)


def _guide(ax: Axes, slope: float, said: str, right: float, top: float) -> None:
    """Draw a line through the origin, and its name at its end."""
    end = min(right, top / slope)
    ax.plot([0.0, end], [0.0, slope * end], color=style.FAINT, linewidth=0.9, linestyle="--")
    above = end < right
    ax.annotate(
        said,
        (end, slope * end),
        xytext=(0, 3) if above else (5, 0),
        textcoords="offset points",
        ha="center" if above else "left",
        va="bottom" if above else "center",
        fontsize=style.SMALL_SIZE,
        color=style.FAINT,
        annotation_clip=False,
    )


def _number(data: MorrisData, places: Sequence[tuple[float, float]], ax: Axes) -> None:
    """Write numbers beside the marks of the named factors, without covering marks or numbers."""
    unit = ax.figure.dpi / style.POINTS
    marks = [ax.transData.transform(place) for place in places]
    taken = [Box.around((float(x), float(y)), 4.5 * unit, 4.5 * unit) for x, y in marks]
    renderer = renderer_of(ax)
    for number, (x, y) in enumerate(marks[: data.named], start=1):
        text = ax.text(
            0.0,
            0.0,
            f"{number}",
            ha="center",
            va="center",
            fontsize=style.SMALL_SIZE,
            color=style.INK,
            zorder=4,
            path_effects=[withStroke(linewidth=2.5, foreground=style.PAPER)],
        )
        half = text.get_window_extent(renderer).width / 2 + 8 * unit
        anchors = [(x + half, y), (x - half, y), (x, y + 10 * unit), (x, y - 10 * unit)]
        settle(ax, text, anchors, taken)


def _key(data: MorrisData, ax: Axes) -> None:
    """Write the names of the numbered factors, each with its path, line by line."""
    ax.axis("off")
    ax.set_xlim(0, SIDE)
    ax.set_ylim(data.named * LINE, 0)
    shown = [effect.name for effect in data.effects[: data.named]]
    beside = 0.3 + style.LETTER * max(map(len, shown)) + 0.1
    for number, effect in enumerate(data.effects[: data.named], start=1):
        middle = (number - 0.5) * LINE
        for x, text, colour, side in (
            (0.2, f"{number}", style.INK, "right"),
            (0.3, effect.name, style.INK, "left"),
            (beside, "" if effect.path == effect.name else effect.path, style.FAINT, "left"),
        ):
            ax.text(x, middle, text, ha=side, va="center", fontsize=style.SMALL_SIZE, color=colour)


def morris_figure(data: MorrisData) -> Figure:
    """Return a Morris chart as a figure, with the names of the numbered factors below it."""
    key = data.named * LINE
    figure = style.page(
        LEFT + SIDE + RIGHT, style.MARGIN + key + FOOT + TALL + 0.25, data.title, data.note
    )
    ax = style.add_axes(figure, LEFT, style.MARGIN + key + FOOT, SIDE, TALL)
    style.dress(ax)
    draw_morris(data, ax)
    _key(data, style.add_axes(figure, LEFT, style.MARGIN, SIDE, key))
    return figure


def _size(data: MorrisData, effect: Effect) -> str:
    """Return mu* and sigma of an effect, in the unit of the axes."""
    if not data.in_percent:
        return f"mu* {effect.mu_star:.2g} and sigma {effect.sigma:.2g}"
    mu, sigma = (points(x, sign=False) for x in (effect.mu_star, effect.sigma))
    return f"mu* {mu} and sigma {sigma} percentage points"


def _fits(results: Results) -> str:
    return unfit(results, "morris")


def _draw(results: Results, choice: Choice) -> Drawn:
    study = study_of(results, choice, ("morris",))
    data = morris_data(study, subject(study, results))
    first = data.effects[0]
    return Drawn(
        name=stem("morris", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=f"{study.findings()[1]} {data.note}",
        figure=morris_figure(data),
        rows=rows_of(study, "morris"),
        alt=(
            f"Marks for {counted(len(data.effects), 'factor')}; farthest to the right is "
            f"{quoted(first.name)}, with {_size(data, first)}."
        ),
    )


MORRIS = Entry("morris", "Elementary effects: mean size against spread", _fits, _draw)
