"""State by turn, kept as bands over the replicates ("fans") or for every run ("trajectories").

The column `after` is the number of turns played: 0 is the opening state, 1 the end of turn 0. The
guarantor's stance is one of the things that can be followed, under the name "stance"; it is a word,
so fans have the share of runs in each stance for it, and it has no value at the opening.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.experiment.table import Rows
from sim.measures import STANCE
from sim.vocabulary import STANCES
from sim.words import percentile

if TYPE_CHECKING:
    from sim.engine.batch import Played
    from sim.experiment.play import Recipe

Keep = Literal["outcomes", "fans", "trajectories"]
Stances = NDArray[np.int8]
"""Stance of runs by turn, as a number of ``STANCES`` [point, replicate, turn]."""

NO_STANCE = -1
"""In place of the stance of a run that could not be played."""
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of a fan."""
SHARE = "share"
"""Column of fans with the share of runs in a stance, where the stance is followed."""


def band_name(share: float) -> str:
    """Column of a quantile, such as q05."""
    return percentile(share)


def stance_path(stance: str) -> str:
    """Path under which fans have the share of runs in a stance, such as stance.recommit."""
    return f"{STANCE}.{stance}"


def trace_table(rows: Rows, played: Played, recipe: Recipe, keep: Keep) -> pa.Table:
    """What is kept of the courses of a unit's runs."""
    return _fans(rows, played, recipe) if keep == "fans" else _runs(rows, played, recipe)


def _fans(rows: Rows, played: Played, recipe: Recipe) -> pa.Table:
    """A row for each point, path and number of turns played: quantiles over the good replicates."""
    traces, followed = played.trajectories, STANCE in recipe.traces
    ok = np.asarray(np.isfinite(traces).all(axis=(2, 3)) & (played.stances >= 0).all(axis=2))
    names = [*recipe.states, *(map(stance_path, STANCES) if followed else ())]
    points, _, turns, states = traces.shape
    bands = np.full((points, len(names), turns, len(BANDS)), np.nan, np.float32)
    shares = np.full((points, len(names), turns), np.nan, np.float32)
    for i in range(points):
        if ok[i].any():
            # Order statistics, not blends of two: a band is a value that some run had.
            found = np.quantile(traces[i][ok[i]], BANDS, axis=0, method="inverted_cdf")
            bands[i, :states] = found.transpose(2, 1, 0)
            if followed:
                shares[i, states:, 1:] = _shares(played.stances[i][ok[i]])
    size = len(names) * turns
    table = {
        "policy": [rows.policies[rows.policy]] * (points * size),
        "point": np.repeat(np.asarray(rows.points, np.int32), size),
        "path": np.tile(np.repeat(np.asarray(names, object), turns), points),
        "after": np.tile(np.arange(turns, dtype=np.int32), points * len(names)),
        "runs": np.repeat(ok.sum(axis=1).astype(np.int32), size),
    }
    flat = bands.reshape(-1, len(BANDS))
    quantiles = {band_name(q): flat[:, k] for k, q in enumerate(BANDS)}
    return pa.table(table | quantiles | ({SHARE: shares.ravel()} if followed else {}))


def _shares(stances: Stances) -> NDArray[np.float64]:
    """Share of runs in each stance [stance, turn], of stances [run, turn]."""
    return np.stack([(stances == number).mean(axis=0) for number in range(len(STANCES))])


def _runs(rows: Rows, played: Played, recipe: Recipe) -> pa.Table:
    """A row for each run and number of turns played, a column for each path."""
    traces = played.trajectories
    turns = traces.shape[2]
    run, point, replicate = rows.keys()
    table: dict[str, Any] = {
        "run": np.repeat(run, turns),
        "policy": [rows.policies[rows.policy]] * (len(run) * turns),
        "point": np.repeat(point.astype(np.int32), turns),
        "replicate": np.repeat(replicate, turns),
        "after": np.tile(np.arange(turns, dtype=np.int32), len(run)),
    }
    courses = {path: traces[..., k].ravel() for k, path in enumerate(recipe.states)}
    if STANCE in recipe.traces:
        courses[STANCE] = _words(played.stances)
    return pa.table(table | {path: courses[path] for path in recipe.traces})


def _words(stances: Stances) -> pa.DictionaryArray:
    """The stances of runs as words, row by row of the table; null at the opening."""
    opening = np.full((*stances.shape[:2], 1), NO_STANCE, np.int8)
    codes = np.concatenate([opening, stances], axis=2).ravel()
    return pa.DictionaryArray.from_arrays(
        pa.array(codes, mask=codes == NO_STANCE), pa.array(STANCES, pa.string())
    )
