"""Statistics of trajectories: quantiles over runs, shares of stances, and flows between stances.

The trajectories are those that `sim.experiment.trajectories` reads. Quantiles are taken of each
turn by itself, so no single run follows the median. Flows count the runs that changed from one
stance to another, which shares cannot show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.experiment.intervals import wilson
from sim.experiment.trajectories import Quantiles, StanceShares, StanceTrajectories, Trajectories
from sim.experiment.trajectory_table import NO_STANCE, QUANTILE_LEVELS, Stances
from sim.rules.outcomes import WINDOW
from sim.vocabulary import RECOMMIT, STANCES
from sim.words import STANCE_WORDS, counted, percent, percent_range, quoted

Counts = NDArray[np.int64]

DATES = 5
"""Dates between which flows are counted, unless others are asked for."""


@dataclass(frozen=True, eq=False)
class Flows:
    """How many runs of a policy went from which stance to which, between dates.

    Attributes:
        policy: The policy.
        runs: Number of runs.
        turns: Turns at whose end the stance is taken, rising.
        counts: Runs [step, stance before, stance after], in the order of `STANCES`: a step leads
            from one of the turns to the next, and with `labelled` a last one from the last turn to
            the stance that the run as a whole is named after.
        labelled: Whether the last step leads to the runs' labels.
    """

    policy: str
    runs: int
    turns: tuple[int, ...]
    counts: Counts
    labelled: bool

    def held(self) -> Counts:
        """Runs in each stance [date, stance], the labels last if there are any."""
        return np.concatenate([self.counts[:1].sum(axis=2), self.counts.sum(axis=1)])

    def finding(self, dates: Sequence[str]) -> str:
        """What flowed from the first turn to the last, in words; `dates` are those of `turns`."""
        steps = self.counts[: len(self.turns) - 1]
        stayed = int(sum(np.trace(step) for step in steps))
        moves = int(steps.sum()) - stayed
        changes = np.where(np.eye(len(STANCES), dtype=bool), -1, steps)
        step, before, after = map(int, np.unravel_index(np.argmax(changes), steps.shape))
        most = int(steps[step, before, after])
        if not moves:
            return (
                f"{self.policy}: none of {counted(self.runs, 'run')} has another stance "
                "at a later date, "
                f"{dates[0]} to {dates[-1]}."
            )
        return (
            f"{self.policy}: from one date to the next {percent(moves / steps.sum())} of "
            f"{counted(self.runs, 'run')} change their stance; the largest change is "
            f"from {_label(before)} "
            f"to {_label(after)}, {dates[step]} to {dates[step + 1]}: {_share(most, self.runs)}."
        )


def judged_turns(turns: int, dates: int = DATES) -> tuple[int, ...]:
    """Turns at whose end to look at the stance: the first that has a full window, to the last.

    They are equally far apart but for rounding. A run of fewer turns has fewer; one that is no
    longer than the window begins with its first turn.

    >>> judged_turns(40), judged_turns(5), judged_turns(2)
    ((3, 12, 21, 30, 39), (3, 4), (0, 1))
    """
    first = WINDOW - 1 if turns > WINDOW else 0
    spaced = [first + (turns - 1 - first) * k / (dates - 1) for k in range(dates)]
    return tuple(sorted({round(turn) for turn in spaced}))


def quantiles_of(trajectories: Trajectories) -> Quantiles:
    """Return the quantiles of trajectories over the runs; each is a value that some run had."""
    runs = len(trajectories.run)
    if not runs:
        values = np.full((trajectories.values.shape[1], len(QUANTILE_LEVELS)), np.nan, np.float32)
    else:
        values = np.quantile(trajectories.values, QUANTILE_LEVELS, axis=0, method="inverted_cdf").T
    return Quantiles(trajectories.path, trajectories.policy, runs, values)


def quantiles_finding(
    quantiles: Quantiles, name: str, dates: Sequence[str], *, share: bool = False
) -> str:
    """Return a sentence about quantiles: median and spread at the start and at the end.

    Args:
        quantiles: The quantiles.
        name: The state variable, in words.
        dates: The time of the opening, and that of the end of the last turn, in words.
        share: Whether the variable is a share of a whole, which is told in percent.
    """
    show: Callable[[float], str] = percent if share else "{:.2f}".format
    first, last = ([show(float(value)) for value in quantiles.values[at]] for at in (0, -1))
    known = first[0] == first[-1]
    opening = first[2] if known else f"median {first[2]} ({first[0]} to {first[-1]})"
    return (
        f"{name}, under {quoted(quantiles.policy)}: {opening} {dates[0]}, median {last[2]} "
        f"{dates[1]}, when 90 % of {counted(quantiles.runs, 'run')} lie between "
        f"{last[0]} and {last[-1]}."
    )


def shares_of(trajectories: StanceTrajectories) -> StanceShares:
    """The share of runs in each stance, turn by turn; not numbers where there is no run."""
    runs = len(trajectories.run)
    held = [(trajectories.stances == number).sum(axis=0) for number in range(len(STANCES))]
    counts = np.stack(held, axis=1).astype(np.float64)
    return StanceShares(trajectories.policy, runs, counts / runs if runs else counts * np.nan)


def shares_finding(shares: StanceShares, dates: Sequence[str]) -> str:
    """The commonest stance at the end of the run, and when recommitment was commonest, in words.

    `dates` are those of the turns.
    """
    last = shares.shares[-1]
    most, peak = int(np.argmax(last)), int(np.argmax(shares.shares[:, RECOMMIT]))
    return (
        f"{shares.policy}: at the end of {dates[-1]} the commonest stance is {_label(most)}, "
        f"{_share(round(last[most] * shares.runs), shares.runs)}. Recommitment is commonest at the "
        f"end of {dates[peak]}: {percent(shares.shares[peak, RECOMMIT])}."
    )


def flows_of(
    trajectories: StanceTrajectories, turns: Sequence[int], *, labels: Stances | None = None
) -> Flows:
    """Count the runs that went from one stance to another.

    Args:
        trajectories: Stances of the runs.
        turns: Turns at whose end the stance is taken, rising, two at least.
        labels: Stance that each run as a whole is named after [run]; runs without one are not
            allowed.

    Raises:
        ValueError: A turn was not played, or they do not rise.
    """
    _check_turns(turns, trajectories.stances.shape[1])
    columns = [trajectories.stances[:, turn] for turn in turns]
    if labels is not None:
        if len(labels) != len(trajectories.run) or (labels == NO_STANCE).any():
            raise ValueError("labels: one is needed for every run")
        columns.append(labels)
    size = len(STANCES)
    counts = [
        np.bincount(before.astype(np.int64) * size + after, minlength=size * size).reshape(
            size, size
        )
        for before, after in pairwise(columns)
    ]
    return Flows(
        trajectories.policy,
        len(trajectories.run),
        tuple(turns),
        np.stack(counts),
        labels is not None,
    )


def _check_turns(turns: Sequence[int], played: int) -> None:
    if len(turns) < 2:
        raise ValueError(f"turns = {list(turns)}: flows need two dates at least")
    for turn, after in zip(turns, [*turns[1:], played], strict=True):
        if not 0 <= turn < played:
            raise ValueError(f"turn {turn}: runs have turns 0 to {played - 1}")
        if turn >= after:
            raise ValueError(f"turns = {list(turns)}: each must come after the one before")


def _label(stance: int) -> str:
    return STANCE_WORDS[STANCES[stance]].label


def _share(count: int, runs: int) -> str:
    """A count as a share with its 95 % interval.

    >>> _share(81, 263)
    '31 % of runs (95 % interval 26 to 37 %)'
    """
    low, high = (float(bound) for bound in wilson(count, runs))
    return f"{percent(count / runs)} of runs (95 % interval {percent_range(low, high)})"
