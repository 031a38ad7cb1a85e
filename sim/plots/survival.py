"""Curves of the share of runs in which the guarantor has not yet recommitted, by policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.outcomes import share_of
from sim.analysis.replicates import Draws
from sim.experiment.table import OK
from sim.plots import style
from sim.plots.documents import dates, shared_document
from sim.plots.entry import Choice, Drawn, Entry, Row, runs_of
from sim.plots.labels import spread
from sim.plots.scales import percent_ticks
from sim.plots.wording import left_out, over_draws, pooled
from sim.words import percent, percent_bounds, role_name

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results

FIRST = "first_quarter"
MOST_BANDS = 3
"""Most curves that are drawn with bands; if there are more, only the last intervals are given."""
WIDTH, TALL = 5.2, 3.3
LABEL_GAP = 0.165  # inches
COLOURS = ("#222222", "#0072B2", "#D55E00", "#0F6A4F", "#8E4A9E", "#7A5C00", "#56B4E9", "#CC79A7")
STRIPES: tuple[str | tuple[float, tuple[float, ...]], ...] = (
    "solid",
    (0, (5, 1.6)),
    (0, (1.3, 1.3)),
    (0, (6, 1.5, 1.3, 1.5)),
)


@dataclass(frozen=True)
class Curve:
    """One policy's runs.

    `left[t]` counts the runs that have not begun to recommit before turn t, for t from 0 to the
    number of turns; the last is the number that never did. `bounds` are the 95 % intervals of their
    shares, axes [bound, turn].
    """

    policy: str
    left: tuple[int, ...]
    runs: int
    bounds: NDArray[np.float64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of runs [turn] not yet recommitted."""
        return np.asarray(self.left, np.float64) / max(self.runs, 1)


@dataclass(frozen=True)
class SurvivalData:
    """Data of the curves; `dates` has the dates of the turns, and may be empty."""

    title: str
    curves: tuple[Curve, ...]
    dates: tuple[str, ...]
    points: int
    draws: int
    failed: int

    @property
    def banded(self) -> bool:
        """Whether there are few enough curves to draw their intervals turn by turn."""
        return len(self.curves) <= MOST_BANDS

    @property
    def note(self) -> str:
        """The note of the figure: number of runs, kind of intervals, runs that never recommit."""
        counts = sorted({curve.runs for curve in self.curves})
        n = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
        bands = "Bands and brackets" if self.banded else "Brackets"
        said = [
            f"n = {n} runs{' a policy' if len(self.curves) > 1 else ''}. {bands}: 95 % intervals "
            f"({over_draws(self.points, self.draws)}). Runs that never recommit stay to the end."
        ]
        return " ".join([*said, *pooled(self.points), *left_out(self.failed)])


def survival_data(
    table: pd.DataFrame,
    *,
    turns: Mapping[str, int],
    title: str,
    dates: tuple[str, ...] = (),
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
    """
    good = table[(table["status"] == OK).to_numpy()]
    curves = []
    for policy, runs in good.groupby("policy", observed=True, sort=True):
        first = runs[FIRST].to_numpy(dtype=np.float64, na_value=np.inf)
        draws = Draws.of(runs["replicate"])
        found = [share_of((first >= t).astype(np.float64), draws) for t in range(turns[policy] + 1)]
        left = tuple(round(share * len(first)) for share, _, _ in found)
        bounds = np.array([(low, high) for _, low, high in found]).T
        curves.append(Curve(str(policy), left, len(first), bounds))
    return SurvivalData(
        title,
        tuple(curves),
        dates,
        int(table["point"].nunique()),
        int(table["replicate"].nunique()),
        len(table) - len(good),
    )


def draw_survival(data: SurvivalData, ax: Axes) -> None:
    """Draw a step curve for each policy, with its name to the right of the axes."""
    style.dress(ax)
    turns = max(len(curve.left) for curve in data.curves) - 1
    ax.set_xlim(0, turns)
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
    for k, curve in enumerate(data.curves):
        at = np.arange(len(curve.left))
        colour, stripe = _line(k)
        if data.banded:
            low, high = curve.bounds
            ax.fill_between(at, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
        ax.step(
            at, curve.shares, where="post", color=colour, linestyle=stripe, linewidth=1.7,
            clip_on=False, zorder=3,
        )  # fmt: skip
    _name_curves(data, ax)


def _name_curves(data: SurvivalData, ax: Axes) -> None:
    """Write each policy's name and last share beside the end of its curve, without overlap."""
    per_inch = 1.0 / TALL
    ends = [float(curve.shares[-1]) for curve in data.curves]
    heights = spread(ends, LABEL_GAP * per_inch, 0.0, 1.0)
    for k, (curve, end, at) in enumerate(zip(data.curves, ends, heights, strict=True)):
        colour, stripe = _line(k)
        ax.annotate(
            _label(curve),
            xy=(len(curve.left) - 1, end),
            xytext=(1.05, at),
            textcoords=("axes fraction", "data"),
            va="center",
            fontsize=style.SMALL_SIZE,
            color=style.INK,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linestyle": stripe,
                "linewidth": 1.2,
                "shrinkB": 0,
                "relpos": (0.0, 0.5),
            },
        )


def _line(k: int) -> tuple[str, str | tuple[float, tuple[float, ...]]]:
    """Return colour and dashes of the k-th curve; the first dozen and more all differ."""
    return COLOURS[k % len(COLOURS)], STRIPES[(k + k // len(COLOURS)) % len(STRIPES)]


def _label(curve: Curve) -> str:
    bounds = percent_bounds(*map(float, curve.bounds[:, -1]))
    return f"{curve.policy}  {percent(float(curve.shares[-1]))}  {bounds}"


def survival_figure(data: SurvivalData) -> Figure:
    """Return the curves as a figure."""
    left, foot = 0.8, 0.5
    room = 0.45 + style.LETTER * max(len(_label(curve)) for curve in data.curves)
    figure = style.page(left + WIDTH + room, foot + TALL + 0.1, data.title, data.note)
    draw_survival(data, style.add_axes(figure, left, foot, WIDTH, TALL))
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


def _finding(data: SurvivalData) -> str:
    said = []
    for curve in data.curves:
        half = np.flatnonzero(curve.shares <= 0.5)
        when = f", and half have by turn {half[0]}" if len(half) else ""
        said.append(f"{_label(curve).replace('  ', ' ')}{when}")
    return f"Runs that never recommit: {'; '.join(said)}."


SURVIVAL = Entry("survival", "Share of runs not yet recommitted, quarter by quarter", _fits, _draw)
