"""Chart of P(recommit) for other definitions of recommitment, beside the recommitment index.

A definition has two thresholds: a level of commitment and a number of turns. The index has none.
The note gives the share of runs in which recommitment was offered, which has no level.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.analysis.outcomes import mean_of, share_of
from sim.analysis.replicates import Draws
from sim.experiment.table import OK
from sim.experiment.titles import policy_titles
from sim.measures import INDEX, OFFERED, RECOMMITTED, SPELLS
from sim.plots import style
from sim.plots.entry import Choice, Drawn, Entry, Row, chosen_policy, runs_of, stem
from sim.plots.scales import percent_ticks
from sim.plots.wording import left_out, over_draws, pooled
from sim.scenario.documents import Document, number_at
from sim.words import counted, percent, percent_bounds, percent_number, points_within, role_name

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results

LENGTHS = tuple(range(1, 13))
"""Lengths of a spell on the surface, in turns."""
BINS = 20
CELL_WIDE, CELL_TALL = 0.44, 0.4
LEVEL, QUARTERS = "parameters.recommit_level", "parameters.recommit_quarters"

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class ThresholdData:
    """Data of the surface.

    Attributes:
        title: The title of the figure.
        policy: What the policy of the runs is called.
        levels: Least levels of commitment.
        lengths: Numbers of turns for which the level must be held.
        hits: Runs with a long enough spell [level, length].
        bounds: 95 % intervals of their shares [bound, level, length].
        runs: Number of runs.
        own: The definition of the outcome (level, length); None if it varies from run to run.
        index: Runs by recommitment index, in bins of equal width from 0 to 1.
        mean: Mean of the index with its 95 % interval (mean, low, high).
        offered: Share of runs in which recommitment was offered, with its 95 % interval.
        points: Points of the design that are pooled.
        draws: Number of draws of chance that the points share.
        failed: Number of failed runs, which are left out.
    """

    title: str
    policy: str
    levels: tuple[float, ...]
    lengths: tuple[int, ...]
    hits: Grid
    bounds: Grid
    runs: int
    own: tuple[float, float] | None
    index: Grid
    mean: tuple[float, float, float]
    offered: tuple[float, float, float]
    points: int
    draws: int
    failed: int

    @property
    def shares(self) -> Grid:
        """Share of runs [level, length]."""
        return self.hits / max(self.runs, 1)

    @property
    def note(self) -> str:
        """The note of the figure: number of runs, precision of a cell, points pooled."""
        low, high = self.bounds
        half = float(((high - low) / 2).max())
        mean, *bounds = self.mean
        how = over_draws(self.points, self.draws)
        sure = f"a cell is sure to {points_within(half)} or better (95 %, {how})"
        if isnan(half):
            sure = "how sure a cell is cannot be told from one draw of chance"
        around = "" if isnan(bounds[0]) else f" [{bounds[0]:.3f}, {bounds[1]:.3f}]"
        said = [
            f"n = {counted(self.runs, 'run')}; {sure}. Policy: {self.policy}. At the "
            "right the recommitment "
            f"index, whose mean is {mean:.3f}{around}."
        ]
        share, *ends = self.offered
        within = "" if isnan(ends[0]) else f" {percent_bounds(*ends)}"
        offers = f"recommitment is offered in {percent(share)}{within} of the runs."
        said.append(f"By the guarantor's orders alone, {offers}")
        return " ".join([*said, *pooled(self.points), *left_out(self.failed)])


def threshold_data(
    table: pd.DataFrame,
    *,
    policy: str,
    title: str,
    called: str = "",
    own: tuple[float, float] | None = None,
) -> ThresholdData:
    """Count runs with long enough spells at every level in the table, and summarise the index.

    Args:
        table: A table of runs with `policy`, `point`, `status`, the columns `spell_at_*`, `offered`
            and `recommitment_index`.
        policy: The policy whose runs are counted.
        title: The title of the figure.
        called: What the policy is called; its name if empty.
        own: The definition that the runs were judged by: level and length.
    """
    of_policy = table[(table["policy"] == policy).to_numpy()]
    good = of_policy[(of_policy["status"] == OK).to_numpy()]
    names = sorted(name for name in table.columns if name in SPELLS)
    spells = [good[name].to_numpy(dtype=np.int64) for name in names]
    index = good[INDEX].to_numpy(dtype=np.float64)
    counts, _ = np.histogram(np.clip(index, 0, 1), BINS, (0.0, 1.0))
    draws = Draws.of(good["replicate"])
    found = np.array(
        [[share_of((spell >= k).astype(np.float64), draws) for k in LENGTHS] for spell in spells]
    )
    return ThresholdData(
        title=title,
        policy=called or policy,
        levels=tuple(SPELLS[name] for name in names),
        lengths=LENGTHS,
        hits=np.array([[(spell >= k).sum() for k in LENGTHS] for spell in spells], np.float64),
        bounds=np.moveaxis(found[:, :, 1:], 2, 0),
        runs=len(good),
        own=own,
        index=counts.astype(np.float64),
        mean=mean_of(index, draws),
        offered=share_of(good[OFFERED].to_numpy(dtype=np.float64), draws),
        points=int(of_policy["point"].nunique()),
        draws=draws.count,
        failed=len(of_policy) - len(good),
    )


def draw_surface(data: ThresholdData, ax: Axes) -> None:
    """Draw the surface as cells with percentages, and a frame at the definition of the runs."""
    style.dress(ax)
    ax.grid(visible=False)
    colours = style.share_colours()
    shares = data.shares
    ax.pcolormesh(
        np.arange(len(data.lengths) + 1) - 0.5,
        np.arange(len(data.levels) + 1) - 0.5,
        shares,
        cmap=colours,
        vmin=0,
        vmax=1,
        edgecolors=style.PAPER,
        linewidth=0.8,
    )
    for (j, i), share in np.ndenumerate(shares):
        red, green, blue, _ = colours(float(share))
        ground = f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}"
        ax.text(
            i,
            j,
            percent_number(float(share)).replace(" ", ""),
            ha="center",
            va="center",
            fontsize=style.SMALL_SIZE,
            color=style.ink_on(ground),
        )
    if data.own and (place := _place(data)):
        ax.add_patch(
            Rectangle(
                (place[0] - 0.5, place[1] - 0.5),
                1,
                1,
                fill=False,
                edgecolor=style.INK,
                linewidth=2.4,
            )
        )
    ax.set_xticks(range(len(data.lengths)), [str(k) for k in data.lengths])
    ax.set_yticks(range(len(data.levels)), [f"{level:.2f}" for level in data.levels])
    ax.set_xlabel(
        "turns running for which it is held ($k$)", fontsize=style.SMALL_SIZE, parse_math=True
    )
    ax.set_ylabel(r"commitment asked for ($\theta_C$)", fontsize=style.SMALL_SIZE, parse_math=True)
    ax.set_title("Share of runs that recommit, in %", loc="left", fontsize=style.TEXT_SIZE)


def _place(data: ThresholdData) -> tuple[int, int] | None:
    """Return column and row of the definition of the runs; None if it is not on the surface."""
    assert data.own is not None
    level, length = data.own
    rows = [j for j, known in enumerate(data.levels) if abs(known - level) < 1e-9]
    columns = [i for i, known in enumerate(data.lengths) if known == length]
    return (columns[0], rows[0]) if rows and columns else None


def draw_index(data: ThresholdData, ax: Axes) -> None:
    """Draw the distribution of the recommitment index over the runs, with its mean."""
    style.dress(ax)
    ax.grid(visible=False, axis="y")
    shares = data.index / max(data.runs, 1)
    ax.barh((np.arange(BINS) + 0.5) / BINS, shares, height=0.85 / BINS, color=style.BAR)
    ax.axhline(data.mean[0], color=style.INK, linewidth=1.4)
    top = float(shares.max()) * 1.08 or 1.0
    ax.set_xlim(0, top)
    ax.set_ylim(0, 1)
    step = 0.05 if top < 0.2 else 0.1 if top < 0.4 else 0.25
    ticks = np.arange(0, top, step)
    ax.set_xticks(ticks, percent_ticks(ticks))
    ax.set_xlabel("share of runs", fontsize=style.SMALL_SIZE)
    ax.set_title(f"Index: mean {data.mean[0]:.2f}", loc="left", fontsize=style.TEXT_SIZE)


def threshold_figure(data: ThresholdData) -> Figure:
    """Return the surface, with the index beside it, as a figure."""
    wide, tall = CELL_WIDE * len(data.lengths), CELL_TALL * len(data.levels)
    left, foot, gap, narrow = 0.75, 0.55, 0.6, 1.7
    note = data.note
    if data.own and _place(data):
        note = f"{note} Framed: the definition of these runs."
    width = left + wide + gap + narrow + 0.2
    figure = style.page(width, foot + tall + 0.35, data.title, note)
    draw_surface(data, style.add_axes(figure, left, foot, wide, tall))
    draw_index(data, style.add_axes(figure, left + wide + gap, foot, narrow, tall))
    return figure


def threshold_table(data: ThresholdData) -> tuple[Row, ...]:
    """Return a row for each cell of the surface, then for offers, the mean index and its bins."""
    low, high = data.bounds
    rows: list[Row] = [("measure", "level", "turns", "value", "low", "high", "runs")]
    for (j, i), share in np.ndenumerate(data.shares):
        at = data.levels[j], data.lengths[i]
        bounds = float(low[j, i]), float(high[j, i])
        rows.append((RECOMMITTED, *at, float(share), *bounds, data.runs))
    rows.append((OFFERED, None, None, *data.offered, data.runs))
    rows.append((INDEX, None, None, *data.mean, data.runs))
    for k, count in enumerate(data.index):
        rows.append((f"{INDEX} from {k / BINS:.2f}", None, None, count / max(data.runs, 1),
                     None, None, data.runs))  # fmt: skip
    return tuple(rows)


def own_definition(document: Document, varied: tuple[str, ...]) -> tuple[float, float] | None:
    """Return level and length in a policy's document; None if the design varies one of them."""
    level, length = number_at(document, LEVEL), number_at(document, QUARTERS)
    if level is None or length is None or {LEVEL, QUARTERS} & set(varied):
        return None
    return level, length


def _fits(results: Results) -> str:
    columns = results.store.manifest.columns.outcomes
    able = INDEX in columns and any(name in SPELLS for name in columns)
    return "" if able else "it does not report spells by threshold"


def _draw(results: Results, choice: Choice) -> Drawn:
    policy = chosen_policy(results, choice)
    manifest = results.store.manifest
    document = manifest.content["policies"][manifest.policies.index(policy)]["document"]
    spells = [name for name in manifest.columns.outcomes if name in SPELLS]
    who = f"{role_name(document, 'guarantor')} recommits to {role_name(document, 'defender')}"
    data = threshold_data(
        runs_of(results, [*spells, OFFERED, INDEX], policy=policy),
        policy=policy,
        called=policy_titles(results)[policy],
        title=f"{who[:1].upper()}{who[1:]}, by what counts as recommitment",
        own=own_definition(document, manifest.columns.factors),
    )
    return Drawn(
        name=stem("threshold-surface", Choice(policy=choice.policy)),
        title=data.title,
        caption=f"{_finding(data)} {data.note}",
        figure=threshold_figure(data),
        rows=threshold_table(data),
        alt=(
            f"A table of shares, {len(data.levels)} levels of commitment by {len(data.lengths)} "
            f"lengths of spell, darker where more runs recommit; beside it bars of the "
            f"recommitment index, with its mean at {data.mean[0]:.2f}."
        ),
    )


def _finding(data: ThresholdData) -> str:
    shares = data.shares
    said = (
        f"Between {percent(float(shares.min()))} and {percent(float(shares.max()))} of runs "
        f"recommit, depending on the definition (level {data.levels[0]:g} to {data.levels[-1]:g}, "
        f"{data.lengths[0]} to {data.lengths[-1]} turns)"
    )
    if data.own and (place := _place(data)):
        column, row = place
        bounds = data.bounds[:, row, column]
        said += (
            f"; {percent(float(shares[row, column]))} {percent_bounds(*map(float, bounds))} by the "
            f"definition of these runs ({data.own[0]:g}, {counted(int(data.own[1]), 'turn')})"
        )
    return f"{said}."


THRESHOLDS = Entry(
    "threshold-surface", "Share that recommits by what counts as that, with the index", _fits, _draw
)
