"""The condition for a hit: an outcome that is a yes, or a number or stance with a condition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.analysis.discovery.faults import DiscoveryError
from sim.measures import Kind, kind_of
from sim.scenario.problems import choices, guess
from sim.vocabulary import STANCES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

SIGNS = (">=", "<=", "==", ">", "<")
WORDS = {
    ">=": "is at least",
    "<=": "is at most",
    "==": "is",
    ">": "is above",
    "<": "is below",
}
_FORM = re.compile(r"\s*([A-Za-z][\w.-]*)?\s*(>=|<=|==|=|>|<)\s*(\S+)\s*")


@dataclass(frozen=True)
class Condition:
    """A condition on an outcome; for a yes or no, `sign` and `value` are empty.

    With `negate`, the runs that do not meet the condition are the hits.
    """

    outcome: str
    sign: str = ""
    value: float | str = ""
    negate: bool = False

    def __str__(self) -> str:
        value = f"{self.value:g}" if isinstance(self.value, float) else self.value
        plain = f"{self.outcome} {self.sign} {value}" if self.sign else self.outcome
        return f"not {plain}" if self.negate else plain

    def met(self, column: pd.Series) -> tuple[Bools, Bools]:
        """Return whether each run is a hit, and whether its outcome is known [run].

        The turn of an event that never happened is known, and meets no condition.
        """
        known = np.ones(len(column), np.bool_)
        if kind_of(self.outcome) is not Kind.TURN:
            known = column.notna().to_numpy(np.bool_)
        hit = self._plain(column)
        return (~hit if self.negate else hit) & known, known

    def _plain(self, column: pd.Series) -> Bools:
        of = kind_of(self.outcome)
        if of is Kind.CATEGORY:
            return np.asarray((column == self.value).to_numpy(np.bool_))
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        if not self.sign:
            return np.asarray(~np.isnan(numbers) if of is Kind.TURN else numbers == 1)
        value = float(self.value)
        compared = {
            ">=": numbers >= value,
            "<=": numbers <= value,
            "==": numbers == value,
            ">": numbers > value,
            "<": numbers < value,
        }
        return np.asarray(compared[self.sign])


def condition_of(
    outcome: str, threshold: str, known: Sequence[str], *, negate: bool = False
) -> Condition:
    """Return the condition for a hit, from an outcome's name and a threshold such as ">= 0.5".

    A yes or no needs no threshold. Without a threshold, a turn is a hit if its event happened, and
    a stance is a hit if it is recommitment.

    Args:
        outcome: Name of the outcome.
        threshold: "SIGN VALUE" or "NAME SIGN VALUE"; "" for none.
        known: Names of all outcomes.
        negate: Whether runs that do not meet the condition are the hits.

    Raises:
        DiscoveryError: There is no such outcome, or the threshold does not fit it.
    """
    if outcome not in known:
        hint = guess(outcome, known) or choices("", known)
        raise DiscoveryError(f"outcome {outcome}: no such outcome in these results{hint}")
    of = kind_of(outcome)
    if not threshold:
        if of in (Kind.NUMBER, Kind.SHARE, Kind.COUNT):
            raise DiscoveryError(
                f"outcome {outcome}: a {of}, so say from where on it counts, "
                f"such as --threshold '{outcome} >= {'1' if of is Kind.COUNT else '0.5'}'"
            )
        stance = ("==", "recommit") if of is Kind.CATEGORY else ("", "")
        return Condition(outcome, *stance, negate=negate)
    sign, value = _parsed(outcome, threshold)
    if of is Kind.CATEGORY:
        return Condition(outcome, sign, _stance(sign, value, threshold), negate)
    if of is Kind.YES_NO:
        raise DiscoveryError(
            f"threshold {threshold}: {outcome} is a yes or no and takes none; --not turns it around"
        )
    return Condition(outcome, sign, _number(value, threshold), negate)


def _parsed(outcome: str, threshold: str) -> tuple[str, str]:
    found = _FORM.fullmatch(threshold)
    if not found:
        raise DiscoveryError(
            f"threshold {threshold}: write it as '{outcome} >= 0.5' (signs: {', '.join(SIGNS)})"
        )
    name, sign, value = found.groups()
    if name and name != outcome:
        raise DiscoveryError(f"threshold {threshold}: it is about {name}, the outcome is {outcome}")
    return "==" if sign == "=" else sign, value


def _stance(sign: str, value: str, threshold: str) -> str:
    if sign != "==":
        raise DiscoveryError(f"threshold {threshold}: a stance is compared with == alone")
    if value not in STANCES:
        hint = choices(value, STANCES)
        raise DiscoveryError(f"threshold {threshold}: no such stance{hint}")
    return value


def _number(value: str, threshold: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not np.isfinite(number):
        raise DiscoveryError(f"threshold {threshold}: '{value}' is not a number")
    return number
