"""The axis of time: quarters by their dates, as the scenario's calendar has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from sim.plots.documents import dates

YEARS = 12
"""Years that are written on an axis of full width at the most."""


def dates_of(policy: Mapping[str, Any]) -> tuple[str, ...]:
    """The date of every turn of a policy, as a manifest describes it."""
    return dates(policy["document"], int(policy["turns"]))


def mark_years(ax: Axes, quarters: Sequence[str], *, years: int = YEARS) -> None:
    """Write years below an axis on which quarter i runs from i to i + 1, so many at the most.

    A run that does not begin with a year has its first quarter written in full.
    """
    firsts = [i for i, date in enumerate(quarters) if date.endswith("Q1") or i == 0]
    firsts = firsts[:: 1 + max(len(firsts) - 1, 0) // years]
    ax.set_xlim(0, max(len(quarters), 1))
    ax.set_xticks(firsts, [quarters[i].removesuffix(" Q1") for i in firsts])
