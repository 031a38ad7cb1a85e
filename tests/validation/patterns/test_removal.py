"""What counts as the death of a pattern, or of an order."""

from __future__ import annotations

from math import inf

import pytest

from sim.validation.patterns.declared import Removed
from sim.validation.patterns.kinds import FAILS, HOLDS, UNCLEAR
from sim.validation.patterns.plain import Share
from sim.validation.patterns.removal import DIES, LIVES, OPEN, dead_orders, fate_of, removal_of
from tests.validation.patterns.made_up import check, found, pattern

FALLS = check(low=-inf, high=0.0)


@pytest.mark.parametrize(
    ("effect", "half", "fate"),
    [
        (0.38, 0.1, LIVES),
        (0.15, 0.02, DIES),  # less than half of .4, although the sign is left
        (-0.2, 0.1, DIES),
        (0.0, 0.1, DIES),
        (0.15, 0.1, LIVES),
        (0.15, 0.3, OPEN),
    ],
)
def test_a_sign_dies_with_most_of_its_effect(effect: float, half: float, fate: str) -> None:
    before = found(check(), 0.4, 0.05, HOLDS)
    assert fate_of(before, found(check(), effect, half, HOLDS)) == fate
    falling = found(FALLS, -0.4, 0.05, HOLDS)
    assert fate_of(falling, found(FALLS, -effect, half, HOLDS)) == fate


def test_a_value_dies_if_it_fails() -> None:
    level = check(low=0.2, high=0.4, strict=False)
    before = found(level, 0.3, 0.01, HOLDS)
    fates = [fate_of(before, found(level, 0.5, 0.01, v)) for v in (FAILS, HOLDS, UNCLEAR)]
    assert fates == [DIES, LIVES, OPEN]


def test_checks_that_did_not_hold_or_sweep_the_mechanism_are_left_out() -> None:
    one, other, weak = check("S1 tests"), check("S2 probes"), check("S3 offensive")
    base = {
        one.id: (pattern(one, path="parameters.bulwark"), found(one, 0.4, 0.1, HOLDS)),
        other.id: (pattern(other, path="parameters.need"), found(other, 0.4, 0.1, HOLDS)),
        weak.id: (pattern(weak, path="parameters.bulwark"), found(weak, 0.1, 0.2, UNCLEAR)),
    }
    removed = Removed("need", "no need", {"parameters.need": 0.0}, "", ("S1 tests",), (), ())
    without = {c.id: found(c, 0.0, 0.05, UNCLEAR) for c in (one, other, weak)}
    result = removal_of(removed, base, without, ())
    assert [(fate.id, fate.fate, fate.must) for fate in result.fates] == [("S1 tests", DIES, True)]
    assert result.swept == ("S2 probes",)
    assert len(result.of(DIES, must=True)) == 1
    assert not result.of(DIES, must=False)


def test_an_order_dies_with_most_of_its_share() -> None:
    removed = Removed("danger", "no danger", {}, "looming", (), ("suitor.mediate",), ())
    before = [Share("suitor.mediate", 50, 100, 0.4, 0.6), Share("suitor.court", 50, 100, 0.4, 0.6)]
    after = [Share("suitor.mediate", 1, 100, 0.0, 0.1), Share("suitor.court", 60, 100, 0.5, 0.7)]
    result = dead_orders(removed, before, after)
    assert [(one.id, one.fate, one.must) for one in result.fates] == [
        ("suitor.mediate", DIES, True),
        ("suitor.court", LIVES, False),
    ]
