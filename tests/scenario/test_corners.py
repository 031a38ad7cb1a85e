"""What checks, plays: any numbers within their bounds, however extreme together, stay finite."""

from __future__ import annotations

import math
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.scenario import Scenario, ScenarioError
from sim.scenario.assembly import MOST
from sim.scenario.parameters import Parameters
from sim.scenario.places import Tie
from sim.scenario.validation import bounds_at

TURNS = 2
JOINED = re.compile(
    r"\.influence$|\.security_weight$|^actors.*\.factions\.|^theatres.*\.control$|^calendar"
)
"""Numbers that must fit others, and the length of the calendar, which costs time alone."""
SCENARIOS = ("karabakh-2020", "karabakh-2020-ukraine", "libya-2019")


def corner(scenario: Scenario, chance: random.Random, share: float) -> dict[str, float]:
    """A share of the scenario's numbers, each at one end of what it may be."""
    changes = {}
    for path in scenario.numbers():
        low, high, open_low, open_high = scenario.bounds(path)
        ends = [] if low is None else [low + 1e-9 if open_low else low]
        if high is not None:
            ends.append(high - 1e-9 if open_high else high)
        if ends and not JOINED.search(path) and chance.random() < share:
            changes[path] = chance.choice(ends)
    return changes


def changed(scenario: Scenario, changes: dict[str, float], chance: random.Random) -> Scenario:
    """The scenario with as many of the changes as it takes; some do not go together."""
    while True:
        try:
            return scenario.replace(changes)
        except ScenarioError as error:
            refused = {problem.path for problem in error.problems}
            mended = {
                path: value
                for path, value in changes.items()
                if not any(path == place or path.startswith(f"{place}.") for place in refused)
            }
            if mended == changes:  # a sum over several tables
                del mended[chance.choice(list(mended))]
            changes = mended


def assert_plays(scenario: Scenario) -> None:
    model = sim.Marchland(scenario, seed=1, turns=TURNS)
    for _ in range(TURNS):
        model.step()
        broken = {path: x for path, x in model.state().items() if not math.isfinite(x)}
        assert not broken


@settings(max_examples=6, deadline=None)
@given(
    name=st.sampled_from(SCENARIOS),
    seed=st.integers(0, 2**32),
    share=st.sampled_from([0.2, 0.5, 1.0]),
)
def test_corners_of_the_allowed_ranges_play(name: str, seed: int, share: float) -> None:
    chance, scenario = random.Random(seed), sim.load_scenario(name)
    assert_plays(changed(scenario, corner(scenario, chance, share), chance))


def test_the_largest_threats_at_the_highest_rate_play() -> None:
    scenario = sim.load_scenario("karabakh-2020")
    largest = scenario.bounds("parameters.faction_rate")[1]
    changes: dict[str, Any] = {"parameters.faction_rate": largest}
    for tie in scenario.ties:
        changes[f"ties.{tie}.rivalry"] = scenario.bounds(f"ties.{tie}.rivalry")[1]
        changes[f"ties.{tie}.presence"] = changes[f"ties.{tie}.cadre"] = 1.0
    assert_plays(scenario.replace(changes))


def test_no_number_of_ties_makes_the_factions_overflow() -> None:
    """The exponent of `faction_weight`, rate times threat, with as many ties as there may be."""
    rate, rivalry = bounds_at(Parameters, ("faction_rate",))[1], bounds_at(Tie, ("rivalry",))[1]
    assert rate is not None
    assert rivalry is not None
    threat_of_a_tie = 0.5 * 0.95 + 0.3 * 1.0 + 1.0  # influence, cadres, presence: odd.md
    assert rate * MOST["ties"] * rivalry * threat_of_a_tie < 700.0


@pytest.mark.parametrize(
    ("path", "value"), [("parameters.faction_rate", 5.0), ("ties.TUR-AZE.rivalry", 100.0)]
)
def test_numbers_that_overflow_together_are_refused(path: str, value: float) -> None:
    with pytest.raises(ScenarioError, match="must be from 0 to"):
        sim.load_scenario("karabakh-2020").replace({path: value})
