"""Fighting in Azerbaijan by half-year: what UCDP counted, and what VIEWS's benchmarks forecast.

Frozen before anything was scored. The event is some month with 25 or more state-based deaths in
Azerbaijan; Karabakh is counted there. In the model it is a full offensive or a border push: forces
of brigades, where a probe is a company. The benchmarks forecast months, and those of 2022 and 2023
know the months up to then, which the model, that stops in November 2020, does not.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.validation.backtest.panel import read_table
from sim.validation.backtest.targets import OFFENSIVE

Floats = npt.NDArray[np.float64]

DEATHS, BENCHMARKS = "record/ucdp-monthly-deaths.csv", "record/views-benchmarks-aze.csv"
"""The tables, in the folder of the shipped scenarios."""
DEADLY = 25
"""Deaths in a month that make the event."""
HALF_YEARS = ("2021H1", "2021H2", "2022H1", "2022H2", "2023H1", "2023H2")
"""Half-years for which the benchmarks have forecasts that may be compared."""
LEAST_LEVEL = OFFENSIVE.levels.index("limited attack")
"""Lowest level of the target "offensive" that counts as the event in the model."""
MODELS = {
    "bootstrap240": "VIEWS: bootstrap of 240 months",
    "conflictology12": "VIEWS: last twelve months",
    "last_poisson": "VIEWS: last month observed",
}
"""Benchmark models of the table, with words for them."""


def happened() -> Floats:
    """Return whether the event came in each of `HALF_YEARS`, 1 or 0."""
    worst: dict[str, int] = {}
    for row in read_table(DEATHS):
        half = _half_year(row)
        worst[half] = max(worst.get(half, 0), int(row["AZE"]))
    return np.array([float(worst[half] >= DEADLY) for half in HALF_YEARS])


def benchmarks() -> Mapping[str, Floats]:
    """Return the probability of the event in each of `HALF_YEARS`, by benchmark.

    A benchmark of VIEWS says p for each month; for a half-year it is 1 - product of (1 - p), as if
    months were independent. Beside these: never, and the frequency in the same half-years, which
    nobody could know.
    """
    quiet = {name: dict.fromkeys(HALF_YEARS, 1.0) for name in MODELS}
    for row in read_table(BENCHMARKS):
        quiet[row["model"]][_half_year(row)] *= 1.0 - float(row["p25"])
    found = {name: np.array([1.0 - quiet[name][half] for half in HALF_YEARS]) for name in MODELS}
    came = happened()
    found["never"] = np.zeros(len(came))
    found["hindsight"] = np.full(len(came), came.mean())
    return found


def _half_year(row: Mapping[str, str]) -> str:
    """Return the half-year of a row with a year and a month."""
    return f"{row['year']}H{1 if int(row['month']) <= 6 else 2}"
