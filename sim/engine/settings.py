"""Settings: one scenario at many values of some of its numbers.

The path of a number, such as ``parameters.bulwark``, is translated once to its places in the
engine's numbers. A point of a design then takes a few assignments and no new scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.engine import layout as at
from sim.engine.encoding import encode_scenario
from sim.engine.numbers import derive, number_places, state_value
from sim.engine.places import Cast
from sim.rules.influence import CLIENT_CAP
from sim.vocabulary import FACTIONS

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = npt.NDArray[np.float64]
ROUNDING = 1e-9


class Settings:
    """Numbers of a scenario that vary from point to point, and their encoding for the kernel.

    Args:
        scenario: The scenario to play; it gives every number that does not vary.
        paths: Paths of the numbers that vary, as in ``Scenario.replace``.

    Raises:
        ScenarioError: A path names no number of the scenario, or one that cannot vary in a batch.
    """

    def __init__(self, scenario: Scenario, paths: Sequence[str] = ()) -> None:
        self.scenario = scenario
        self.paths = tuple(paths)
        self.encoded = encode_scenario(scenario)
        self._base = np.array(self.encoded.p)
        self._cast = Cast.of(scenario)
        known = number_places(scenario)
        self._unknown_to_kernel(known)
        self._targets = [known[path] for path in self.paths]
        self._limits = [scenario.limits(path) for path in self.paths]

    def numbers(self, values: npt.ArrayLike) -> Floats:
        """Return the numbers of every point, axes [point, place in ``p``].

        Args:
            values: Values of the numbers that vary, axes [point, path].

        Raises:
            ValueError: The values have another shape.
        """
        given = self._checked_shape(values)
        found = np.tile(self._base, (len(given), 1))
        for column, (path, places) in enumerate(zip(self.paths, self._targets, strict=True)):
            for place in places:
                found[:, place] = [state_value(path, float(v)) for v in given[:, column]]
        for row in found:
            derive(row, self.encoded.ix)
        return found

    def check(self, values: npt.ArrayLike) -> list[str | None]:
        """Return for every point one line that says why it cannot be played, or None if it can.

        Args:
            values: Values of the numbers that vary, axes [point, path].

        Raises:
            ValueError: The values have another shape.
        """
        given = self._checked_shape(values)
        found: list[str | None] = [None] * len(given)
        for column, path in enumerate(self.paths):
            limits = self._limits[column]
            for point, value in enumerate(given[:, column].tolist()):
                if found[point] is None and (fault := limits.fault(value)):
                    found[point] = f"{path} = {value:g}: {fault}"
        numbers = self.numbers(given)
        for point, row in enumerate(numbers):
            if found[point] is None:
                found[point] = self._conflict(row)
        return found

    def _unknown_to_kernel(self, known: dict[str, list[int]]) -> None:
        from sim.scenario.problems import Problem, ScenarioError, choices

        numbers = self.scenario.numbers()
        problems = []
        for path in self.paths:
            if path in numbers and path in known:
                continue
            if path in numbers:
                reason = "cannot vary from point to point in a batch; make it a policy"
            else:
                reason = f"no such number{choices(path, list(numbers))}"
            problems.append(Problem("", 0, 0, path, f"{path}: {reason}"))
        if problems:
            raise ScenarioError(problems)

    # --- numbers that contradict each other -----------------------------------------------------

    def _conflict(self, p: Floats) -> str | None:
        """Return one line that says how the numbers of one point contradict each other, or None."""
        rules: tuple[Callable[[Floats], str | None], ...] = (
            self._shares_conflict,
            self._influence_conflict,
            self._control_conflict,
        )
        return next((line for rule in rules if (line := rule(p))), None)

    def _shares_conflict(self, p: Floats) -> str | None:
        first = at.START + at.FACTION
        total = p[first : first + len(FACTIONS)].sum()
        if abs(total - 1.0) > 1e-6:
            guarantor = self.scenario.guarantor
            return f"actors.{guarantor}.factions: shares sum to {total:g}; they must sum to 1"
        count = len(self._cast.theatres)
        total = p[at.THEATRE_WEIGHT : at.THEATRE_WEIGHT + count].sum()
        if abs(total - 1.0) > 1e-6:
            return f"theatres: security_weight sums to {total:g}; it must sum to 1"
        return None

    def _influence_conflict(self, p: Floats) -> str | None:
        ix = self.encoded.ix
        for i, actor in enumerate(self._cast.actors):
            ties = [e for e in range(ix[at.N_TIES]) if ix[at.CLIENT + e] == i]
            total = sum(float(p[at.START + at.INFLUENCE + e]) for e in ties)
            if total > CLIENT_CAP + ROUNDING:
                return f"influence over {actor} sums to {total:g}; at most {CLIENT_CAP:g}"
        return None

    def _control_conflict(self, p: Floats) -> str | None:
        for h, theatre in enumerate(self._cast.theatres):
            control, cap = p[at.START + at.CONTROL + h], p[at.CAP + h]
            if control > cap:
                return f"theatres.{theatre}.control = {control:g}: above its cap {cap:g}"
        return None

    def _checked_shape(self, values: npt.ArrayLike) -> Floats:
        given: Any = np.asarray(values, dtype=np.float64)
        if given.ndim != 2 or given.shape[1] != len(self.paths):
            raise ValueError(f"values have shape {given.shape}; wanted [point, {len(self.paths)}]")
        return given  # type: ignore[no-any-return]
