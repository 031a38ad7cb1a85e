"""Stance flows: numbers of runs that go from stance to stance between dates (alluvial diagram)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.analysis.trajectories import Flows, flows_of, judged_turns
from sim.experiment.results import Results
from sim.experiment.titles import policy_titles
from sim.experiment.trajectories import kept_paths, read_stances
from sim.experiment.trajectory_table import Stances
from sim.measures import STANCE
from sim.plots import style
from sim.plots.dates import dates_of
from sim.plots.entry import Choice, Drawn, Entry, FigureError, Row, stem
from sim.plots.labels import spread
from sim.plots.panels import Grid, panel_page
from sim.plots.points import NO_TITLES, chosen_policies, chosen_runs, guarantor_of
from sim.plots.stance_shares import ORDER
from sim.vocabulary import STANCES
from sim.words import STANCE_WORDS, counted_range, percent

MOST_PANELS = 4
"""Most policies drawn; if there are more, the first ones are drawn."""
BAR = 0.13
"""Half the width of a bar, as a share of the distance to the next bar."""
GAP = 0.025
"""Free space between the stances of a bar, as a share of all runs."""
SMALLEST = 0.045
"""Least share of runs for which the percentage is written on a stance in a bar."""
LABEL_GAP = 0.14  # inches
LABELS = "whole run"
NOTE = (
    "Bars: share of runs in each stance at the end of the quarter, judged over the last four. "
    "Ribbons: the same runs from one date to the next, filled as the stance they leave."
)
LABEL_NOTE = (
    "Last bar: the stance that the whole run is named after, recommit if it was held long enough "
    "at any time."
)


@dataclass(frozen=True)
class Node:
    """The runs in a stance at a date.

    They fill the bar from `foot` to `foot + share`; both are shares of all runs.
    """

    stance: str
    runs: int
    foot: float
    share: float


@dataclass(frozen=True)
class Ribbon:
    """Runs that go from one stance to another between two neighbouring dates.

    `before` and `after` are the lower edges of the ribbon at both ends, and `share` is its width.
    `step` is the index of the first date.
    """

    step: int
    before_stance: str
    after_stance: str
    runs: int
    before: float
    after: float
    share: float


@dataclass(frozen=True)
class FlowsPanel:
    """The flows of one policy: a bar for each date, and the ribbons between the bars."""

    policy: str
    called: str
    runs: int
    dates: tuple[str, ...]
    bars: tuple[tuple[Node, ...], ...]
    ribbons: tuple[Ribbon, ...]


@dataclass(frozen=True)
class FlowsData:
    """Data of the figure."""

    title: str
    note: str
    panels: tuple[FlowsPanel, ...]


def stance_flows_data(
    flows: Sequence[Flows],
    dates: Sequence[Sequence[str]],
    *,
    guarantor: str,
    whose: str,
    titles: Mapping[str, str] = NO_TITLES,
) -> FlowsData:
    """Return the data of the figure.

    Args:
        flows: The flows of each policy.
        dates: The dates of each policy's flows.
        guarantor: Name of the guarantor.
        whose: A sentence on the runs that the flows are of.
        titles: What the policies are called, by name; their names if absent.
    """
    panels = tuple(
        _panel(found, titles.get(found.policy, found.policy), when)
        for found, when in zip(flows, dates, strict=True)
    )
    runs = counted_range((panel.runs for panel in panels), "run")
    a_policy = " a policy" if len(panels) > 1 else ""
    labels = f" {LABEL_NOTE}" if any(found.labelled for found in flows) else ""
    first, last = dates[0][0], dates[0][-1]
    return FlowsData(
        title=f"{guarantor}'s stance from {first} to {last} (n = {runs}{a_policy})",
        note=f"{NOTE}{labels} {whose}".rstrip(),
        panels=panels,
    )


def _panel(flows: Flows, called: str, dates: Sequence[str]) -> FlowsPanel:
    places = [STANCES.index(name) for name in ORDER]
    held = flows.held()[:, places]
    counts = flows.counts[:, places][:, :, places]
    bars = tuple(_bar(row.tolist(), flows.runs) for row in held)
    ribbons: list[Ribbon] = []
    for step, moved in enumerate(counts):
        # Ribbons leave a bar in the order of the stances they lead to, so that few of them cross.
        out = np.cumsum(moved, axis=1) - moved
        into = np.cumsum(moved, axis=0) - moved
        for a, b in zip(*np.nonzero(moved), strict=True):
            ribbons.append(
                Ribbon(
                    step,
                    ORDER[a],
                    ORDER[b],
                    int(moved[a, b]),
                    bars[step][a].foot + float(out[a, b]) / flows.runs,
                    bars[step + 1][b].foot + float(into[a, b]) / flows.runs,
                    int(moved[a, b]) / flows.runs,
                )
            )
    labels = (LABELS,) if flows.labelled else ()
    return FlowsPanel(flows.policy, called, flows.runs, (*dates, *labels), bars, tuple(ribbons))


def _bar(counts: Sequence[int], runs: int) -> tuple[Node, ...]:
    """Return the stances of a bar from bottom to top, with gaps between those that have runs."""
    nodes, foot = [], 0.0
    for stance, count in zip(ORDER, counts, strict=True):
        share = count / runs
        nodes.append(Node(stance, count, foot, share))
        foot += share + (GAP if count else 0.0)
    return tuple(nodes)


def draw_stance_flows(panel: FlowsPanel, ax: Axes) -> None:
    """Draw the bars and ribbons of one policy, with the names of stances at both ends."""
    last = len(panel.dates) - 1
    ax.set_xlim(-BAR, last + BAR)
    ax.set_ylim(0, 1 + GAP * (len(ORDER) + 1))
    ax.set_yticks([])
    ax.set_xticks(range(last + 1), panel.dates, fontsize=style.SMALL_SIZE, color=style.INK)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    for ribbon in panel.ribbons:
        _draw_ribbon(ribbon, ax)
    for at, bar in enumerate(panel.bars):
        for node in bar:
            _draw_node(at, node, ax)
    _name_stances(panel.bars[0], ax, left=True)
    _name_stances(panel.bars[-1], ax, left=False)


def _draw_ribbon(ribbon: Ribbon, ax: Axes) -> None:
    """Draw a ribbon between two bars, bounded by two Bezier curves with horizontal ends."""
    start, end = ribbon.step + BAR, ribbon.step + 1 - BAR
    middle = (start + end) / 2
    before, after, thick = ribbon.before, ribbon.after, ribbon.share
    corners = [
        (start, before),
        (middle, before),
        (middle, after),
        (end, after),
        (end, after + thick),
        (middle, after + thick),
        (middle, before + thick),
        (start, before + thick),
        (start, before),
    ]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    stayed = ribbon.before_stance == ribbon.after_stance
    ax.add_patch(
        PathPatch(
            Path(corners, codes),
            facecolor=style.tint(
                style.STANCES[ribbon.before_stance].colour, 0.25 if stayed else 0.6
            ),
            edgecolor=style.FAINT,
            linewidth=0.4,
            zorder=1 if stayed else 2,
        )
    )


def _draw_node(at: int, node: Node, ax: Axes) -> None:
    if not node.runs:
        return
    fill = style.STANCES[node.stance]
    ax.add_patch(
        Rectangle(
            (at - BAR, node.foot),
            2 * BAR,
            node.share,
            facecolor=fill.colour,
            hatch=fill.hatch,
            edgecolor=style.INK,
            linewidth=0.6,
            clip_on=False,
            zorder=3,
        )
    )
    if node.share >= SMALLEST:
        ax.text(
            at,
            node.foot + node.share / 2,
            percent(node.share),
            ha="center",
            va="center",
            fontsize=style.SMALL_SIZE - 1,
            color=style.INK,
            zorder=4,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.9},
        )


def _name_stances(bar: Sequence[Node], ax: Axes, *, left: bool) -> None:
    """Write the stances beside the first or the last bar, with the number of runs in each."""
    figure = ax.figure.get_figure(root=True)
    low, high = ax.get_ylim()
    inches = float(ax.get_position().height * figure.get_size_inches()[1])
    held = [node for node in bar if node.runs]
    middles = [node.foot + node.share / 2 for node in held]
    heights = spread(middles, LABEL_GAP * (high - low) / inches, low, high)
    for node, height in zip(held, heights, strict=True):
        ax.annotate(
            f"{STANCE_WORDS[node.stance].label}  {node.runs:,}",
            xy=(0 if left else 1, height),
            xycoords=("axes fraction", "data"),
            xytext=(-5 if left else 5, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=style.SMALL_SIZE,
            fontweight="bold" if node.stance == "recommit" else "normal",
            color=style.INK,
            annotation_clip=False,
        )


def stance_flows_figure(data: FlowsData) -> Figure:
    """Return the flows as a figure with a panel for each policy, one below the other."""
    grid = Grid(6.2, 2.5, left=1.35, right=1.35)
    alike = len({panel.runs for panel in data.panels}) == 1
    headings = [
        panel.called if alike else f"{panel.called} (n = {panel.runs:,})" for panel in data.panels
    ]
    figure, axes = panel_page(grid, headings, data.title, data.note, across=1)
    for panel, ax in zip(data.panels, axes, strict=True):
        draw_stance_flows(panel, ax)
    return figure


def stance_flows_table(data: FlowsData) -> tuple[Row, ...]:
    """Return a row for each policy, step and pair of stances with runs, after a header."""
    rows: list[Row] = [("policy", "from_date", "to_date", "from", "to", "runs", "share")]
    for panel in data.panels:
        steps = list(pairwise(panel.dates))
        for ribbon in panel.ribbons:
            pair = (ribbon.before_stance, ribbon.after_stance)
            rows.append((panel.policy, *steps[ribbon.step], *pair, ribbon.runs, ribbon.share))
    return tuple(rows)


def flows_at(results: Results, policy: str, point: int | None, turns: Sequence[int]) -> Flows:
    """Return the flows between the ends of some turns, and from the last to the runs' labels.

    Raises FigureError if no run of the policy came to its end.
    """
    trajectories = read_stances(results.store, policy, point=point)
    if not len(trajectories.run):
        raise FigureError(f"stance: no run of policy {policy} came to its end")
    return flows_of(trajectories, turns, labels=_labels(results, trajectories.run))


def _labels(results: Results, run: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Stances:
    """Return the code of the stance that each run as a whole is named after."""
    table = results.narrow([STANCE]).table
    if not np.isin(run, table["run"].to_numpy()).all():
        raise FigureError(
            "stance: some trajectories are of runs that are missing. " + results.missing
        )
    place = np.searchsorted(table["run"].to_numpy(), run)
    codes: Stances = table[STANCE].cat.codes.to_numpy(np.int8)[place]
    return codes


def _fits(results: Results) -> str:
    if STANCE not in kept_paths(results.store):
        return 'it did not keep the stance; keep_paths = ["stance"] does'
    if results.store.manifest.keep != "trajectories":
        return 'it kept shares of stances only; keep = "trajectories" says which run changed'
    shortest = min(policy["turns"] for policy in results.manifest["policies"])
    return "" if len(judged_turns(shortest)) > 1 else "it has too few turns for two dates"


def _draw(results: Results, choice: Choice) -> Drawn:
    every = chosen_policies(results, choice)
    policies = every[:MOST_PANELS]
    runs = chosen_runs(results, choice, pooled=True)
    turns = [judged_turns(policy["turns"]) for policy in policies]
    flows = [
        flows_at(results, policy["name"], runs.point, at)
        for policy, at in zip(policies, turns, strict=True)
    ]
    dates = [
        [dates_of(policy)[turn] for turn in at] for policy, at in zip(policies, turns, strict=True)
    ]
    guarantor = guarantor_of(policies)
    whose = runs.said
    if len(every) > len(policies):
        whose = f"{whose} The first {len(policies)} of {len(every)} policies.".strip()
    titles = policy_titles(results)
    data = stance_flows_data(flows, dates, guarantor=guarantor, whose=whose, titles=titles)
    told = " ".join(
        replace(found, policy=titles[found.policy]).finding(when)
        for found, when in zip(flows, dates, strict=True)
    )
    return Drawn(
        name=stem("stance-flows", Choice(policy=choice.policy, point=choice.point)),
        title=data.title,
        caption=f"{told} {data.note}",
        figure=stance_flows_figure(data),
        rows=stance_flows_table(data),
        alt=f"Bars of stances at {len(dates[0])} dates, joined by ribbons. {told}",
    )


STANCE_FLOWS = Entry(
    "stance-flows", "Which stance led to which, between dates and to the run's label", _fits, _draw
)
