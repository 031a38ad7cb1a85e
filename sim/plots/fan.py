"""Fan chart: a state variable quarter by quarter, as bands over the runs of each policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.trajectories import quantiles_finding, quantiles_of
from sim.experiment.results import Results
from sim.experiment.titles import policy_titles
from sim.experiment.trajectories import (
    Quantiles,
    check_kept,
    kept_paths,
    read_quantiles,
    read_trajectories,
)
from sim.experiment.trajectory_table import QUANTILE_LEVELS, quantile_column
from sim.measures import END, STANCE, Kind, kind_of
from sim.plots import style
from sim.plots.dates import dates_of, mark_years
from sim.plots.entry import Choice, Drawn, Entry, FigureError, Row, stem
from sim.plots.labels import name_end, spread
from sim.plots.panels import Grid, panel_page
from sim.plots.paths import path_colour, path_words
from sim.plots.points import NO_TITLES, Runs, chosen_policies, chosen_runs
from sim.plots.scales import percent_ticks
from sim.words import counted, counted_range, joined, percent, quoted

NAMES = ("5th", "25th", "median", "75th", "95th")
LABEL_GAP = 0.125  # inches from one label at a band's end to the next
LABEL_ROOM = 0.95  # inches
NOTE = (
    "Bands hold 50 % and 90 % of runs in each quarter: from the 25th to the 75th of a hundred, and "
    "from the 5th to the 95th. Line: the median, which no run follows."
)


@dataclass(frozen=True)
class FanPanel:
    """The bands of one policy, which is `called` by its title.

    `bands` has the 5, 25, 50, 75 and 95 % quantiles at the start and after each quarter; quarter i
    has the date `dates[i]`.
    """

    policy: str
    called: str
    runs: int
    dates: tuple[str, ...]
    bands: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class FanData:
    """Data of a fan chart.

    The first panel's median is also drawn in the other panels with the same dates. `ticks` are the
    marks of the axis of values, which all panels share; they are in percent if `in_percent`.
    """

    title: str
    note: str
    colour: str
    panels: tuple[FanPanel, ...]
    ticks: tuple[float, ...]
    in_percent: bool


def fan_data(
    quantiles: Sequence[Quantiles],
    dates: Sequence[Sequence[str]],
    *,
    name: str,
    whose: str,
    colour: str,
    titles: Mapping[str, str] = NO_TITLES,
    in_percent: bool = False,
) -> FanData:
    """Return the data of a fan chart.

    Args:
        quantiles: The quantiles of each policy.
        dates: The dates of each policy's turns.
        name: Name of the state variable, in words.
        whose: A sentence on the runs that the bands are of.
        colour: Colour of the bands.
        titles: What the policies are called, by name; their names if absent.
        in_percent: Whether the state variable is a share of a whole.
    """
    panels = tuple(
        FanPanel(
            of.policy,
            titles.get(of.policy, of.policy),
            of.runs,
            tuple(when),
            tuple(map(_rounded, of.values.tolist())),
        )
        for of, when in zip(quantiles, dates, strict=True)
    )
    every = np.concatenate([of.values.ravel() for of in quantiles])
    runs = counted_range((of.runs for of in quantiles), "run")
    compared = f" Dashed: median of {quoted(panels[0].called)}." if len(panels) > 1 else ""
    return FanData(
        title=f"{name}, quarter by quarter (n = {runs}{' a policy' if len(panels) > 1 else ''})",
        note=f"{NOTE}{compared} {whose}".rstrip(),
        colour=colour,
        panels=panels,
        ticks=_ticks(float(np.nanmin(every)), float(np.nanmax(every))),
        in_percent=in_percent,
    )


def _rounded(bands: Sequence[float]) -> tuple[float, ...]:
    """Return values rounded to six significant digits."""
    return tuple(float(f"{band:.6g}") for band in bands)


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """Return the marks of the axis of values, from 0 and up to 1 at most if values are shares.

    >>> _ticks(0.2, 0.61)[-1], _ticks(-2.0, 2.5)
    (0.7, (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0))
    """
    if low >= 0.0 and high <= 1.0:
        low, high = 0.0, min(1.0, 0.1 * (int(high * 10) + 1))
    if low == high:
        low, high = low - 0.5, high + 0.5
    marks = MaxNLocator(7, steps=[1, 2, 5, 10]).tick_values(low, high)
    return tuple(round(float(mark), 9) for mark in marks)


def draw_fan(data: FanData, panel: FanPanel, ax: Axes) -> None:
    """Draw the bands of one policy, with their names at the right end."""
    style.dress(ax)
    ax.tick_params(labelsize=style.SMALL_SIZE)
    mark_years(ax, panel.dates, years=6)
    ax.set_yticks(data.ticks, percent_ticks(data.ticks) if data.in_percent else None)
    ax.set_ylim(data.ticks[0], data.ticks[-1])
    across = range(len(panel.bands))
    lines = list(zip(*panel.bands, strict=True))
    for (below, above), share in (((0, 4), 0.25), ((1, 3), 0.55)):
        ax.fill_between(
            across,
            lines[below],
            lines[above],
            facecolor=style.tint(data.colour, share),
            edgecolor=style.tint(data.colour, 0.8),
            linewidth=0.5,
            zorder=2,
        )
    first = data.panels[0]
    if panel is not first and panel.dates == first.dates:
        middle = [bands[2] for bands in first.bands]
        ax.plot(across, middle, color=style.FAINT, linewidth=1.2, linestyle=(0, (4, 2)), zorder=3)
    ax.plot(across, lines[2], color=style.INK, linewidth=1.6, zorder=4)
    _name_bands(panel.bands[-1], ax, in_percent=data.in_percent)


def _name_bands(ends: Sequence[float], ax: Axes, *, in_percent: bool) -> None:
    """Write each band's name and last value beside its end."""
    figure = ax.figure.get_figure(root=True)
    bottom, top = ax.get_ylim()
    inches = float(ax.get_position().height * figure.get_size_inches()[1])
    reach = LABEL_GAP * (top - bottom) / inches
    heights = spread(list(ends), reach, bottom, top)
    for name, end, height in zip(NAMES, ends, heights, strict=True):
        value = percent(end) if in_percent else f"{end:.2f}"
        name_end(ax, f"{name}  {value}", height, weight="bold" if name == "median" else "normal")


def fan_figure(data: FanData) -> Figure:
    """Return a fan chart as a figure with a panel for each policy."""
    alone = len(data.panels) == 1
    grid = Grid(5.6, 2.9, right=LABEL_ROOM) if alone else Grid(1.9, 1.75, right=LABEL_ROOM)
    alike = len({panel.runs for panel in data.panels}) == 1
    headings = [
        panel.called if alike else f"{panel.called} (n = {panel.runs:,})" for panel in data.panels
    ]
    figure, axes = panel_page(grid, headings, data.title, data.note)
    for panel, ax in zip(data.panels, axes, strict=True):
        draw_fan(data, panel, ax)
    return figure


def fan_table(data: FanData) -> tuple[Row, ...]:
    """Return a row for each policy and turn, after a header; turn -1 is the start."""
    rows: list[Row] = [("policy", "turn", "date", "runs", *map(quantile_column, QUANTILE_LEVELS))]
    for panel in data.panels:
        by_turn = zip(("start", *panel.dates), panel.bands, strict=True)
        for turn, (date, bands) in enumerate(by_turn, start=-1):
            rows.append((panel.policy, turn, date, panel.runs, *bands))
    return tuple(rows)


def quantiles_at(results: Results, path: str, policy: str, runs: Runs) -> Quantiles:
    """Return the quantiles of a path in the runs of a policy, as stored or taken over the runs."""
    store = results.store
    if store.manifest.keep == "trajectories":
        return quantiles_of(read_trajectories(store, path, policy, point=runs.point))
    assert runs.point is not None  # quantiles are stored by point
    return read_quantiles(store, path, policy, point=runs.point)


def chosen_path(results: Results, choice: Choice) -> str:
    """Return the chosen path, or else the first that was kept.

    Raises:
        FigureError: The path is the stance, which has no bands because it is no number.
        ResultsError: The path was not kept; the message says which paths were.
    """
    if choice.path == STANCE:
        raise FigureError("path stance: a word has no bands; stance-shares draws it")
    kept = [path for path in kept_paths(results.store) if path != STANCE]
    path = choice.path or kept[0]
    check_kept(results.store, path)
    return path


def _fits(results: Results) -> str:
    kept = kept_paths(results.store)
    if not kept:
        return 'it kept no trajectories; keep = "quantiles" or keep = "trajectories" does'
    return "" if set(kept) - {STANCE} else "it kept no state variable but the stance"


def _draw(results: Results, choice: Choice) -> Drawn:
    path, policies = chosen_path(results, choice), chosen_policies(results, choice)
    runs = chosen_runs(results, choice, pooled=results.store.manifest.keep == "trajectories")
    quantiles = [quantiles_at(results, path, policy["name"], runs) for policy in policies]
    if not any(of.runs for of in quantiles):
        raise FigureError(f"path {path}: no run {runs.where} came to its end")
    document = policies[0]["document"]
    name, dates = path_words(path, document), [dates_of(policy) for policy in policies]
    titles = policy_titles(results)
    data = fan_data(
        quantiles,
        dates,
        name=name,
        whose=runs.said,
        colour=path_colour(path, document),
        titles=titles,
        in_percent=kind_of(END + path) is Kind.SHARE,
    )
    told = " ".join(
        quantiles_finding(
            replace(of, policy=titles[of.policy]),
            name,
            ("at the start", f"at the end of {when[-1]}"),
            share=data.in_percent,
        )
        for of, when in zip(quantiles, dates, strict=True)
        if of.runs
    )
    others = [other for other in kept_paths(results.store) if other not in (path, STANCE)]
    called = joined(quoted(path_words(other, document)) for other in others)
    also = f" Also kept: {called}." if others else ""
    return Drawn(
        name=stem("fan", Choice(policy=choice.policy, path=choice.path, point=choice.point)),
        title=data.title,
        caption=f"{told} {data.note}{also}",
        figure=fan_figure(data),
        rows=fan_table(data),
        alt=f"Bands over {counted(len(dates[0]), 'quarter')} in {len(quantiles)} panels. {told}",
    )


FAN = Entry("fan", "A state variable quarter by quarter: 5 to 95 % bands, by policy", _fits, _draw)
