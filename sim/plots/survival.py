"""Curves of the share of runs in which the guarantor has not yet recommitted, by policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2DBase, ScaledTranslation
from numpy.typing import NDArray

from sim.analysis.outcomes import share_of
from sim.analysis.replicates import Draws
from sim.experiment.table import OK
from sim.experiment.titles import policy_titles
from sim.plots import style
from sim.plots.documents import dates, shared_document
from sim.plots.entry import Choice, Drawn, Entry, Row, runs_of
from sim.plots.labels import spread
from sim.plots.points import NO_TITLES
from sim.plots.scales import percent_ticks
from sim.plots.wording import left_out, over_draws, pooled
from sim.scenario.documents import number_at
from sim.words import counted_range, percent, percent_bounds, quoted, role_name

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results

FIRST = "first_quarter"
MOST_BANDS = 3
"""Most curves that are drawn with bands; if there are more, only the last intervals are given."""
WIDTH, TALL = 5.2, 3.3
LABEL_GAP, LINE = 0.165, 0.125  # inches of a label of one line, and of each further line
LETTERS = 46
"""Most letters in a line of a label."""
BESIDE = 2.4
"""Points from one curve to the next where curves are the same."""
TOGETHER = "\u00a0"
QUARTERS = "parameters.recommit_quarters"
COLOURS = ("#222222", "#0072B2", "#D55E00", "#0F6A4F", "#8E4A9E", "#7A5C00", "#56B4E9", "#CC79A7")
STRIPES: tuple[str | tuple[float, tuple[float, ...]], ...] = (
    "solid",
    (0, (5, 1.6)),
    (0, (1.3, 1.3)),
    (0, (6, 1.5, 1.3, 1.5)),
)


@dataclass(frozen=True)
class Curve:
    """One policy's runs; the policy is `called` by its title.

    `left[t]` counts the runs that have not begun to recommit before turn t, for t from 0 to the
    number of turns; the last is the number that never did. `bounds` are the 95 % intervals of their
    shares, axes [bound, turn].
    """

    policy: str
    called: str
    left: tuple[int, ...]
    runs: int
    bounds: NDArray[np.float64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of runs [turn] not yet recommitted."""
        return np.asarray(self.left, np.float64) / max(self.runs, 1)


@dataclass(frozen=True)
class SurvivalData:
    """Data of the curves; `dates` has the dates of the turns, and may be empty.

    From turn `late` to the end too few turns are left for a spell that counts to begin.
    """

    title: str
    curves: tuple[Curve, ...]
    dates: tuple[str, ...]
    points: int
    draws: int
    failed: int
    late: int

    @property
    def turns(self) -> int:
        """Turns of the longest curve."""
        return max(len(curve.left) for curve in self.curves) - 1

    @property
    def banded(self) -> bool:
        """Whether there are few enough curves to draw their intervals turn by turn."""
        return len(self.curves) <= MOST_BANDS

    @property
    def note(self) -> str:
        """The note of the figure: number of runs, kind of intervals, runs that never recommit."""
        runs = counted_range((curve.runs for curve in self.curves), "run")
        bands = "Bands and brackets" if self.banded else "Brackets"
        said = [
            f"n = {runs}{' a policy' if len(self.curves) > 1 else ''}. {bands}: 95 % intervals "
            f"({over_draws(self.points, self.draws)}). Runs that never recommit stay to the end."
        ]
        if self.late < self.turns:
            said.append("Shaded: too few quarters are left for a spell that counts to begin.")
        if any(len(group) > 1 for group in _alike(self.curves)):
            said.append("Curves that are the same are drawn side by side.")
        return " ".join([*said, *pooled(self.points), *left_out(self.failed)])


def survival_data(
    table: pd.DataFrame,
    *,
    turns: Mapping[str, int],
    title: str,
    dates: tuple[str, ...] = (),
    titles: Mapping[str, str] = NO_TITLES,
    needed: int = 0,
) -> SurvivalData:
    """Count, turn by turn, the runs whose first spell of recommitment has not begun.

    This is the product-limit estimate of Kaplan and Meier (1958). Because all runs are observed to
    their end, it equals the share of runs at each turn, with the interval of a share.

    Args:
        table: A table of runs with `policy`, `point`, `status` and `first_quarter`, which is
            missing if the guarantor never recommits.
        turns: Turns played, by policy.
        title: The title of the figure.
        dates: The dates of the turns.
        titles: What the policies are called, by name; their names if absent.
        needed: Turns that a spell must last to count; 0 if that is not known.
    """
    good = table[(table["status"] == OK).to_numpy()]
    curves = []
    for policy, runs in good.groupby("policy", observed=True, sort=True):
        first = runs[FIRST].to_numpy(dtype=np.float64, na_value=np.inf)
        draws = Draws.of(runs["replicate"])
        found = [share_of((first >= t).astype(np.float64), draws) for t in range(turns[policy] + 1)]
        left = tuple(round(share * len(first)) for share, _, _ in found)
        bounds = np.array([(low, high) for _, low, high in found]).T
        called = titles.get(str(policy), str(policy))
        curves.append(Curve(str(policy), called, left, len(first), bounds))
    return SurvivalData(
        title,
        tuple(curves),
        dates,
        int(table["point"].nunique()),
        int(table["replicate"].nunique()),
        len(table) - len(good),
        max(turns.values()) + 1 - needed if needed else max(turns.values()),
    )


def draw_survival(data: SurvivalData, ax: Axes) -> None:
    """Draw a step curve for each policy, with its name to the right of the axes."""
    style.dress(ax)
    ax.set_xlim(0, data.turns)
    if data.late < data.turns:
        ax.axvspan(max(data.late, 0), data.turns, color=style.WAR, linewidth=0, zorder=0)
    ax.set_ylim(0, 1)
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_yticks(ticks, percent_ticks(ticks))
    years = [t for t, date in enumerate(data.dates) if date.endswith("Q1")]
    if years:
        years = years[:: 1 + len(years) // 11]
        ax.set_xticks(years, [data.dates[t].removesuffix(" Q1") for t in years])
    else:
        ax.set_xlabel("turn", fontsize=style.SMALL_SIZE)
    ax.set_ylabel("runs that have not yet recommitted", fontsize=style.SMALL_SIZE)
    aside = _aside(data.curves)
    for k, curve in enumerate(data.curves):
        at = np.arange(len(curve.left))
        beside = ScaledTranslation(0, -aside[k] / style.POINTS, _dots(ax))
        colour, stripe = _line(k)
        if data.banded:
            low, high = curve.bounds
            ax.fill_between(at, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
        ax.step(
            at, curve.shares, where="post", color=colour, linestyle=stripe, linewidth=1.7,
            clip_on=False, zorder=3, transform=ax.transData + beside,
        )  # fmt: skip
    _name_curves(data, ax)


def _dots(ax: Axes) -> Affine2DBase:
    """Return the transform from inches to display units."""
    figure = ax.figure.get_figure(root=True)
    return figure.dpi_scale_trans


def _alike(curves: Sequence[Curve]) -> list[list[int]]:
    """Return the places of curves in groups, of which each holds curves that are the same."""
    groups: dict[tuple[float, ...], list[int]] = {}
    for k, curve in enumerate(curves):
        groups.setdefault(tuple(curve.shares.tolist()), []).append(k)
    return list(groups.values())


def _aside(curves: Sequence[Curve]) -> list[float]:
    """Return how far below its place each curve is drawn, in points; 0 unless some are the same."""
    below = [0.0] * len(curves)
    for group in _alike(curves):
        for place, k in enumerate(group):
            below[k] = place * BESIDE
    return below


def _name_curves(data: SurvivalData, ax: Axes) -> None:
    """Write each policy's name and last share beside the end of its curve, without overlap."""
    figure = ax.figure.get_figure(root=True)
    tall = float(ax.get_position().height * figure.get_size_inches()[1])
    ends = [
        float(curve.shares[-1]) - below / style.POINTS / tall
        for curve, below in zip(data.curves, _aside(data.curves), strict=True)
    ]
    sizes = [_tall(curve) / tall for curve in data.curves]
    heights = spread(ends, sizes, 0.0, 1.0)
    for k, (curve, end, at) in enumerate(zip(data.curves, ends, heights, strict=True)):
        colour, stripe = _line(k)
        ax.annotate(
            "\n".join(_lines(curve)),
            xy=(len(curve.left) - 1, end),
            xytext=(1.05, at),
            textcoords=("axes fraction", "data"),
            va="center",
            linespacing=1.1,
            fontsize=style.SMALL_SIZE,
            color=style.INK,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linestyle": stripe,
                "linewidth": 1.2,
                "shrinkB": 0,
                "patchA": None,
                "relpos": (0.0, 0.5),
            },
        )


def _line(k: int) -> tuple[str, str | tuple[float, tuple[float, ...]]]:
    """Return colour and dashes of the k-th curve; the first dozen and more all differ."""
    return COLOURS[k % len(COLOURS)], STRIPES[(k + k // len(COLOURS)) % len(STRIPES)]


def _last(curve: Curve) -> str:
    bounds = percent_bounds(*map(float, curve.bounds[:, -1]))
    return f"{percent(float(curve.shares[-1]))}  {bounds}"


def _label(curve: Curve) -> str:
    return f"{quoted(curve.called)} {_last(curve).replace('  ', ' ')}"


def _lines(curve: Curve) -> list[str]:
    """Return the label at the end of a curve, line by line."""
    return wrap(f"{curve.called}  {_last(curve).replace(' ', TOGETHER)}", LETTERS)


def _tall(curve: Curve) -> float:
    """Return the height of the label at the end of a curve, in inches."""
    return LABEL_GAP + LINE * (len(_lines(curve)) - 1)


def survival_figure(data: SurvivalData) -> Figure:
    """Return the curves as a figure."""
    left, foot = 0.8, 0.5
    tall = max(TALL, sum(map(_tall, data.curves)))
    longest = max(len(line) for curve in data.curves for line in _lines(curve))
    room = 0.45 + style.LETTER * longest
    figure = style.page(left + WIDTH + room, foot + tall + 0.1, data.title, data.note)
    draw_survival(data, style.add_axes(figure, left, foot, WIDTH, tall))
    return figure


def survival_table(data: SurvivalData) -> tuple[Row, ...]:
    """Return a row for every policy and turn, after a header.

    It has the share of runs that have not begun to recommit before the turn.
    """
    rows: list[Row] = [("policy", "turn", "not_yet", "low", "high", "left", "runs")]
    for curve in data.curves:
        low, high = curve.bounds
        for turn, (left, share) in enumerate(zip(curve.left, curve.shares, strict=True)):
            bounds = float(low[turn]), float(high[turn])
            rows.append((curve.policy, turn, float(share), *bounds, left, curve.runs))
    return tuple(rows)


def _fits(results: Results) -> str:
    return "" if FIRST in results.store.manifest.columns.outcomes else f"it has no column {FIRST}"


def _draw(results: Results, choice: Choice) -> Drawn:
    policies = results.store.manifest.content["policies"]
    document = shared_document(policies)
    turns = {policy["name"]: policy["turns"] for policy in policies}
    starts = {policy["document"]["calendar"]["start"] for policy in policies}
    who, whom = role_name(document, "guarantor"), role_name(document, "defender")
    title = f"How long until {who} recommits to {whom}"
    data = survival_data(
        runs_of(results, [FIRST]),
        turns=turns,
        title=title,
        dates=dates(policies[0]["document"], max(turns.values())) if len(starts) == 1 else (),
        titles=policy_titles(results),
        needed=_needed(results),
    )
    return Drawn(
        name="survival",
        title=title,
        caption=f"{_finding(data)} {data.note}",
        figure=survival_figure(data),
        rows=survival_table(data),
        alt=(
            "Curves that fall from 100 %, one a policy. Not recommitted at the end: "
            + ", ".join(map(_label, data.curves))
            + "."
        ),
    )


def _needed(results: Results) -> int:
    """Return the fewest turns that a spell must last to count, in any of the runs."""
    for factor in results.manifest["design"]["factors"]:
        if factor["path"] == QUARTERS:
            return int(factor["low"])
    found = [number_at(policy["document"], QUARTERS) for policy in results.manifest["policies"]]
    return int(min(number or 0 for number in found))


def _finding(data: SurvivalData) -> str:
    said = []
    for curve in data.curves:
        half = np.flatnonzero(curve.shares <= 0.5)
        when = f", and half have by turn {half[0]}" if len(half) else ""
        said.append(f"{_label(curve)}{when}")
    return f"Runs that never recommit: {'; '.join(said)}."


SURVIVAL = Entry("survival", "Share of runs not yet recommitted, quarter by quarter", _fits, _draw)
