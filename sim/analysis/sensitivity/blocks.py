"""Whether a design is what its kind says, row by row, and which of its blocks are all there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sensitivity.response import Floats, Ints
from sim.experiment.faults import ResultsError

SALTELLI, MORRIS = "saltelli", "morris"
FEWEST = 2
"""Blocks below which nothing can be estimated."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """Points that belong together: a base point and what was made from it, or a trajectory.

    Attributes:
        kind: Kind of the design.
        settings: Settings of the factors [point, factor], of the points that are used.
        block: Block of every point that is used, from 0 [point].
        used: Which of all the points of the design are used [point of the design].
        planned: Blocks of the whole design.
        second_order: A Saltelli design made for pairs too.
    """

    kind: str
    settings: Floats
    block: Ints
    used: NDArray[np.bool_]
    planned: int
    second_order: bool = False

    @property
    def count(self) -> int:
        """Blocks that are used."""
        return int(self.block.max()) + 1

    @property
    def rows(self) -> int:
        """Points of a block."""
        return len(self.block) // self.count


def complete_blocks(
    kind: str, settings: Floats, there: NDArray[np.bool_], *, second_order: bool = False
) -> Blocks:
    """The blocks of a design of which every point has runs.

    Blocks are played one after another, and which are missing has nothing to do with what comes
    out; so the complete ones are a smaller design of the same kind.

    Args:
        kind: Kind of the design.
        settings: Settings of the factors of the whole design [point, factor].
        there: Which points have runs [point].
        second_order: Whether a Saltelli design was made for pairs too.

    Raises:
        ResultsError: Rows are not in SALib's order, or fewer than two blocks are complete.
    """
    points, factors = settings.shape
    rows = rows_of_block(kind, factors, second_order=second_order)
    if points % rows:
        raise ResultsError(
            f"a {kind} design of {factors} factors has blocks of {rows} rows; "
            f"{points:,} rows do not make whole blocks"
        )
    shape = settings.reshape(-1, rows, factors)
    if kind == SALTELLI:
        _check_saltelli(shape, second_order=second_order)
    elif kind == MORRIS:
        morris_steps(shape)
    whole = np.asarray(there.reshape(-1, rows).all(axis=1))
    if whole.sum() < FEWEST:
        what = "complete blocks" if rows > 1 else "points"
        raise ResultsError(
            f"{int(whole.sum())} of {len(whole):,} {what} of the {kind} design are there, too few "
            "for any estimate; sim sweep ... --resume plays what is missing"
        )
    used = np.repeat(whole, rows)
    block = np.repeat(np.arange(whole.sum(), dtype=np.int64), rows)
    return Blocks(kind, settings[used], block, used, len(whole), second_order)


def rows_of_block(kind: str, factors: int, *, second_order: bool = False) -> int:
    """Points of a block of a design.

    >>> rows_of_block("saltelli", 3), rows_of_block("morris", 3), rows_of_block("grid", 3)
    (5, 4, 1)
    """
    if kind == SALTELLI:
        return (2 * factors if second_order else factors) + 2
    return factors + 1 if kind == MORRIS else 1


def _check_saltelli(shape: Floats, *, second_order: bool) -> None:
    """Row j + 1 of a block is its first row with the factor j of its last, and so for pairs."""
    factors = shape.shape[2]
    first, last = shape[:, :1], shape[:, -1:]
    own = np.eye(factors, dtype=bool)
    wrong = (shape[:, 1 : factors + 1] != np.where(own, last, first)).any(axis=(1, 2))
    if second_order:
        wrong |= (shape[:, factors + 1 : -1] != np.where(own, first, last)).any(axis=(1, 2))
    _refuse(wrong, SALTELLI)


def morris_steps(shape: Floats) -> tuple[Ints, Ints]:
    """Which factor each step of a trajectory moves, and which way.

    A step that moves a factor from one value to the same one (a factor with few levels) shows no
    move; such steps get the factors that are left, in order, and the direction 0.

    Args:
        shape: Settings [trajectory, row, factor].

    Returns:
        Factor and direction (+1, -1 or 0) of every step [trajectory, step].

    Raises:
        ResultsError: A step moves several factors, or a factor moves twice.
    """
    moved = np.diff(shape, axis=1)
    several = ((moved != 0).sum(axis=2) > 1).any(axis=1)
    twice = ((moved != 0).sum(axis=1) > 1).any(axis=1)
    _refuse(several | twice, MORRIS)
    factor = np.abs(moved).argmax(axis=2)
    direction = np.sign(np.take_along_axis(moved, factor[..., None], axis=2)[..., 0])
    still = direction == 0
    for trajectory in np.flatnonzero(still.any(axis=1)):
        seen = factor[trajectory, ~still[trajectory]]
        factor[trajectory, still[trajectory]] = np.setdiff1d(np.arange(shape.shape[2]), seen)
    return factor.astype(np.int64), direction.astype(np.int64)


def _refuse(wrong: NDArray[np.bool_], kind: str) -> None:
    if wrong.any():
        raise ResultsError(
            f"block {int(np.flatnonzero(wrong)[0])} of the design is not one of a {kind} design: "
            "its rows are not in SALib's order; analyse it with --method regression or "
            "moment-independent"
        )
