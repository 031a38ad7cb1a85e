"""Blocks of a design: check that the rows are in SALib's order, and select the complete blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sensitivity.response import Floats, Ints
from sim.experiment.faults import ResultsError

SALTELLI, MORRIS = "saltelli", "morris"
FEWEST = 2
"""Least number of blocks from which anything can be estimated."""


@dataclass(frozen=True, eq=False)
class DesignBlocks:
    """The complete blocks of a design.

    A block is the smallest set of points that a method needs together: in a Saltelli design a base
    point with the rows made from it, in a Morris design a trajectory, in any other one point.

    Attributes:
        kind: Kind of the design.
        settings: Settings of the factors at the points that are used [point, factor].
        block: Number of the block of every point that is used, from 0 [point].
        used: For every point of the whole design, whether it is used [point of the design].
        planned: Number of blocks of the whole design.
        second_order: Whether a Saltelli design was made for pairs too.
    """

    kind: str
    settings: Floats
    block: Ints
    used: NDArray[np.bool_]
    planned: int
    second_order: bool = False

    @property
    def count(self) -> int:
        """Number of blocks that are used."""
        return int(self.block.max()) + 1

    @property
    def rows(self) -> int:
        """Number of points in each block."""
        return len(self.block) // self.count


def complete_blocks(
    kind: str, settings: Floats, there: NDArray[np.bool_], *, second_order: bool = False
) -> DesignBlocks:
    """Return the blocks of a design in which every point has runs.

    Blocks are played one after another, and which blocks are missing does not depend on the
    outcomes. The complete blocks are therefore a smaller design of the same kind.

    Args:
        kind: Kind of the design.
        settings: Settings of the factors of the whole design [point, factor].
        there: Whether each point has runs [point].
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
            "for any estimate; the sweep goes on with --resume"
        )
    used = np.repeat(whole, rows)
    block = np.repeat(np.arange(whole.sum(), dtype=np.int64), rows)
    return DesignBlocks(kind, settings[used], block, used, len(whole), second_order)


def rows_of_block(kind: str, factors: int, *, second_order: bool = False) -> int:
    """Return the number of points in each block of a design.

    >>> rows_of_block("saltelli", 3), rows_of_block("morris", 3), rows_of_block("grid", 3)
    (5, 4, 1)
    """
    if kind == SALTELLI:
        return (2 * factors if second_order else factors) + 2
    return factors + 1 if kind == MORRIS else 1


def _check_saltelli(shape: Floats, *, second_order: bool) -> None:
    """Refuse a Saltelli design whose rows are not in SALib's order.

    Row j + 1 of a block must be its first row with factor j taken from its last row. In a
    second-order design the rows after these must be its last row with factor j from its first.
    """
    factors = shape.shape[2]
    first, last = shape[:, :1], shape[:, -1:]
    own = np.eye(factors, dtype=bool)
    wrong = (shape[:, 1 : factors + 1] != np.where(own, last, first)).any(axis=(1, 2))
    if second_order:
        wrong |= (shape[:, factors + 1 : -1] != np.where(own, first, last)).any(axis=(1, 2))
    _refuse(wrong, SALTELLI)


def morris_steps(shape: Floats) -> tuple[Ints, Ints]:
    """Return the factor that each step of a trajectory moves, and the direction of the move.

    A factor with few levels may keep its value in its step, so that the step shows no move. Such
    steps get the remaining factors, in order, and the direction 0.

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
