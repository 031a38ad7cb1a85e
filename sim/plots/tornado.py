"""Tornado chart: the mean outcome at both ends of each factor's range, the longest swing on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.sensitivity import Sensitivity
from sim.plots import style
from sim.plots.drivers import (
    TOP,
    amount,
    axis_name,
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
from sim.plots.wording import MINUS
from sim.words import counted, fine_percent, points, quoted

if TYPE_CHECKING:
    from sim.experiment.results import Results

BAR = 0.17  # inches
HIGH, LOW = style.Fill("#0072B2", ""), style.Fill("#F3D3B4", "////")
"""Fills of the two parts of a bar: for the high end of a factor's range and for the low end."""


@dataclass(frozen=True)
class Bar:
    """A factor's bar: mean outcomes at both ends of its range, and the swing with its interval."""

    path: str
    label: Label
    at_low: float
    at_high: float
    swing: float
    low: float
    high: float


@dataclass(frozen=True)
class TornadoData:
    """Data of a tornado chart, the longest bar first; `mean` is the mean over all points.

    If `in_percent` is true, means are shares, and swings are written in percentage points.
    """

    title: str
    axis: str
    note: str
    mean: float
    bars: tuple[Bar, ...]
    in_percent: bool

    @property
    def digits(self) -> int:
        """Decimals that show two digits of the largest swing; at least one of a plain number."""
        largest = max(abs(bar.swing) for bar in self.bars) * (100 if self.in_percent else 1)
        least = 0 if self.in_percent else 1
        return max(least, 1 - floor(log10(largest))) if largest > 0 else 2

    def change(self, swing: float) -> str:
        """Return a swing as text, without its unit."""
        if self.in_percent:
            return points(swing, digits=self.digits).replace("-", MINUS)
        return f"{swing:+.{self.digits}f}".replace("-", MINUS)

    def swing(self, bar: Bar) -> str:
        """Return a bar's swing and its interval as text, without their unit."""
        return f"{self.change(bar.swing)}  [{self.change(bar.low)}, {self.change(bar.high)}]"

    def value(self, mean: float) -> str:
        """Return a mean as text, in the unit of the axis."""
        return fine_percent(mean) if self.in_percent else f"{mean:.3g}"


def tornado_data(study: Sensitivity, title: str, *, top: int = TOP) -> TornadoData:
    """Return the data of the chart for the factors with the longest swings.

    Args:
        study: A study of sensitivity.
        title: The outcome, in words.
        top: Most factors to show.
    """
    ranges = {factor.path: factor for factor in study.factors}
    table = study.table("swing")
    bars = tuple(
        Bar(
            path=row["factor"],
            label=label(ranges[row["factor"]]),
            at_low=row["at_low"],
            at_high=row["at_high"],
            swing=row["swing"],
            low=row["low"],
            high=row["high"],
        )
        for row in table.head(top).to_dict("records")
    )
    unit = " in percentage points" if study.in_percent else ""
    note = (
        f"{amount(study)}. Solid: the factor at the high end of its range; hatched: at the low end;"
        f" all others varying. At the right the swing from low to high{unit}, with its 95 % "
        f"interval.{left_out(len(table), len(bars))}"
    )
    whole = f"{title}: from the low to the high end of each factor"
    return TornadoData(whole, axis_name(study), note, study.swing.mean, bars, study.in_percent)


def draw_tornado(data: TornadoData, ax: Axes, places: Sequence[float]) -> None:
    """Draw the bars at `places`, in inches from the lower edge of the axes."""
    for place, bar in zip(places, data.bars, strict=True):
        ends = ((bar.at_low, LOW), (bar.at_high, HIGH))
        # If both ends lie on one side of the mean, the shorter part is drawn over the longer.
        for end, fill in sorted(ends, key=lambda pair: -abs(pair[0] - data.mean)):
            ax.barh(
                place,
                end - data.mean,
                left=data.mean,
                height=BAR,
                facecolor=fill.colour,
                hatch=fill.hatch,
                edgecolor=style.INK,
                linewidth=0.6,
            )
    ax.axvline(data.mean, color=style.INK, linewidth=1.0)
    ax.margins(x=0.06)
    if data.in_percent:
        show_percent(ax, "x")


def tornado_figure(data: TornadoData) -> Figure:
    """Return a tornado as a figure."""
    rows = Rows(tuple(bar.label for bar in data.bars), tuple(map(data.swing, data.bars)))
    axis = f"{data.axis}; line: {data.value(data.mean)}, the mean over all points"
    figure, ax = row_page(rows, data.title, data.note, axis=axis)
    draw_tornado(data, ax, rows.places)
    return figure


def _draw(results: Results, choice: Choice) -> Drawn:
    study = study_of(results, choice, ())
    data = tornado_data(study, subject(study, results))
    first, last = data.bars[0], data.bars[-1]
    unit = " percentage points" if data.in_percent else ""
    return Drawn(
        name=stem("tornado", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=(
            f"{quoted(first.label.name)} swings {study.said} most: from "
            f"{data.value(first.at_low)} at the low end of its range to "
            f"{data.value(first.at_high)} at the high end ({data.swing(first)}{unit}). {data.note}"
        ),
        figure=tornado_figure(data),
        rows=rows_of(study, "swing"),
        alt=(
            f"Bars for {counted(len(data.bars), 'factor')} around the mean "
            f"{data.value(data.mean)}, from "
            f"{quoted(first.label.name)} ({data.change(first.swing)}{unit}) to "
            f"{quoted(last.label.name)} ({data.change(last.swing)}{unit})."
        ),
    )


TORNADO = Entry("tornado", "How far each factor swings an outcome from end to end", unfit, _draw)
