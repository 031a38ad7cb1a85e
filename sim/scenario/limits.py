"""What a number of a scenario may be by itself: the one answer for files, sweeps and changes."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from sim.scenario.problems import Path
from sim.scenario.validation import Bounds, bounds_at, outside, range_text, whole_at


@dataclass(frozen=True)
class Limits:
    """Hard bounds of a number, whether it counts something, and why it must be 0 if it must."""

    bounds: Bounds
    whole: bool = False
    zero: str = ""

    @classmethod
    def at(cls, model: object, path: Path) -> Limits:
        """The limits that a model sets to the number at a path in it."""
        return cls(bounds_at(model, path), whole_at(model, path))

    def fault(self, value: float) -> str:
        """Why the number cannot have a value, to follow its path; "" if it can.

        >>> Limits((0.0, 8.0, False, False), whole=True).fault(2.5)
        'must be a whole number'
        """
        if self.zero and value != 0:
            return self.zero
        if not isfinite(value) or outside(value, self.bounds):
            return f"must be {range_text(*self.bounds)}"
        return "must be a whole number" if self.whole and value != int(value) else ""
