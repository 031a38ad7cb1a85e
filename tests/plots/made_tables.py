"""Tables of runs made by hand, for figures of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.experiment.table import OK, STATUSES
from sim.vocabulary import STANCES


def runs(
    policies: Mapping[str, Mapping[str, Sequence[object]]],
    *,
    points: Sequence[int] | None = None,
    failed: Sequence[int] = (),
) -> pd.DataFrame:
    """A table of runs: outcomes by policy, a value a run.

    Args:
        policies: For each policy, each column's values, all of one length.
        points: The point of each run of a policy; one point for all if None.
        failed: Places of runs that failed, within each policy.
    """
    frames = []
    for policy, columns in policies.items():
        n = len(next(iter(columns.values())))
        at = list(points) if points is not None else [0] * n
        seen: dict[int, int] = {}
        replicate = [seen.setdefault(p, -1) for p in at]
        for k, p in enumerate(at):
            seen[p] += 1
            replicate[k] = seen[p]
        status = ["failed" if k in failed else OK for k in range(n)]
        keys = {"policy": policy, "point": at, "replicate": replicate, "status": status}
        frames.append(pd.DataFrame({**keys, **{name: list(v) for name, v in columns.items()}}))
    table = pd.concat(frames, ignore_index=True)
    table.insert(0, "run", range(len(table)))
    table["policy"] = pd.Categorical(table["policy"], categories=list(policies))
    table["status"] = pd.Categorical(table["status"], categories=list(STATUSES))
    if "stance" in table:
        table["stance"] = pd.Categorical(table["stance"], categories=list(STANCES))
    return table
