"""Chart of shares of runs with their intervals, by policy, or by outcome if there is one policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.outcomes import numbers, share_of
from sim.analysis.replicates import Draws
from sim.experiment.table import OK
from sim.experiment.titles import policy_titles
from sim.measures import (
    BESIDE,
    ORDERED_OR_ARRIVED,
    STANCE,
    Kind,
    clause_of,
    kind_of,
    measure_of,
    with_beside,
)
from sim.plots import style
from sim.plots.documents import Document, shared_document
from sim.plots.entry import Choice, Drawn, Entry, Row, chosen_outcome, runs_of, stem
from sim.plots.rows import Label, Rows, policy_label, row_page
from sim.plots.scales import percent_ticks
from sim.plots.wording import left_out, over_draws
from sim.words import (
    STANCE_WORDS,
    capitalised,
    counted_range,
    percent,
    percent_bounds,
    quoted,
    role_name,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sim.experiment.results import Results

BAR = 0.15  # inches
WHISKER = "#222222"
BESIDE_MARK: Mapping[str, Any] = {
    "marker": "D",
    "markersize": 5.5,
    "markerfacecolor": style.PAPER,
    "markeredgecolor": style.INK,
    "markeredgewidth": 1.1,
    "linestyle": "none",
}


@dataclass(frozen=True)
class Share:
    """The share of runs in which something happened, with its 95 % interval.

    `key` names it in the table, `label` in the chart. `stance` is the stance whose colour its bar
    has, "" if it is the share of another outcome. `beside` is the share of the measure that is
    reported beside the outcome, None if there is none.
    """

    key: str
    label: Label
    hits: int
    runs: int
    bounds: tuple[float, float]
    stance: str = ""
    beside: float | None = None

    @property
    def value(self) -> float:
        """The share, [0, 1]; NaN without runs."""
        return self.hits / self.runs if self.runs else float("nan")


@dataclass(frozen=True)
class SharesData:
    """Data of a chart of shares.

    `reference` is the index of the row to compare with, or -1. `beside` is the name of the measure
    that is reported beside the outcome, "" if there is none.
    """

    title: str
    shares: tuple[Share, ...]
    reference: int
    failed: int
    points: int
    draws: int
    beside: str = ""

    @property
    def digits(self) -> int:
        """Decimals of percentages: 1 if all intervals are narrower than 2 points, else 0."""
        widest = max(high - low for low, high in (share.bounds for share in self.shares))
        return 1 if widest < 0.02 else 0

    @property
    def note(self) -> str:
        """The note of the figure: number of runs, kind of the intervals, points pooled."""
        runs = counted_range((share.runs for share in self.shares), "run")
        said = [f"n = {runs} a row. Line: 95 % interval ({over_draws(self.points, self.draws)})."]
        if self.beside:
            said.append(
                f"Diamond: the share with the outcome {quoted(measure_of(self.beside).label)}. "
                f"{ORDERED_OR_ARRIVED}"
            )
        if self.points > 1:
            said.append(
                f"Runs of all {self.points:,} points of the design together: a mix of settings, "
                "not the probability of any."
            )
        return " ".join([*said, *left_out(self.failed)])


def policy_shares(
    table: pd.DataFrame, outcome: str, *, title: str, titles: Mapping[str, str]
) -> SharesData:
    """Return the shares of a yes or no by policy, the largest first.

    The first policy of the experiment is the reference.

    Args:
        table: A table of runs, with the measure beside the outcome if there is one.
        outcome: A column of yes or no.
        title: The event, in words.
        titles: What each policy is called, by name.
    """
    good = table[table["status"] == OK]
    baseline, beside = table["policy"].cat.categories[0], BESIDE.get(outcome, "")
    found = []
    for policy, runs in good.groupby("policy", observed=True, sort=True):
        label = policy_label(str(policy), titles)
        share = _share(str(policy), label, numbers(runs[outcome]), Draws.of(runs["replicate"]))
        if beside:
            share = replace(share, beside=float(numbers(runs[beside]).mean()))
        found.append(share)
    ordered = tuple(sorted(found, key=_rank))
    places = [k for k, share in enumerate(ordered) if share.key == baseline]
    return SharesData(
        title,
        ordered,
        [*places, -1][0],
        len(table) - len(good),
        int(table["point"].nunique()),
        int(table["replicate"].nunique()),
        beside,
    )


def outcome_shares(
    table: pd.DataFrame, outcomes: Sequence[str], *, title: str, document: Document
) -> SharesData:
    """Return the shares of stances, the commonest first, then those of yes-or-no outcomes.

    Args:
        table: A table of the runs of one policy.
        outcomes: Columns of stances or of yes or no; other columns are ignored.
        title: The title of the chart.
        document: The scenario, for the names of its actors.
    """
    good = table[table["status"] == OK]
    draws = Draws.of(good["replicate"])
    guarantor = role_name(document, "guarantor")
    stances: list[Share] = []
    flags: list[Share] = []
    for name in outcomes:
        if kind_of(name) is Kind.CATEGORY:
            for stance, words in STANCE_WORDS.items():
                label = Label(f"{guarantor} {words.verb}")
                hits = (good[name] == stance).to_numpy(np.float64)
                stances.append(_share(stance, label, hits, draws, stance=stance))
        elif kind_of(name) is Kind.YES_NO:
            label = Label(capitalised(clause_of(name, document)), name)
            flags.append(_share(name, label, numbers(good[name]), draws))
    ordered = tuple(share for part in (stances, flags) for share in sorted(part, key=_rank))
    points = int(table["point"].nunique())
    return SharesData(title, ordered, -1, len(table) - len(good), points, draws.count)


def _rank(share: Share) -> tuple[bool, float]:
    """Return the sort key of a share: the largest first, those without runs last."""
    return not share.runs, -share.value


def _share(
    key: str, label: Label, hits: NDArray[np.float64], draws: Draws, *, stance: str = ""
) -> Share:
    known = ~np.isnan(hits)
    _, low, high = share_of(hits, draws)
    return Share(key, label, int(hits[known].sum()), int(known.sum()), (low, high), stance)


def draw_shares(data: SharesData, ax: Axes, places: Sequence[float]) -> None:
    """Draw a bar with its interval for each share.

    `places` are in inches from the lower edge of the axes.
    """
    # Bounds are NaN if there is only one draw of chance.
    ends = [
        end
        for share in data.shares
        for end in (share.value, *share.bounds, share.beside or 0.0)
        if isfinite(end)
    ]
    highest = max(ends, default=0.0) or 1.0
    step = 0.05 if highest < 0.3 else 0.1 if highest < 0.6 else 0.25
    top = min(1.0, step * ceil(highest / step + 1e-9))
    ax.set_xlim(0, top)
    ticks = np.arange(0, top + step / 2, step)
    ax.set_xticks(ticks, percent_ticks(ticks))
    for place, share in zip(places, data.shares, strict=True):
        fill = style.STANCES[share.stance] if share.stance else style.Fill(style.BAR, "")
        ax.barh(
            place,
            share.value,
            height=BAR,
            facecolor=fill.colour,
            hatch=fill.hatch,
            edgecolor=style.INK if share.stance else "none",
            linewidth=0.6,
        )
        low, high = share.bounds
        ax.plot([low, high], [place, place], color=style.PAPER, linewidth=3.0, clip_on=False)
        ax.plot([low, high], [place, place], color=WHISKER, linewidth=1.6, clip_on=False)
        if share.beside is not None:
            ax.plot([share.beside], [place], **BESIDE_MARK, clip_on=False)
    if data.reference >= 0:
        value = data.shares[data.reference].value
        ax.axvline(value, color=style.INK, linewidth=1.2, linestyle=(0, (4, 2)))


def shares_figure(data: SharesData) -> Figure:
    """Return a chart of shares as a figure."""
    alike = len({share.runs for share in data.shares}) == 1
    numbers = []
    for share in data.shares:
        said = percent(share.value, digits=data.digits)
        said = f"{said}  {percent_bounds(*share.bounds, digits=data.digits)}"
        numbers.append(said if alike else f"{said}  n = {share.runs:,}")
    rows = Rows(tuple(share.label for share in data.shares), tuple(numbers))
    note = data.note
    if data.reference >= 0:
        note = f"{note} Dashed: {quoted(data.shares[data.reference].label.name)}."
    figure, ax = row_page(rows, data.title, note, axis="share of runs")
    draw_shares(data, ax, rows.places)
    return figure


def shares_table(data: SharesData) -> tuple[Row, ...]:
    """Return a row for each share, after a header."""
    more = [data.beside] if data.beside else []
    rows: list[Row] = [("what", "share", "low", "high", "hits", "runs", *more)]
    for x in data.shares:
        rows.append((x.key, x.value, *x.bounds, x.hits, x.runs, *([x.beside] if more else [])))
    return tuple(rows)


def _fits(results: Results) -> str:
    return ""


def _draw(results: Results, choice: Choice) -> Drawn:
    manifest = results.store.manifest
    policies = manifest.content["policies"]
    several = len(policies) > 1
    if several or choice.outcome:
        outcome = chosen_outcome(results, choice, (Kind.YES_NO,))
        title = f"{clause_of(outcome, shared_document(policies))}: share of runs by policy"
        titles = policy_titles(results)
        table = runs_of(results, with_beside([outcome]))
        data = policy_shares(table, outcome, title=capitalised(title), titles=titles)
    else:
        wanted = list(with_beside([STANCE, *manifest.outcomes]))
        wanted = [name for name in wanted if kind_of(name) in (Kind.CATEGORY, Kind.YES_NO)]
        title = f"What came out: {manifest.content['experiment']['title']}"
        table = runs_of(results, wanted)
        data = outcome_shares(table, wanted, title=title, document=policies[0]["document"])
    first, last = data.shares[0], data.shares[-1]
    return Drawn(
        name=stem("outcome-shares", Choice(outcome=choice.outcome)),
        title=data.title,
        caption=f"{_finding(data, several=several)} {data.note}",
        figure=shares_figure(data),
        rows=shares_table(data),
        alt=(
            f"A bar for each of {len(data.shares)} rows, from {quoted(first.label.name)} "
            f"({percent(first.value)}) to {quoted(last.label.name)} ({percent(last.value)})."
        ),
    )


def _finding(data: SharesData, *, several: bool) -> str:
    """Return all shares with their intervals in one sentence."""
    said = [
        f"{quoted(share.label.name)} {percent(share.value, digits=data.digits)} "
        f"{percent_bounds(*share.bounds, digits=data.digits)}"
        for share in data.shares
    ]
    return f"{'By policy' if several else 'Of all runs'}: {'; '.join(said)}."


SHARES = Entry("outcome-shares", "How often each outcome came, with intervals", _fits, _draw)
