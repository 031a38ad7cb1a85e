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
from sim.plots.drivers import TOP, amount, label, left_out, rows_of, study_of, subject, unfit
from sim.plots.entry import Choice, Drawn, Entry, stem
from sim.plots.rows import Label, Rows, row_page
from sim.plots.wording import MINUS

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

    def said(self, digits: int) -> str:
        """Return the swing and its interval as text."""
        ends = f"[{self.low:+.{digits}f}, {self.high:+.{digits}f}]"
        return f"{self.swing:+.{digits}f}  {ends}".replace("-", MINUS)


@dataclass(frozen=True)
class TornadoData:
    """Data of a tornado chart, the longest bar first; `mean` is the mean over all points."""

    title: str
    axis: str
    note: str
    mean: float
    bars: tuple[Bar, ...]

    @property
    def digits(self) -> int:
        """Decimals that show two digits of the largest swing; at least one."""
        largest = max(abs(bar.swing) for bar in self.bars)
        return max(1, 1 - floor(log10(largest))) if largest > 0 else 2


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
    note = (
        f"{amount(study)}. Solid: the factor at the high end of its range; hatched: at the low end;"
        f" all others varying. At the right the swing from low to high, with its 95 % interval."
        f"{left_out(len(table), len(bars))}"
    )
    whole = f"{title}: from the low to the high end of each factor"
    return TornadoData(whole, study.said, note, study.swing.mean, bars)


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
    said = f"{data.axis}; line: {data.mean:.3g}, the mean over all points"
    ax.set_xlabel(said, fontsize=style.SMALL_SIZE, color=style.FAINT)


def tornado_figure(data: TornadoData) -> Figure:
    """Return a tornado as a figure."""
    said = tuple(bar.said(data.digits) for bar in data.bars)
    rows = Rows(tuple(bar.label for bar in data.bars), said)
    figure, ax = row_page(rows, data.title, data.note)
    draw_tornado(data, ax, rows.places)
    return figure


def _draw(results: Results, choice: Choice) -> Drawn:
    study = study_of(results, choice, ())
    data = tornado_data(study, subject(study, results))
    first = data.bars[0]
    return Drawn(
        name=stem("tornado", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=(
            f"{first.path} swings {study.said} most: from {first.at_low:.3g} at the low end of its "
            f"range to {first.at_high:.3g} at the high end ({first.said(data.digits)}). {data.note}"
        ),
        figure=tornado_figure(data),
        rows=rows_of(study, "swing"),
        alt=(
            f"Bars for {len(data.bars)} factors around the mean {data.mean:.3g}, from "
            f"{first.path} ({first.swing:+.2g}) to {data.bars[-1].path} "
            f"({data.bars[-1].swing:+.2g})."
        ),
    )


TORNADO = Entry("tornado", "How far each factor swings an outcome from end to end", unfit, _draw)
