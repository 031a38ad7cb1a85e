"""A typical run: of the runs with the commonest ending, the one nearest to the median."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.outcomes import numbers
from sim.analysis.replicates import Found, clustered_share
from sim.experiment.table import OK
from sim.measures import OF_A_TYPICAL_RUN, OFFENSIVE, STANCE, Kind, kind_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Typical:
    """A run chosen by rule as typical of the runs of a policy.

    Attributes:
        run: Number of the run in its table.
        ending: What the ending of the run consists of: outcomes and their values.
        alike: Share of the runs with the same ending, with its 95 % interval.
        runs: Number of runs of the policy.
        measured: The measures by which it is the nearest to the median; those that are the same in
            all runs of the policy are left out.
    """

    run: int
    ending: tuple[tuple[str, str | bool], ...]
    alike: Found
    runs: int
    measured: tuple[str, ...]


def ending_of(main: str) -> tuple[str, ...]:
    """Return the outcomes that make the ending of a run: stance, offensive, a yes or no asked for.

    >>> ending_of("recommitted"), ending_of("treaty")
    (('stance', 'offensive'), ('stance', 'offensive', 'treaty'))

    Args:
        main: The experiment's main outcome.
    """
    plain = (STANCE, OFFENSIVE)
    # A run recommits if, and only if, its stance is recommitment.
    asked = kind_of(main) is Kind.YES_NO and main not in ("recommitted", *plain)
    return (*plain, main) if asked else plain


def typical(table: pd.DataFrame, policy: str, main: str) -> Typical | None:
    """Return the typical run of a policy; None if no run succeeded.

    Of the runs with the commonest ending, it is the one whose measures are nearest to their medians
    over these runs. Every difference is divided by the standard deviation of its measure over all
    runs of the policy, and the squares are added; the first of equally near runs is taken.

    Args:
        table: A table of runs with `run`, `policy`, `replicate`, `status`, the outcomes of
            `ending_of` and those in `OF_A_TYPICAL_RUN`.
        policy: Name of the policy.
        main: The experiment's main outcome.
    """
    good = table[((table["policy"] == policy) & (table["status"] == OK)).to_numpy()]
    if not len(good):
        return None
    names = ending_of(main)
    endings = good.groupby(list(names), observed=True, sort=True).ngroup().to_numpy()
    same = endings == int(np.argmax(np.bincount(endings)))
    far = np.zeros(int(same.sum()))
    measured = []
    for name in OF_A_TYPICAL_RUN:
        values = numbers(good[name]) if name in good.columns else np.zeros(1)
        if (spread := float(values.std())) > 0.0:
            far += ((values[same] - np.median(values[same])) / spread) ** 2
            measured.append(name)
    chosen = good[same].iloc[int(np.argmin(far))]
    return Typical(
        run=int(chosen["run"]),
        ending=tuple(
            (name, str(chosen[name]) if kind_of(name) is Kind.CATEGORY else bool(chosen[name]))
            for name in names
        ),
        alike=clustered_share(same.astype(np.float64), good["replicate"].to_numpy()),
        runs=len(good),
        measured=tuple(measured),
    )
