"""The allowed values of a single number of a scenario, for files, sweeps and changes alike."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from sim.scenario.problems import Path
from sim.scenario.validation import Bounds, bounds_at, outside, range_text, whole_at


@dataclass(frozen=True)
class Limits:
    """The allowed values of a number.

    `bounds` are its hard bounds. If `whole`, it must be a whole number. `zero` is the reason why it
    must be 0, "" if it need not.
    """

    bounds: Bounds
    whole: bool = False
    zero: str = ""

    @classmethod
    def at(cls, model: object, path: Path) -> Limits:
        """Return the limits of the number at a path in a model."""
        return cls(bounds_at(model, path), whole_at(model, path))

    def fault(self, value: float) -> str:
        """Return the reason why the number cannot have a value; "" if it can.

        The reason is written so that it can follow the path of the number in a message.

        >>> Limits((0.0, 8.0, False, False), whole=True).fault(2.5)
        'must be a whole number'
        """
        if self.zero and value != 0:
            return self.zero
        if not isfinite(value) or outside(value, self.bounds):
            return f"must be {range_text(*self.bounds)}"
        return "must be a whole number" if self.whole and value != int(value) else ""
