"""The baseline against the reference means of an independent implementation (docs/odd.md, 9).

Slow: thousands of runs of forty quarters.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.engine.many_runs import Runs, play

pytestmark = pytest.mark.slow

COUNT = 4000
REFERENCE_COUNT = 20_000

# Output, its column, and the reference mean as it is printed.
REFERENCE = [
    ("recommit", "stance:recommit", ".367"),
    ("broker", "stance:broker", ".177"),
    ("accommodate", "stance:accommodate", ".372"),
    ("disengage", "stance:disengage", ".072"),
    ("offensive by quarter 12", "offensive_by_12", ".353"),
    ("border attacks", "border_attacks", ".51"),
    ("base grant ever ordered", "base_granted", ".086"),
    ("alliance frozen", "alliance_frozen", ".208"),
    ("tests", "tests", "1.26"),
    ("tests met", "tests_met", ".095"),
    ("control of Karabakh", "end.theatres.karabakh.control", ".817"),
    ("control of the border", "end.theatres.border.control", ".034"),
    ("commitment to Armenia", "end.ties.RUS-ARM.commitment", ".373"),
    ("Armenia's belief", "belief", ".642"),
    ("hawks", "end.factions.hawks", ".328"),
    ("Russia in Armenia", "end.ties.RUS-ARM.influence", ".334"),
    ("Turkey in Azerbaijan", "end.ties.TUR-AZE.influence", ".429"),
    ("Russia in Azerbaijan", "end.ties.RUS-AZE.influence", ".232"),
    ("Turkey's cadres", "end.ties.TUR-AZE.cadre", ".386"),
    ("Turkey's presence", "end.ties.TUR-AZE.presence", ".112"),
    ("Azerbaijan's backlash", "end.actors.AZE.backlash", ".063"),
    ("treaty", "treaty", ".73"),
    ("tension", "end.world.tension", ".090"),
]


@pytest.fixture(scope="module")
def runs() -> Runs:
    return play(count=COUNT)


@pytest.mark.parametrize(("column", "printed"), [row[1:] for row in REFERENCE], ids=lambda x: x)
def test_the_mean_is_the_references(runs: Runs, column: str, printed: str) -> None:
    values = runs[column]
    reference = float(printed)
    decimals = len(printed.split(".")[1])
    # Ours, the reference's own (its spread is taken to be ours), and the rounding of its printing:
    # a number rounded to d is off by a uniform error of variance d^2 / 12.
    ours = values.var(ddof=1) / len(values)
    theirs = values.var(ddof=1) / REFERENCE_COUNT
    rounding = 10.0 ** (-2 * decimals) / 12
    error = math.sqrt(ours + theirs + rounding)
    assert abs(float(values.mean()) - reference) <= 4 * error, (values.mean(), reference, error)


def test_the_errors_are_small_enough_to_mean_something(runs: Runs) -> None:
    """Four standard errors of the headline are a few hundredths."""
    values = runs["stance:recommit"]
    assert 4 * math.sqrt(values.var() / len(values)) < 0.035


# Share of runs of twenty quarters in the hindsight check: with and without the lasting shock.
HINDSIGHT = [
    ("karabakh-2020-ukraine", "stance:recommit", 0.01),
    ("karabakh-2020-ukraine", "offensive", 0.65),
    ("karabakh-2020-ukraine", "alliance_frozen", 0.37),
    ("karabakh-2020-ukraine", "base_granted", 0.07),
    ("karabakh-2020", "stance:recommit", 0.22),
    ("karabakh-2020", "offensive", 0.34),
]


@pytest.mark.parametrize(("name", "column", "reference"), HINDSIGHT)
def test_the_hindsight_check(name: str, column: str, reference: float) -> None:
    values = play(name=name, count=COUNT, turns=20)[column]
    share = float(np.mean(values))
    # The reference is a share of 3,000 runs, printed to two decimals.
    spread = share * (1 - share)
    error = math.sqrt(spread / COUNT + spread / 3000 + 0.01**2 / 12)
    assert abs(share - reference) <= 4 * error, (share, reference, error)
