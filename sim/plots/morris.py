"""Morris chart: the mean size of each factor's elementary effects against their spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.analysis.sensitivity import Sensitivity
from sim.plots import style
from sim.plots.boxes import Box
from sim.plots.drivers import TOP, amount, rows_of, study_of, subject, unfit
from sim.plots.entry import Choice, Drawn, Entry, stem
from sim.plots.labels import renderer_of, settle

if TYPE_CHECKING:
    from sim.experiment.results import Results

GUIDES = ((1.0, "sigma = mu*"), (0.5, "half of mu*"), (0.1, "a tenth"))
"""Guide lines: sigma as a share of mu*, and their names. Below 0.1 an effect is almost linear,
below 0.5 it is monotonic, and from 1 it depends on other factors (Garcia Sanchez et al. 2014)."""
UP, DOWN = "#0072B2", "#D55E00"
SIDE, TALL = 6.4, 4.2  # inches
SMALLEST = 1e-9
FOOT, LEFT, RIGHT = 0.5, 0.62, 0.95


@dataclass(frozen=True)
class Effect:
    """A factor's mu*, mu and sigma; it is `idle` if chance alone can make so large a mu*."""

    path: str
    mu_star: float
    mu: float
    sigma: float
    idle: bool


@dataclass(frozen=True)
class MorrisData:
    """Data of the chart, the largest mu* first; names are written for the first `named` factors."""

    title: str
    axis: str
    note: str
    effects: tuple[Effect, ...]
    named: int


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
        "straight."
    )
    if len(effects) > named:
        note += f" Without a name: the {len(effects) - named} factors with less."
    return MorrisData(f"{title}: elementary effects", study.said, note, effects, named)


def draw_morris(data: MorrisData, ax: Axes) -> None:
    """Draw the effects, the guides and the names. The size of the axes must be final."""
    right = 1.12 * max([SMALLEST, *(effect.mu_star for effect in data.effects)])
    top = 1.15 * max([0.55 * right, *(effect.sigma for effect in data.effects)])
    ax.set_xlim(0.0, right)
    ax.set_ylim(-0.04 * top, top)
    for slope, said in GUIDES:
        _guide(ax, slope, said, right, top)
    for effect in data.effects:
        colour = UP if effect.mu >= 0 else DOWN
        ax.plot(
            [effect.mu_star],
            [effect.sigma],
            marker="^" if effect.mu >= 0 else "v",
            markersize=6.5,
            markerfacecolor=style.PAPER if effect.idle else colour,
            markeredgecolor=colour,
            linestyle="none",
            clip_on=False,
            zorder=3,
        )
    for axis, low, high in ((ax.xaxis, 0.0, right), (ax.yaxis, 0.0, top)):
        axis.set_ticks([tick for tick in axis.get_ticklocs() if low <= tick <= high])
    _name(data, ax)
    across = f"mu*: mean size of the effect on {data.axis} over the whole range"
    ax.set_xlabel(across, fontsize=style.SMALL_SIZE, color=style.FAINT)
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


def _name(data: MorrisData, ax: Axes) -> None:
    """Write names beside the marks, without covering other names or marks."""
    unit = ax.figure.dpi / style.POINTS
    marks = [ax.transData.transform((effect.mu_star, effect.sigma)) for effect in data.effects]
    taken = [Box.around((float(x), float(y)), 4.5 * unit, 4.5 * unit) for x, y in marks]
    renderer = renderer_of(ax)
    for effect, (x, y) in zip(data.effects[: data.named], marks, strict=False):
        text = ax.text(
            0.0,
            0.0,
            short(effect.path),
            fontsize=style.SMALL_SIZE,
            color=style.INK,
            ha="center",
            va="center",
            zorder=4,
            path_effects=[withStroke(linewidth=2.5, foreground=style.PAPER)],
        )
        aside = 0.5 * text.get_window_extent(renderer).width + 8 * unit
        up = 11 * unit
        places = [(aside, 0.0), (-aside, 0.0), (0.0, up), (0.0, -up)]
        places += [(side * aside, k * up) for k in (1, -1, 2, -2, 3) for side in (1, -1, 0)]
        settle(ax, text, [(x + dx, y + dy) for dx, dy in places], taken)


def short(path: str) -> str:
    """Return a path without "parameters.", with which most paths begin.

    >>> short("parameters.bulwark"), short("ties.TUR-AZE.presence")
    ('bulwark', 'ties.TUR-AZE.presence')
    """
    return path.removeprefix("parameters.")


def morris_figure(data: MorrisData) -> Figure:
    """Return a Morris chart as a figure."""
    figure = style.page(LEFT + SIDE + RIGHT, FOOT + TALL + 0.25, data.title, data.note)
    ax = style.add_axes(figure, LEFT, FOOT, SIDE, TALL)
    style.dress(ax)
    draw_morris(data, ax)
    return figure


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
            f"Marks for {len(data.effects)} factors; farthest to the right is {first.path}, with "
            f"mu* {first.mu_star:.2g} and sigma {first.sigma:.2g}."
        ),
    )


MORRIS = Entry("morris", "Elementary effects: mean size against spread", _fits, _draw)
