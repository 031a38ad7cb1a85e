"""The time axis of figures: quarters with their dates in the scenario's calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from sim.plots.documents import dates

YEARS = 12
"""Most years written on an axis of full width."""


def dates_of(policy: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the date of every turn of a policy, given as its entry in a manifest."""
    return dates(policy["document"], int(policy["turns"]))


def mark_years(ax: Axes, quarters: Sequence[str], *, years: int = YEARS) -> None:
    """Write at most `years` years below an axis on which quarter i runs from i to i + 1.

    If a run does not begin with the first quarter of a year, its first quarter is written in full.
    """
    firsts = [i for i, date in enumerate(quarters) if date.endswith("Q1") or i == 0]
    firsts = firsts[:: 1 + max(len(firsts) - 1, 0) // years]
    ax.set_xlim(0, max(len(quarters), 1))
    ax.set_xticks(firsts, [quarters[i].removesuffix(" Q1") for i in firsts])
