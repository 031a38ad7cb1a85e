"""Chart of Sobol indices: shares of variance by factor, first order inside total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.sensitivity import Sensitivity
from sim.plots import style
from sim.plots.drivers import (
    TOP,
    amount,
    label,
    left_out,
    rows_of,
    study_of,
    subject,
    unfit,
)
from sim.plots.entry import Choice, Drawn, Entry, stem
from sim.plots.rows import Label, Rows, row_page
from sim.plots.scales import show_percent
from sim.words import counted, percent, quoted

if TYPE_CHECKING:
    from sim.experiment.results import Results

TOTAL, FIRST = style.Fill("#DCE6EE", ""), style.Fill("#0072B2", "")
AXIS = "share of the variance that the factors make"
OUTER, INNER = 0.23, 0.1  # inches
APART = 0.058  # inches from the middle of a row to the dark bar above it and the interval below it


@dataclass(frozen=True)
class Shares:
    """A factor's shares of the variance, alone (`first`) and with its interactions (`total`).

    Each is (value, low, high), with the bounds of a 95 % interval.
    """

    path: str
    label: Label
    first: tuple[float, float, float]
    total: tuple[float, float, float]

    @property
    def said(self) -> str:
        """Both shares as text, in percent."""
        return (
            f"{percent(max(self.first[0], 0.0))} alone, {percent(max(self.total[0], 0.0))} in all"
        )


@dataclass(frozen=True)
class SobolData:
    """Data of the chart, the largest total first."""

    title: str
    note: str
    shares: tuple[Shares, ...]


def sobol_data(study: Sensitivity, title: str, *, top: int = TOP) -> SobolData:
    """Return the data of the chart for the factors with the largest total shares.

    Args:
        study: A study with Sobol indices.
        title: The outcome, in words.
        top: Most factors to show.
    """
    ranges = {factor.path: factor for factor in study.factors}
    table = study.table("sobol")
    shares = tuple(
        Shares(
            row["factor"],
            label(ranges[row["factor"]]),
            (row["first"], row["first_low"], row["first_high"]),
            (row["total"], row["total_low"], row["total_high"]),
        )
        for row in table.head(top).to_dict("records")
    )
    note = (
        f"{amount(study)}. Dark: the factor alone (first order). Pale: with its interactions "
        f"(total). Lines: 95 % intervals, the upper one of the dark bar."
        f"{left_out(len(table), len(shares))}"
    )
    if study.chance.known:
        note += f" Chance, {percent(study.chance.of_run[0])} of the variance of a run, is left out."
    return SobolData(f"{title}: what its variance over the factors is due to", note, shares)


def draw_sobol(data: SobolData, ax: Axes, places: Sequence[float]) -> None:
    """Draw the bars at `places`, in inches from the lower edge of the axes."""
    for place, share in zip(places, data.shares, strict=True):
        for (value, low, high), fill, tall, middle, level in (
            (share.total, TOTAL, OUTER, place, place - APART),
            (share.first, FIRST, INNER, place + APART, place + APART),
        ):
            ax.barh(
                middle,
                max(value, 0.0),
                height=tall,
                facecolor=fill.colour,
                edgecolor=style.INK,
                linewidth=0.6,
            )
            for colour, width in ((style.PAPER, 2.4), (style.INK, 1.2)):
                ax.plot(
                    [low, high],
                    [level, level],
                    color=colour,
                    linewidth=width,
                    solid_capstyle="butt",
                )
    ax.axvline(0.0, color=style.INK, linewidth=0.8)
    right = max([0.05, *(max(share.total[2], share.first[2]) for share in data.shares)])
    left = min([0.0, *(min(share.first[1], share.total[1]) for share in data.shares)])
    ax.set_xlim(left - 0.02 * right, 1.04 * right)
    show_percent(ax, "x")


def sobol_figure(data: SobolData) -> Figure:
    """Return Sobol bars as a figure."""
    rows = Rows(tuple(x.label for x in data.shares), tuple(x.said for x in data.shares))
    figure, ax = row_page(rows, data.title, data.note, axis=AXIS)
    draw_sobol(data, ax, rows.places)
    return figure


def _fits(results: Results) -> str:
    return unfit(results, "saltelli")


def _draw(results: Results, choice: Choice) -> Drawn:
    study = study_of(results, choice, ("sobol",))
    data = sobol_data(study, subject(study, results))
    first, last = data.shares[0], data.shares[-1]
    return Drawn(
        name=stem("sobol", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=f"{study.findings()[1]} {data.note}",
        figure=sobol_figure(data),
        rows=rows_of(study, "sobol"),
        alt=(
            f"Bars for {counted(len(data.shares), 'factor')}, from {quoted(first.label.name)} "
            f"({first.said}) to {quoted(last.label.name)} ({last.said})."
        ),
    )


SOBOL = Entry("sobol", "Shares of an outcome's variance, first order inside total", _fits, _draw)
