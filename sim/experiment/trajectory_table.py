"""The tables of what a sweep stores turn by turn, one for each value of `keep`.

`keep = "trajectories"` stores the values of every run, `keep = "quantiles"` their quantiles over
the replicates of a point. The column `after` is the number of turns played: 0 is the opening state,
1 the end of turn 0. The guarantor's stance can be stored too, under the name "stance". It is a
word, so the table of quantiles has the share of runs in each stance instead, and it has no value at
the opening.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.experiment.experiment import Keep
from sim.experiment.table import Rows
from sim.measures import STANCE
from sim.vocabulary import STANCES
from sim.words import percentile

if TYPE_CHECKING:
    from sim.engine.batch import Played
    from sim.experiment.play import Recipe

Stances = NDArray[np.int8]
"""Stances of runs by turn, as indices into ``STANCES`` [point, replicate, turn]."""

NO_STANCE = -1
"""Stands for the stance of a run that failed."""
QUANTILE_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Levels of the quantiles that are stored."""
SHARE = "share"
"""Column with the share of runs in a stance, in a table of quantiles that includes the stance."""


def quantile_column(level: float) -> str:
    """Name of the column of a quantile, such as q05 for level 0.05."""
    return percentile(level)


def stance_path(stance: str) -> str:
    """Path of the share of runs in a stance in a table of quantiles, such as stance.recommit."""
    return f"{STANCE}.{stance}"


def trajectory_table(rows: Rows, played: Played, recipe: Recipe, keep: Keep) -> pa.Table:
    """Return the table of a unit's trajectories, or of their quantiles if `keep` says so.

    Args:
        rows: The runs of the unit.
        played: What the kernel returned for them.
        recipe: Names the state paths that were recorded.
        keep: "quantiles" or "trajectories".
    """
    return _quantiles(rows, played, recipe) if keep == "quantiles" else _runs(rows, played, recipe)


def _quantiles(rows: Rows, played: Played, recipe: Recipe) -> pa.Table:
    """Return the quantiles over the runs that did not fail, a row for each point, path and turn."""
    trajectories, with_stance = played.trajectories, STANCE in recipe.keep_paths
    ok = np.asarray(np.isfinite(trajectories).all(axis=(2, 3)) & (played.stances >= 0).all(axis=2))
    names = [*recipe.states, *(map(stance_path, STANCES) if with_stance else ())]
    points, _, turns, states = trajectories.shape
    values = np.full((points, len(names), turns, len(QUANTILE_LEVELS)), np.nan, np.float32)
    shares = np.full((points, len(names), turns), np.nan, np.float32)
    for i in range(points):
        if ok[i].any():
            # "inverted_cdf" does not interpolate: each quantile is a value that some run had.
            found = np.quantile(
                trajectories[i][ok[i]], QUANTILE_LEVELS, axis=0, method="inverted_cdf"
            )
            values[i, :states] = found.transpose(2, 1, 0)
            if with_stance:
                shares[i, states:, 1:] = _shares(played.stances[i][ok[i]])
    size = len(names) * turns
    table = {
        "policy": [rows.policies[rows.policy]] * (points * size),
        "point": np.repeat(np.asarray(rows.points, np.int32), size),
        "path": np.tile(np.repeat(np.asarray(names, object), turns), points),
        "after": np.tile(np.arange(turns, dtype=np.int32), points * len(names)),
        "runs": np.repeat(ok.sum(axis=1).astype(np.int32), size),
    }
    flat = values.reshape(-1, len(QUANTILE_LEVELS))
    quantiles = {quantile_column(q): flat[:, k] for k, q in enumerate(QUANTILE_LEVELS)}
    return pa.table(table | quantiles | ({SHARE: shares.ravel()} if with_stance else {}))


def _shares(stances: Stances) -> NDArray[np.float64]:
    """Return the share of runs in each stance [stance, turn], given stances [run, turn]."""
    return np.stack([(stances == number).mean(axis=0) for number in range(len(STANCES))])


def _runs(rows: Rows, played: Played, recipe: Recipe) -> pa.Table:
    """Return a row for each run and number of turns played, with a column for each path."""
    trajectories = played.trajectories
    turns = trajectories.shape[2]
    run, point, replicate = rows.keys()
    table: dict[str, Any] = {
        "run": np.repeat(run, turns),
        "policy": [rows.policies[rows.policy]] * (len(run) * turns),
        "point": np.repeat(point.astype(np.int32), turns),
        "replicate": np.repeat(replicate, turns),
        "after": np.tile(np.arange(turns, dtype=np.int32), len(run)),
    }
    values = {path: trajectories[..., k].ravel() for k, path in enumerate(recipe.states)}
    if STANCE in recipe.keep_paths:
        values[STANCE] = _words(played.stances)
    return pa.table(table | {path: values[path] for path in recipe.keep_paths})


def _words(stances: Stances) -> pa.DictionaryArray:
    """Return the stances of runs as words, in the order of the rows; null at the opening."""
    opening = np.full((*stances.shape[:2], 1), NO_STANCE, np.int8)
    codes = np.concatenate([opening, stances], axis=2).ravel()
    return pa.DictionaryArray.from_arrays(
        pa.array(codes, mask=codes == NO_STANCE), pa.array(STANCES, pa.string())
    )
