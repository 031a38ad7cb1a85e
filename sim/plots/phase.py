"""Phase diagram: the share of runs in which something happens, over two factors of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke
from numpy.typing import NDArray

from sim.experiment.intervals import wilson
from sim.experiment.table import OK
from sim.experiment.titles import changes_beside, factor_names, policy_titles
from sim.measures import BESIDE, ORDERED_OR_ARRIVED, Kind, clause_of, with_beside
from sim.plots import style
from sim.plots.entry import Choice, Drawn, Entry, Row, chosen_outcome, chosen_policy, runs_of, stem
from sim.plots.factor_axes import FOOT, LEFT, name_axis
from sim.plots.scales import draw_share_scale
from sim.plots.wording import left_out
from sim.scenario.documents import number_at
from sim.words import counted_range, joined, percent, points_within, quoted

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results

LEVELS = (0.25, 0.5, 0.75)
DASHES = {0.25: (0, (1.2, 1.2)), 0.5: "solid", 0.75: (0, (5, 1.5))}
WIDTH, TALL = 4.4, 3.9
KERNEL = (0.25, 0.5, 0.25)
"""Weights of a cell and its two neighbours along each axis; used for contours only."""

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class PhaseData:
    """Data of a phase diagram.

    Attributes:
        title: The event, in words.
        across: Path of the factor on the horizontal axis.
        up: Path of the factor on the vertical axis.
        xs: Levels of `across`.
        ys: Levels of `up`.
        hits: Number of runs with the event [up, across].
        runs: Number of runs [up, across].
        here: The scenario's own setting (across, up); None if it lies outside the grid.
        pooled: Further factors of the design, whose settings are pooled in every cell.
        policy: What the policy of the runs is called.
        failed: Number of failed runs, which are left out.
        names: The plain names of all factors, by path.
    """

    title: str
    across: str
    up: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    hits: Grid
    runs: Grid
    here: tuple[float, float] | None
    pooled: tuple[str, ...]
    policy: str
    failed: int
    names: Mapping[str, str]

    @property
    def shares(self) -> Grid:
        """Share of runs [up, across]; NaN for a cell without runs."""
        return np.where(self.runs > 0, self.hits / np.maximum(self.runs, 1), np.nan)

    @property
    def half_width(self) -> float:
        """Half the width of the widest 95 % interval of a cell."""
        low, high = wilson(self.hits, self.runs)
        return float(((high - low) / 2).max())

    @property
    def note(self) -> str:
        """The note of the figure: runs in a cell, precision of a cell, meaning of the lines."""
        runs = counted_range((int(self.runs.min()), int(self.runs.max())), "run")
        said = [
            f"n = {runs} a cell, {int(self.runs.sum()):,} in all; a cell is sure to "
            f"{points_within(self.half_width)} or better (95 %, Wilson). "
            f"Policy: {self.policy}. Lines: 25, 50 and 75 % of a smoothed field."
        ]
        if self.pooled:
            others = joined(quoted(self.names[path]) for path in self.pooled)
            said.append(f"Every cell pools the settings of {others}.")
        return " ".join([*said, *left_out(self.failed)])


def phase_data(
    table: pd.DataFrame,
    design: pd.DataFrame,
    outcome: str,
    *,
    title: str,
    names: Mapping[str, str],
    policy: str,
    called: str = "",
    here: tuple[float, float] | None = None,
) -> PhaseData:
    """Count runs over the first two factors of a grid.

    Args:
        table: A table of runs with `policy`, `point`, `status` and the outcome, a yes or no.
        design: Settings by point, with a column for each factor.
        outcome: The column of the outcome.
        title: The event, in words.
        names: All factors of the grid, with their names; the first is drawn across, the second up.
        policy: The policy whose runs are counted.
        called: What the policy is called; its name if empty.
        here: The scenario's own setting of the two factors, if it has one.
    """
    across, up, *others = names
    of_policy = table[(table["policy"] == policy).to_numpy()]
    good = of_policy[(of_policy["status"] == OK).to_numpy() & of_policy[outcome].notna().to_numpy()]
    point, happens = good["point"].to_numpy(), good[outcome].to_numpy(dtype=np.float64)
    n = 1 + int(design.index.max())
    runs, hits = np.bincount(point, minlength=n), np.bincount(point, happens, minlength=n)
    settings = design.sort_index()
    xs, column = np.unique(settings[across].to_numpy(), return_inverse=True)
    ys, row = np.unique(settings[up].to_numpy(), return_inverse=True)
    shape = len(ys), len(xs)
    cells = np.zeros((2, *shape))
    at = settings.index.to_numpy()
    np.add.at(cells[0], (row, column), hits[at])
    np.add.at(cells[1], (row, column), runs[at])
    inside = here and xs[0] <= here[0] <= xs[-1] and ys[0] <= here[1] <= ys[-1]
    return PhaseData(
        title=title,
        across=across,
        up=up,
        xs=tuple(map(float, xs)),
        ys=tuple(map(float, ys)),
        hits=cells[0],
        runs=cells[1],
        here=here if inside else None,
        pooled=tuple(others),
        policy=called or policy,
        failed=len(of_policy) - len(good),
        names=names,
    )


def smoothed(hits: Grid, runs: Grid) -> Grid:
    """Return smoothed shares of a grid, for contours: means over a cell and its neighbours.

    Cells are weighted by their runs; along each axis a cell also weighs twice as much as each of
    its neighbours. At the edges there are fewer neighbours.

    >>> smoothed(np.array([[0.0, 4.0, 0.0]]), np.array([[4.0, 4.0, 4.0]])).round(3).tolist()
    [[0.333, 0.5, 0.333]]
    """

    def spread(cells: Grid) -> Grid:
        padded = np.pad(cells, 1)
        rows = sum(w * padded[k : k + cells.shape[0], :] for k, w in enumerate(KERNEL))
        return np.asarray(
            sum(w * np.asarray(rows)[:, k : k + cells.shape[1]] for k, w in enumerate(KERNEL))
        )

    return np.asarray(spread(hits) / np.maximum(spread(runs), 1e-12))


def edges(levels: tuple[float, ...]) -> Grid:
    """Return the edges of cells around levels: halfway between neighbours, and equally far outside.

    >>> edges((0.0, 1.0, 3.0)).tolist()
    [-0.5, 0.5, 2.0, 4.0]
    """
    at = np.asarray(levels)
    inner = (at[1:] + at[:-1]) / 2
    return np.concatenate([[2 * at[0] - inner[0]], inner, [2 * at[-1] - inner[-1]]])


def draw_phase(data: PhaseData, ax: Axes) -> None:
    """Draw the grid, its contours and a cross at the scenario's own setting."""
    style.dress(ax)
    ax.grid(visible=False)
    x, y = edges(data.xs), edges(data.ys)
    ax.pcolormesh(x, y, data.shares, cmap=style.share_colours(), vmin=0, vmax=1, rasterized=True)
    halo: list[AbstractPathEffect] = [withStroke(linewidth=2.4, foreground=style.PAPER)]
    field = smoothed(data.hits, data.runs)
    for level in LEVELS:
        if min(len(data.xs), len(data.ys)) < 2 or not field.min() < level < field.max():
            continue
        lines = ax.contour(
            data.xs,
            data.ys,
            field,
            levels=[level],
            colors=[style.INK],
            linewidths=1.9 if level == 0.5 else 1.2,
            linestyles=[DASHES[level]],
        )
        lines.set_path_effects(halo)
        texts = ax.clabel(lines, fmt=percent, fontsize=style.SMALL_SIZE)
        for text in texts:
            text.set_path_effects(halo)
    if data.here:
        ax.plot(*data.here, marker="P", markersize=9, color=style.INK, markeredgecolor=style.PAPER)
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(y[0], y[-1])
    style.trim_ticks(ax)
    name_axis(ax, "x", data.names[data.across], data.across)
    name_axis(ax, "y", data.names[data.up], data.up)


def phase_figure(data: PhaseData) -> Figure:
    """Return a phase diagram as a figure."""
    note = f"{data.note} Cross: the scenario as it is." if data.here else data.note
    right = 0.85
    figure = style.page(LEFT + WIDTH + right, FOOT + TALL, data.title, note)
    draw_phase(data, style.add_axes(figure, LEFT, FOOT, WIDTH, TALL))
    draw_share_scale(style.add_axes(figure, LEFT + WIDTH + 0.15, FOOT, 0.14, TALL))
    return figure


def phase_table(data: PhaseData) -> tuple[Row, ...]:
    """Return a row for each cell, after a header."""
    low, high = wilson(data.hits, data.runs)
    rows: list[Row] = [(data.across, data.up, "share", "low", "high", "hits", "runs")]
    for (j, i), share in np.ndenumerate(data.shares):
        bounds = float(low[j, i]), float(high[j, i])
        counts = int(data.hits[j, i]), int(data.runs[j, i])
        rows.append((data.xs[i], data.ys[j], float(share), *bounds, *counts))
    return tuple(rows)


def _fits(results: Results) -> str:
    design = results.manifest["design"]
    varied = [factor for factor in design["factors"] if len(factor["levels"] or ()) > 1]
    if design["kind"] != "grid":
        return f"it needs a grid, and the design is {design['kind']}"
    return "" if len(varied) > 1 else "it needs a grid over two factors or more"


def _draw(results: Results, choice: Choice) -> Drawn:
    outcome = chosen_outcome(results, choice, (Kind.YES_NO,))
    policy = chosen_policy(results, choice)
    manifest = results.store.manifest
    document = manifest.content["policies"][manifest.policies.index(policy)]["document"]
    varied = [f["path"] for f in manifest.content["design"]["factors"] if len(f["levels"]) > 1]
    names = {path: factor_names(results)[path] for path in varied}
    own = [number_at(document, path) for path in varied[:2]]
    # With other changes or further factors no cell holds runs of the scenario as it is.
    alone = len(varied) == 2 and not changes_beside(results, policy)
    runs = runs_of(results, with_beside([outcome]), policy=policy)

    def of(name: str) -> tuple[PhaseData, str]:
        what = clause_of(name, document)
        data = phase_data(
            runs,
            results.design,
            name,
            title=f"{what[:1].upper()}{what[1:]}: share of runs",
            names=names,
            policy=policy,
            called=policy_titles(results)[policy],
            here=None if own[0] is None or own[1] is None or not alone else (own[0], own[1]),
        )
        return data, _finding(data, what)

    data, found = of(outcome)
    said = [found]
    if outcome in BESIDE:
        said += [of(BESIDE[outcome])[1], ORDERED_OR_ARRIVED]
    return Drawn(
        name=stem("phase-diagram", Choice(outcome=choice.outcome, policy=choice.policy)),
        title=data.title,
        caption=" ".join([*said, data.note]),
        figure=phase_figure(data),
        rows=phase_table(data),
        alt=(
            f"A map of {len(data.xs)} by {len(data.ys)} cells, darker where it happens more often: "
            f"{_corners(data)}."
        ),
    )


def _finding(data: PhaseData, what: str) -> str:
    shares = data.shares
    most = float(np.mean(shares >= 0.5))
    lowest, highest = percent(float(np.nanmin(shares))), percent(float(np.nanmax(shares)))
    return (
        f"{what[:1].upper()}{what[1:]} in {lowest} to {highest} of the runs of a cell, and in at "
        f"least half of them in {percent(most)} of the cells."
    )


def _corners(data: PhaseData) -> str:
    """Return the shares at the corners of the grid, in words."""
    return ", ".join(
        f"{percent(float(data.shares[j, i]))} at {quoted(data.names[data.across])} "
        f"{data.xs[i]:g} and {quoted(data.names[data.up])} {data.ys[j]:g}"
        for j in (0, -1)
        for i in (0, -1)
    )


PHASE = Entry("phase-diagram", "How often something happens over two factors", _fits, _draw)
