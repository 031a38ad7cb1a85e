"""Numbers that are shares of a whole: if one changes, others must too, so that the sum stays one.

The shares of the guarantor's factions are such numbers, and so are the security weights of the
theatres. Shares that no factor sets divide what the factors leave, in unchanged proportions.
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
    """The shares of one whole, if at least one of them is a factor.

    Attributes:
        name: Path or pattern of the shares.
        set: Paths that are factors.
        moved: The other paths.
        proportions: Shares of what the factors leave, one for each path of `moved`; they sum to 1.
    """

    name: str
    set: tuple[str, ...]
    moved: tuple[str, ...]
    proportions: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """The wholes of which at least one share is a factor of the experiment."""

    wholes: tuple[Whole, ...]

    @property
    def moved(self) -> dict[str, str]:
        """Paths that change although they are no factors, each with a factor that changes it."""
        return {path: whole.set[0] for whole in self.wholes for path in whole.moved}

    def expand(
        self, factors: tuple[str, ...], settings: NDArray[np.float64]
    ) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """Return all paths that change, and their values [point, path].

        Args:
            factors: Paths of the factors.
            settings: Settings of the factors [point, factor].
        """
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
    """Return the paths of each set of shares in a scenario, by the name of the whole."""
    guarantor = f"actors.{scenario.guarantor}.factions"
    numbers = scenario.numbers()
    factions = tuple(path for path in numbers if path.startswith(f"{guarantor}."))
    weight = re.compile(r"theatres\.[^.]+\.security_weight")
    weights = tuple(path for path in numbers if weight.fullmatch(path))
    return {guarantor: factions, "theatres.*.security_weight": weights}


def moved_with(factors: Sequence[str], scenario: Scenario) -> Shares:
    """Return the numbers of a scenario that change with the factors, because they are shares."""
    numbers = scenario.numbers()
    touched = []
    for name, members in wholes_of(scenario).items():
        chosen = tuple(path for path in members if path in factors)
        if chosen:
            moved = tuple(path for path in members if path not in factors)
            touched.append(Whole(name, chosen, moved, _proportions([numbers[p] for p in moved])))
    return Shares(tuple(touched))


def _proportions(values: Sequence[float]) -> tuple[float, ...]:
    """Return the values divided by their sum; equal numbers if all of them are zero."""
    total = sum(values)
    if total <= 0:
        return tuple(1 / len(values) for _ in values)
    return tuple(value / total for value in values)
