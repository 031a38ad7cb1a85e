"""Numbers that are shares of a whole: moving one moves the others, so that they still sum to one.

The shares of the guarantor's factions are such numbers, and the theatres' security weights. Those
that no factor sets keep their proportions to one another and fill what the factors leave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.scenario import Scenario

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Whole:
    """Shares of one whole: those set by factors, and the rest with their starting values."""

    name: str
    set: tuple[str, ...]
    moved: tuple[str, ...]
    proportions: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """The wholes that the factors of an experiment touch."""

    wholes: tuple[Whole, ...]

    @property
    def moved(self) -> dict[str, str]:
        """Paths that move without being factors, each with a factor that moves it."""
        return {path: whole.set[0] for whole in self.wholes for path in whole.moved}

    def expand(
        self, factors: tuple[str, ...], settings: NDArray[np.float64]
    ) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """All paths and values [point, path] to play, for settings [point, factor]."""
        import numpy as np

        paths, columns = list(factors), [settings]
        for whole in self.wholes:
            taken = settings[:, [factors.index(path) for path in whole.set]].sum(axis=1)
            left = 1.0 - taken
            left[np.abs(left) < _ROUNDING] = 0.0
            paths.extend(whole.moved)
            columns.append(left[:, None] * np.asarray(whole.proportions)[None, :])
        return tuple(paths), np.concatenate(columns, axis=1)


def wholes_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Paths that sum to one in a scenario, by the name of their whole."""
    guarantor = f"actors.{scenario.guarantor}.factions"
    numbers = scenario.numbers()
    factions = tuple(path for path in numbers if path.startswith(f"{guarantor}."))
    weight = re.compile(r"theatres\.[^.]+\.security_weight")
    weights = tuple(path for path in numbers if weight.fullmatch(path))
    return {guarantor: factions, "theatres.*.security_weight": weights}


def moved_with(factors: Sequence[str], scenario: Scenario) -> Shares:
    """What moves with the factors in a scenario."""
    numbers = scenario.numbers()
    touched = []
    for name, members in wholes_of(scenario).items():
        chosen = tuple(path for path in members if path in factors)
        if chosen:
            moved = tuple(path for path in members if path not in factors)
            touched.append(Whole(name, chosen, moved, _proportions([numbers[p] for p in moved])))
    return Shares(tuple(touched))


def _proportions(values: Sequence[float]) -> tuple[float, ...]:
    """Values scaled to sum to one; equal ones where all are zero."""
    total = sum(values)
    if total <= 0:
        return tuple(1 / len(values) for _ in values)
    return tuple(value / total for value in values)
