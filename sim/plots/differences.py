"""Chart of the paired differences of policies from one policy, in runs with the same chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isinf
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.outcomes import paired_differences
from sim.experiment.titles import policy_titles
from sim.measures import Kind, clause_of, kind_of, mean_label
from sim.plots import style
from sim.plots.documents import shared_document
from sim.plots.entry import (
    Choice,
    Drawn,
    Entry,
    FigureError,
    Row,
    chosen_outcome,
    chosen_policy,
    runs_of,
    stem,
)
from sim.plots.rows import Label, Rows, policy_label, row_page
from sim.plots.wording import MINUS
from sim.words import capitalised, counted, counted_range, points, points_tick, quoted

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results

KINDS = (Kind.YES_NO, Kind.SHARE, Kind.NUMBER, Kind.COUNT)


@dataclass(frozen=True)
class Difference:
    """One policy's mean difference from the baseline, with its interval, over pairs of runs.

    The 95 % intervals of all policies hold at once. `reduction` is the variance of the difference
    with independent chance, divided by its variance
    in pairs.
    """

    policy: str
    label: Label
    value: float
    low: float
    high: float
    pairs: int
    reduction: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class DifferencesData:
    """Data of the chart; if `shares` is true, differences are written in percentage points.

    `called` is what the baseline is called, `unit` what the differences are counted in.
    """

    title: str
    outcome: str
    baseline: str
    called: str
    unit: str
    differences: tuple[Difference, ...]
    shares: bool

    @property
    def note(self) -> str:
        """The note of the figure: number of pairs, meaning of the intervals, gain by pairing."""
        pairs = counted_range((found.pairs for found in self.differences), "pair")
        together = len(self.differences)
        line = "Line: 95 % interval of the mean difference (normal)"
        if together > 1:
            line += f", wide enough that all {together} hold at once (Bonferroni)"
        return (
            f"n = {pairs} of runs on the same chance. {line}; filled where it does not hold "
            "zero. In brackets: how many times smaller its variance is than on independent chance."
        )

    def said(self, value: float) -> str:
        """Return a difference as text: percentage points of a share, or plain units."""
        return (points(value) if self.shares else f"{value:+.3g}").replace("-", MINUS)


def differences_data(
    table: pd.DataFrame,
    outcome: str,
    *,
    baseline: str,
    title: str,
    titles: Mapping[str, str],
    label: str = "",
) -> DifferencesData:
    """Return the differences of every other policy from the baseline, the largest first.

    A policy that has no pair of runs with the baseline is left out.

    Args:
        table: A table of runs of several policies.
        outcome: A column that has a mean.
        baseline: The policy that the others are compared with.
        title: What happens, in words.
        titles: What each policy is called, by name.
        label: What the outcome is called; the label of the measure if empty.
    """
    others = max(table["policy"].nunique() - 1, 1)
    found = paired_differences(table, [outcome], baseline=baseline, together=others)
    rows = [
        Difference(
            policy=str(row["policy"]),
            label=policy_label(str(row["policy"]), titles),
            value=row["difference"],
            low=row["low"],
            high=row["high"],
            pairs=int(row["pairs"]),
            reduction=row["variance_reduction"],
        )
        for row in found.to_dict("records")
        if row["pairs"]
    ]
    ordered = tuple(sorted(rows, key=lambda row: -row.value))
    called, shares = titles.get(baseline, baseline), kind_of(outcome).in_percent
    unit = "percentage points" if shares else label or mean_label(outcome, {})
    return DifferencesData(title, outcome, baseline, called, unit, ordered, shares)


def draw_differences(data: DifferencesData, ax: Axes, places: Sequence[float]) -> None:
    """Draw a mark and an interval for each policy.

    `places` are in inches from the lower edge of the axes.
    """
    reach = max(
        [
            abs(end)
            for found in data.differences
            for end in (found.low, found.high)
            if isfinite(end)
        ],
        default=0.0,
    )
    reach = 1.08 * reach or 1.0
    ax.set_xlim(-reach, reach)
    ax.axvline(0, color=style.INK, linewidth=1.0)
    for place, found in zip(places, data.differences, strict=True):
        ax.plot([found.low, found.high], [place, place], color=style.INK, linewidth=2.0)
        ax.plot(
            found.value,
            place,
            marker="o",
            markersize=8.0,
            markeredgewidth=1.6,
            color=style.INK,
            markerfacecolor=style.INK if found.clear else style.PAPER,
        )
    style.trim_ticks(ax)
    if data.shares:
        ticks = ax.get_xticks()
        ax.set_xticks(ticks, [points_tick(float(tick)).replace("-", MINUS) for tick in ticks])


def differences_figure(data: DifferencesData) -> Figure:
    """Return the chart of differences as a figure."""
    numbers = tuple(
        f"{data.said(x.value)}  [{data.said(x.low)}, {data.said(x.high)}]  ({_times(x.reduction)})"
        for x in data.differences
    )
    rows = Rows(tuple(found.label for found in data.differences), numbers)
    axis = f"difference from {quoted(data.called)}, {data.unit}"
    figure, ax = row_page(rows, data.title, data.note, axis=axis, width=3.2)
    draw_differences(data, ax, rows.places)
    return figure


def _times(reduction: float) -> str:
    """Return the text for a reduction of variance."""
    if isinf(reduction):
        return "no difference"
    return f"{reduction:.1f}×" if isfinite(reduction) else "no variance"


def differences_table(data: DifferencesData) -> tuple[Row, ...]:
    """Return a row for each policy, after a header."""
    head: Row = (
        "policy", "baseline", "outcome", "difference", "low", "high", "pairs", "variance_reduction",
    )  # fmt: skip
    return head, *(
        (x.policy, data.baseline, data.outcome, x.value, x.low, x.high, x.pairs, x.reduction)
        for x in data.differences
    )


def _fits(results: Results) -> str:
    several = len(results.store.manifest.policies) > 1
    return "" if several else "it has one policy, and nothing to compare it with"


def _draw(results: Results, choice: Choice) -> Drawn:
    outcome = chosen_outcome(results, choice, KINDS)
    baseline = chosen_policy(results, choice)
    policies = results.store.manifest.content["policies"]
    titles = policy_titles(results)
    document = shared_document(policies)
    what = label = mean_label(outcome, document)
    if kind_of(outcome) is Kind.YES_NO:
        what = clause_of(outcome, document)
    data = differences_data(
        runs_of(results, [outcome]),
        outcome,
        baseline=baseline,
        title=f"{capitalised(what)}: difference from {quoted(titles[baseline])}",
        titles=titles,
        label=label,
    )
    if not data.differences:
        raise FigureError(f"outcome {outcome}: no policy has runs to pair with those of {baseline}")
    clear = [found for found in data.differences if found.clear]
    return Drawn(
        name=stem("policy-differences", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=f"{_finding(data)} {data.note}",
        figure=differences_figure(data),
        rows=differences_table(data),
        alt=(
            "A mark with an interval for each of "
            f"{counted(len(data.differences), 'policy')} beside a line "
            f"at zero; {len(clear)} intervals do not hold zero."
        ),
    )


def _finding(data: DifferencesData) -> str:
    unit = " percentage points" if data.shares else ""
    said = [
        f"{quoted(x.label.name)} {data.said(x.value)}{unit} "
        f"[{data.said(x.low)}, {data.said(x.high)}]"
        for x in data.differences
        if x.clear
    ]
    rest = [quoted(x.label.name) for x in data.differences if not x.clear]
    moved = f"Against {quoted(data.called)}: {'; '.join(said)}." if said else ""
    same = f"No clear difference from {quoted(data.called)}: {', '.join(rest)}." if rest else ""
    return f"{moved} {same}".strip()


DIFFERENCES = Entry(
    "policy-differences", "What each policy changes, on the same chance", _fits, _draw
)
