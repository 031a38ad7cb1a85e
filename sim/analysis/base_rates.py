"""Base rates: how often guarantees are honoured, deterrence succeeds and wars come back.

A few published and derived numbers, each with its source, for comparison with results of the model.
They come from other cases and other times, so the model is not fitted to any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from sim.analysis.outcomes import numbers
from sim.analysis.replicates import Found, clustered_ratio, clustered_share
from sim.experiment.table import OK

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

FIVE_YEARS = 20
"""Number of turns (quarters) in five years."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class BaseRate:
    """One frequency: `rate` in [0, 1] of `cases` cases, and its 95 % interval if known.

    `kind` names the comparable frequency of the model: "met" (a guarantee that is tested is met),
    "held" (no offensive, so deterrence held), "war" (an offensive within five years).
    `guarantor` limits a rate to scenarios with that guarantor; "" for none. `allied_to_both` limits
    it to scenarios in which the guarantor has a tie to the challenger too.
    """

    what: str
    rate: float
    cases: int | None
    interval: Interval | None
    source: str
    kind: str
    guarantor: str = ""
    allied_to_both: bool = False


ALLIANCE_DATA = (
    "Computed from militarised disputes (Gibler, Miller and Little, MID 2.2.1), alliances (ATOP 5) "
    "and major powers (Correlates of War)"
)
CONFLICT_DATA = "Computed from the UCDP/PRIO Armed Conflict data to 2024"

BASE_RATES = (
    BaseRate(
        "Alliance commitments honoured when called upon, 1816-2003",
        0.50,
        None,
        None,
        "Berkemeier and Fuhrmann 2018, Research and Politics",
        "met",
    ),
    BaseRate(
        "The same, after 1945",
        0.22,
        None,
        None,
        "Berkemeier and Fuhrmann 2018, Research and Politics",
        "met",
    ),
    BaseRate(
        "A major power joins its pact client's side in any militarised dispute, 1816-2010",
        0.028,
        825,
        (0.02, 0.04),
        ALLIANCE_DATA,
        "met",
    ),
    BaseRate(
        "The same, where the patron is allied to the attacker too",
        0.017,
        296,
        (0.01, 0.04),
        ALLIANCE_DATA,
        "met",
        allied_to_both=True,
    ),
    BaseRate(
        "The same, the Soviet Union as patron, 1946-91",
        0.125,
        24,
        (0.04, 0.31),
        ALLIANCE_DATA,
        "met",
        guarantor="RUS",
    ),
    BaseRate(
        "The same, Russia as patron, 1992-2010",
        0.0,
        21,
        None,
        ALLIANCE_DATA,
        "met",
        guarantor="RUS",
    ),
    BaseRate(
        "Extended immediate deterrence succeeded, 1900-80",
        31 / 54,
        54,
        None,
        "Huth and Russett 1984, World Politics 36(4)",
        "held",
    ),
    BaseRate(
        "A territorial conflict that had ended is back within five years",
        0.38,
        None,
        None,
        CONFLICT_DATA,
        "war",
    ),
)
"""Frequencies from the literature and from public data sets."""


def base_rates_for(scenario: Scenario) -> tuple[BaseRate, ...]:
    """Return the base rates that apply to a scenario."""
    both = f"{scenario.guarantor}-{scenario.challenger}" in scenario.ties
    return tuple(
        rate
        for rate in BASE_RATES
        if rate.guarantor in ("", scenario.guarantor) and (both or not rate.allied_to_both)
    )


def share_of_tests_met(table: pd.DataFrame) -> Found | None:
    """Return the share of all tests of the guarantee that were met; None without tests.

    >>> import pandas as pd
    >>> runs = pd.DataFrame({"tests": [2, 2], "tests_met": [1, 1], "status": ["ok"] * 2})
    >>> share_of_tests_met(runs.assign(replicate=[0, 1]))
    (0.5, 0.5, 0.5)
    """
    good = table[table["status"] == OK]
    tests, met = numbers(good["tests"]), numbers(good["tests_met"])
    share, low, high = clustered_ratio(met, tests, good["replicate"])
    return None if isnan(share) else (share, max(low, 0.0), min(high, 1.0))


def war_within(table: pd.DataFrame, turns: int) -> Found:
    """Return the share of runs with a full offensive within `turns` turns."""
    good = table[table["status"] == OK]
    first = numbers(good["first_offensive"])
    return clustered_share((first < turns).astype(float), good["replicate"])
