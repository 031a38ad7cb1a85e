"""State by turn, kept as bands over the replicates ("fans") or for every run ("trajectories").

The column `after` is the number of turns played: 0 is the opening state, 1 the end of turn 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.experiment.table import Rows

if TYPE_CHECKING:
    from sim.experiment.play import Recipe

Keep = Literal["outcomes", "fans", "trajectories"]
Courses = NDArray[np.float32] | NDArray[np.float64]
"""State of runs by turn [point, replicate, turns played, path]."""

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of a fan."""


def band_name(share: float) -> str:
    """Column of a quantile, such as q05."""
    return f"q{round(100 * share):02d}"


def trace_table(rows: Rows, traces: Courses, recipe: Recipe, keep: Keep) -> pa.Table:
    """What is kept of the trajectories [point, replicate, turn + 1, path] of a unit."""
    return _fans(rows, traces, recipe) if keep == "fans" else _runs(rows, traces, recipe)


def _fans(rows: Rows, traces: Courses, recipe: Recipe) -> pa.Table:
    """A row for each point, path and number of turns played: quantiles over the good replicates."""
    ok = np.asarray(np.isfinite(traces).all(axis=(2, 3)))
    points, _, turns, paths = traces.shape
    bands = np.full((points, paths, turns, len(BANDS)), np.nan, np.float32)
    for i in range(points):
        if ok[i].any():
            # Order statistics, not blends of two: a band is a value that some run had.
            found = np.quantile(traces[i][ok[i]], BANDS, axis=0, method="inverted_cdf")
            bands[i] = found.transpose(2, 1, 0)
    size = paths * turns
    table = {
        "policy": [rows.policies[rows.policy]] * (points * size),
        "point": np.repeat(np.asarray(rows.points, np.int32), size),
        "path": np.tile(np.repeat(np.asarray(recipe.traces, object), turns), points),
        "after": np.tile(np.arange(turns, dtype=np.int32), points * paths),
        "runs": np.repeat(ok.sum(axis=1).astype(np.int32), size),
    }
    flat = bands.reshape(-1, len(BANDS))
    return pa.table(table | {band_name(q): flat[:, k] for k, q in enumerate(BANDS)})


def _runs(rows: Rows, traces: Courses, recipe: Recipe) -> pa.Table:
    """A row for each run and number of turns played, a column for each path."""
    turns = traces.shape[2]
    run, point, replicate = rows.keys()
    table = {
        "run": np.repeat(run, turns),
        "policy": [rows.policies[rows.policy]] * (len(run) * turns),
        "point": np.repeat(point.astype(np.int32), turns),
        "replicate": np.repeat(replicate, turns),
        "after": np.tile(np.arange(turns, dtype=np.int32), len(run)),
    }
    return pa.table(table | {path: traces[..., k].ravel() for k, path in enumerate(recipe.traces)})
