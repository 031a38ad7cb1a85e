"""Chart of the shares of stances quarter by quarter, stacked, by policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.trajectories import shares_finding, shares_of
from sim.experiment.results import Results
from sim.experiment.titles import policy_titles
from sim.experiment.trajectories import StanceShares, kept_paths, read_shares, read_stances
from sim.measures import STANCE
from sim.plots import style
from sim.plots.dates import dates_of, mark_years
from sim.plots.entry import Choice, Drawn, Entry, FigureError, Row, stem
from sim.plots.labels import name_end, spread
from sim.plots.panels import Grid, panel_page
from sim.plots.points import NO_TITLES, Runs, chosen_policies, chosen_runs, guarantor_of
from sim.plots.scales import percent_ticks
from sim.vocabulary import STANCES
from sim.words import STANCE_WORDS, counted, counted_range, percent

ORDER = ("recommit", "broker", "mixed", "accommodate", "disengage")
"""Stances from bottom to top of the stack: from full support for the client to none."""
LABEL_GAP = 0.125  # inches
LABEL_ROOM = 1.35  # inches
NOTE = "The stance at the end of each quarter, judged over the last four."


@dataclass(frozen=True)
class SharesPanel:
    """Shares of one policy's runs [quarter, stance of `ORDER`], at the end of each quarter."""

    policy: str
    called: str
    runs: int
    dates: tuple[str, ...]
    shares: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class StanceSharesData:
    """Data of the figure."""

    title: str
    note: str
    panels: tuple[SharesPanel, ...]


def stance_shares_data(
    shares: Sequence[StanceShares],
    dates: Sequence[Sequence[str]],
    *,
    guarantor: str,
    whose: str,
    titles: Mapping[str, str] = NO_TITLES,
) -> StanceSharesData:
    """Return the data of the figure for the shares of each policy.

    `dates` has the dates of each policy's turns; `whose` is a sentence on the runs; `titles` is
    what the policies are called, by name.
    """
    places = [STANCES.index(name) for name in ORDER]
    panels = tuple(
        SharesPanel(
            found.policy,
            titles.get(found.policy, found.policy),
            found.runs,
            tuple(when),
            tuple(map(tuple, found.shares[:, places].tolist())),
        )
        for found, when in zip(shares, dates, strict=True)
    )
    runs = counted_range((panel.runs for panel in panels), "run")
    a_policy = " a policy" if len(panels) > 1 else ""
    return StanceSharesData(
        title=f"{guarantor}'s stance, quarter by quarter (n = {runs}{a_policy})",
        note=f"{NOTE} {whose}".rstrip(),
        panels=panels,
    )


def draw_stance_shares(panel: SharesPanel, ax: Axes) -> None:
    """Draw the stack of one policy, with the names of stances at its right end."""
    style.dress(ax)
    ax.grid(visible=False)
    ax.tick_params(labelsize=style.SMALL_SIZE)
    mark_years(ax, panel.dates, years=6)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], percent_ticks([0, 0.25, 0.5, 0.75, 1]))
    shares = np.array(panel.shares).T
    tops = np.minimum(shares.cumsum(axis=0), 1.0)
    edges = np.arange(len(panel.dates) + 1)
    for name, share, top in zip(ORDER, shares, tops, strict=True):
        fill = style.STANCES[name]
        ax.stairs(
            top,
            edges,
            baseline=top - share,
            fill=True,
            facecolor=fill.colour,
            hatch=fill.hatch,
            edgecolor=style.INK,
            linewidth=0,
            zorder=2,
        )
        # A stance without runs has no upper edge.
        ax.stairs(
            np.where(share > 0, top, np.nan),
            edges,
            baseline=None,
            color=style.INK,
            linewidth=0.5,
            clip_on=False,
            zorder=3,
        )
    _name_stances(panel.shares[-1], ax)


def _name_stances(ends: Sequence[float], ax: Axes) -> None:
    figure = ax.figure.get_figure(root=True)
    inches = float(ax.get_position().height * figure.get_size_inches()[1])
    reach = LABEL_GAP / inches
    # Stances without runs get no name, except recommitment, because readers look for it.
    held = [k for k, end in enumerate(ends) if end > 0 or ORDER[k] == "recommit"]
    middles = [sum(ends[:k]) + ends[k] / 2 for k in held]
    for k, height in zip(held, spread(middles, reach, 0, 1), strict=True):
        name, end = ORDER[k], ends[k]
        weight = "bold" if name == "recommit" else "normal"
        name_end(ax, f"{STANCE_WORDS[name].label}  {percent(end)}", height, weight=weight)


def stance_shares_figure(data: StanceSharesData) -> Figure:
    """Return the shares of stances as a figure with a panel for each policy."""
    alone = len(data.panels) == 1
    size = (5.6, 2.9) if alone else (1.8, 1.75)
    grid = Grid(*size, left=0.55, right=LABEL_ROOM)
    alike = len({panel.runs for panel in data.panels}) == 1
    headings = [
        panel.called if alike else f"{panel.called} (n = {panel.runs:,})" for panel in data.panels
    ]
    figure, axes = panel_page(grid, headings, data.title, data.note)
    for panel, ax in zip(data.panels, axes, strict=True):
        draw_stance_shares(panel, ax)
    return figure


def stance_shares_table(data: StanceSharesData) -> tuple[Row, ...]:
    """Return a row for each policy and quarter, after a header."""
    rows: list[Row] = [("policy", "turn", "date", "runs", *ORDER)]
    for panel in data.panels:
        for turn, (date, shares) in enumerate(zip(panel.dates, panel.shares, strict=True)):
            rows.append((panel.policy, turn, date, panel.runs, *shares))
    return tuple(rows)


def shares_at(results: Results, policy: str, runs: Runs) -> StanceShares:
    """Return the shares of stances in a policy's runs, as kept or computed from trajectories."""
    store = results.store
    if store.manifest.keep == "trajectories":
        return shares_of(read_stances(store, policy, point=runs.point))
    return read_shares(store, policy, point=runs.point)


def _fits(results: Results) -> str:
    if STANCE in kept_paths(results.store):
        return ""
    return 'it did not keep the stance; keep_paths = ["stance"] does'


def _draw(results: Results, choice: Choice) -> Drawn:
    policies = chosen_policies(results, choice)
    runs = chosen_runs(results, choice, pooled=True)
    shares = [shares_at(results, policy["name"], runs) for policy in policies]
    if not all(found.runs for found in shares):
        raise FigureError(f"stance: every run {runs.where} failed under a policy")
    dates = [dates_of(policy) for policy in policies]
    guarantor = guarantor_of(policies)
    titles = policy_titles(results)
    data = stance_shares_data(shares, dates, guarantor=guarantor, whose=runs.said, titles=titles)
    told = " ".join(
        shares_finding(replace(found, policy=titles[found.policy]), when)
        for found, when in zip(shares, dates, strict=True)
    )
    return Drawn(
        name=stem("stance-shares", Choice(policy=choice.policy, point=choice.point)),
        title=data.title,
        caption=f"{told} {data.note}",
        figure=stance_shares_figure(data),
        rows=stance_shares_table(data),
        alt=f"Stacked shares of five stances over {counted(len(dates[0]), 'quarter')}. {told}",
    )


STANCE_SHARES = Entry(
    "stance-shares", "The guarantor's stance quarter by quarter: shares of runs", _fits, _draw
)
