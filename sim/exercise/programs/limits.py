"""Time limits of players."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from time import monotonic

from sim.exercise.sheets import Sheet
from sim.scenario.problems import shown


def as_seconds(seconds: float) -> float:
    """Return a time limit after a check.

    Raises:
        ValueError: It is not a finite number above 0.
    """
    if not (isfinite(seconds) and seconds > 0):
        raise ValueError(f"seconds = {shown(seconds)}: must be a number above 0")
    return float(seconds)


def time_for(sheet: Sheet, seconds: float) -> float:
    """Return the time for an answer: that of the player, or that of the sheet if it is shorter."""
    return seconds if sheet.seconds is None else min(seconds, sheet.seconds)


@dataclass(frozen=True)
class Limit:
    """A time limit that has begun: its seconds, and when it ends on the monotonic clock."""

    seconds: float
    end: float

    @classmethod
    def of(cls, seconds: float) -> Limit:
        """Return a limit that begins now."""
        return cls(seconds, monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds that are left, 0 or more."""
        return max(0.0, self.end - monotonic())

    def within(self, seconds: float) -> Limit:
        """Return a limit that ends after some seconds from now, but not later than this one."""
        return Limit(self.seconds, min(self.end, monotonic() + seconds))

    @property
    def missed(self) -> str:
        """What is said when the limit is over."""
        unit = "second" if self.seconds == 1 else "seconds"
        return f"no answer within {self.seconds:g} {unit}"
