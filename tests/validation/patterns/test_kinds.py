"""Verdicts, and the effect of every kind of check, on runs whose outcome is known."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from sim.validation.patterns.declared import Pattern
from sim.validation.patterns.kinds import (
    FAILS,
    HOLDS,
    REPORTED,
    UNCLEAR,
    World,
    measured,
    needed,
    verdict_of,
)
from sim.validation.patterns.plays import Setting
from tests.validation.patterns.made_up import check, pattern

RISES, FALLS = check(), check(low=-inf, high=0.0)
BETWEEN = check(low=0.2, high=0.4, strict=False)
NEEDED = "parameters.need"
WORLD = World("made up", 40, 4, 6)


@pytest.mark.parametrize(
    ("one", "low", "high", "verdict"),
    [
        (RISES, 0.1, 0.3, HOLDS),
        (RISES, -0.3, -0.1, FAILS),
        (RISES, -0.1, 0.3, UNCLEAR),
        (RISES, 0.0, 0.0, UNCLEAR),
        (RISES, nan, nan, UNCLEAR),
        (FALLS, -0.3, -0.1, HOLDS),
        (FALLS, 0.1, 0.3, FAILS),
        (BETWEEN, 0.2, 0.4, HOLDS),
        (BETWEEN, 0.1, 0.3, UNCLEAR),
        (BETWEEN, 0.5, 0.6, FAILS),
        (BETWEEN, 0.0, 0.1, FAILS),
        (replace(RISES, report=True), -0.3, -0.1, REPORTED),
    ],
)
def test_verdicts(one: Any, low: float, high: float, verdict: str) -> None:
    assert verdict_of(one, low, high) == verdict


class Made:
    """Runs that are made up: a function of the setting's changes, and of the quantity."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def read(self, setting: Setting, name: str, runs: int) -> Any:
        """Return the made-up values of so many runs."""
        return self._value(dict(setting.changes), name)[:runs]


def effect(one: Any, of: Pattern, value: Any, *, ends_only: bool = False) -> Any:
    plays: Any = Made(value)
    return measured(of, one, WORLD, plays, 0.99, ends_only=ends_only)


WAVES = np.array([-1.0, 1.0, -1.0, 1.0, 5.0, 5.0])


def test_a_trend_is_last_minus_first_in_the_same_runs() -> None:
    one = check()
    of = replace(
        pattern(one), points=({NEEDED: 0.0}, {NEEDED: 0.5}, {NEEDED: 2.0}), at=("0", ".5", "2")
    )
    found = effect(one, of, lambda changes, _: WAVES + changes[NEEDED])
    assert (found.effect, found.low, found.high) == (2.0, 2.0, 2.0)
    assert [value for _, value in found.values] == [0.0, 0.5, 2.0]
    assert effect(one, of, lambda c, _: WAVES + c[NEEDED], ends_only=True).values == (
        ("0", 0.0),
        ("2", 2.0),
    )
    turned = check(between=[2, 1])
    assert effect(turned, of, lambda c, _: WAVES + c[NEEDED]).effect == -1.5


def test_a_pattern_with_small_effects_reads_more_runs() -> None:
    one = check()
    many = replace(pattern(one), more=True)
    found = effect(one, many, lambda changes, _: WAVES * changes[NEEDED])
    assert found.effect == pytest.approx(2 * 10 / 6)


def test_sums_are_divided_by_sums() -> None:
    one = check(per="occasions")

    def value(changes: dict[str, float], name: str) -> Any:
        return np.array([4.0, 0, 0, 4]) if name == "occasions" else np.ones(4) * changes[NEEDED]

    assert effect(one, pattern(one), value).effect == pytest.approx(8 / 8)


def test_an_interaction_is_a_difference_of_trends() -> None:
    one = check(kind="interaction")
    severe = "parameters.shock_severity"
    of = replace(pattern(one), across=({severe: 0.5}, {severe: 0.75}))
    found = effect(one, of, lambda c, _: np.ones(4) * c[NEEDED] * (1 - c[severe]))
    assert found.effect == pytest.approx(2 * 0.5 - 2 * 0.25)
    assert len({*needed(of, one, WORLD)}) == 4


def test_a_comparison_takes_a_multiple_of_the_other() -> None:
    one = check(kind="compare", outcome="a", per="b", other="c", other_per="b", times=2.0)
    of = replace(pattern(one), points=({},))
    made = {"a": 3.0, "b": 4.0, "c": 1.0}
    found = effect(one, of, lambda _, name: np.ones(4) * made[name])
    assert found.effect == pytest.approx(3 / 4 - 2 * 1 / 4)


def test_runs_are_split_by_what_happened_in_them() -> None:
    one = check(kind="within", outcome="a", split="s", above=0.5, below=0.2)
    of = replace(pattern(one), points=({},))
    made = {"a": np.array([1.0, 1.0, 0.0, 0.0]), "s": np.array([0.9, 0.8, 0.1, 0.0])}
    assert effect(one, of, lambda _, name: made[name]).effect == 1.0


def test_equal_runs_are_counted() -> None:
    one = check(kind="same", low=1.0, high=1.0, strict=False, outcomes=["a", "b"])

    def value(changes: dict[str, float], name: str) -> Any:
        late = np.array([0.0, 0.0, 0.0, changes[NEEDED]])
        return np.ones(4) if name == "a" else late

    assert effect(one, pattern(one), value).effect == 0.75


def test_a_series_that_lasts() -> None:
    one = check(kind="persistence", outcome="line", lags=[1, 2], strict=True)
    of = replace(pattern(one), points=({},))
    steady = np.outer([1.0, -1.0, 1.0, -1.0], np.ones(5))
    assert effect(one, of, lambda *_: steady).effect == pytest.approx(0.0)


def test_a_patterns_own_changes_win_over_those_of_the_world() -> None:
    world = replace(WORLD, changes={NEEDED: 1.5, "actors.*.doctrine": "random"})
    own = world.setting(pattern(check()), {NEEDED: 0.5, "actors.RUS.doctrine": "fixed:hold"})
    changes = dict(own.changes)
    assert changes[NEEDED] == 0.5
    assert changes["actors.RUS.doctrine"] == "fixed:hold"
    assert changes["actors.AZE.doctrine"] == "random"
