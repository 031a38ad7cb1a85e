"""Whatever is legally ordered, at whatever setting: the state stays in its ranges."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.play.model import Marchland
from sim.scenario import Scenario
from sim.scenario.doctrines import BUILT_IN
from sim.scenario.parameters import Parameters
from sim.scenario.validation import bounds_at
from tests.engine.any_play import Erratic, any_setting, check_state
from tests.engine.pencil import bare, pencil
from tests.quarrels import quarrels

TURNS = 8
seeds = st.integers(0, 2**63)


@pytest.fixture(scope="module", params=[*quarrels(), "pencil", "bare"])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    if request.param in ("pencil", "bare"):
        return pencil() if request.param == "pencil" else bare()
    return sim.load_scenario(request.param)


@given(seed=seeds)
@settings(max_examples=settings.default.max_examples // 4)
def test_any_orders_at_any_setting_keep_the_state_in_its_ranges(
    scenario: Scenario, seed: int
) -> None:
    rng = Random(seed)
    model = Marchland(scenario.replace(any_setting(scenario, rng)), seed=seed, turns=TURNS)
    for actor in model.actors.values():
        actor.seat = Erratic(rng)
    check_state(model)
    while model.turn < TURNS:
        model.step()
        check_state(model)


def ends(name: str) -> tuple[float, float]:
    """Smallest and largest value of a parameter; next to a bound that is itself excluded."""
    low, high, above, below = bounds_at(Parameters, (name,))
    margin = 1e-6 * (high - low)
    return low + above * margin, high - below * margin


@given(seed=seeds)
@settings(max_examples=settings.default.max_examples // 5)
def test_doctrines_at_the_very_bounds_of_the_parameters(scenario: Scenario, seed: int) -> None:
    """Parameters at their hard bounds: extreme, but every rule still has an answer."""
    rng = Random(seed)
    changes: dict[str, object] = {
        f"parameters.{name}": rng.choice((*ends(name), value))
        for name, value in scenario.parameters.model_dump().items()
    }
    model = Marchland(scenario.replace(changes), seed=seed, turns=4)
    while model.turn < 4:
        model.step()
        check_state(model)


@pytest.mark.parametrize("doctrine", BUILT_IN)
def test_the_least_of_a_dispute_can_be_played(doctrine: str) -> None:
    """Without sponsor, cross tie, suitors, peacekeepers and second theatre their terms vanish."""
    least = bare()
    doctrines = {f"actors.{actor}.doctrine": doctrine for actor in least.actors}
    model = Marchland(least.replace(doctrines), seed=5, record=True)
    while model.running:
        model.step()
        check_state(model)
    record = model.record()
    assert sim.replay(record).agrees
    # All orders are about what is there.
    ordered = {
        name
        for turn in record.turns_played
        for order in turn.orders.values()
        for name in (order.security, order.diplomacy)
    }
    assert not ordered & {
        "accommodate_rival",
        "court_challenger",
        "grant_base",
        "reinforce_mission",
    }
    assert model.measures()["alignment_gap"] == 0


@given(seed=seeds)
@settings(max_examples=settings.default.max_examples // 10)
def test_a_turn_does_not_depend_on_who_is_asked_first(scenario: Scenario, seed: int) -> None:
    plain = Marchland(scenario, seed=seed, turns=3)
    shuffled = Marchland(scenario, seed=seed, turns=3)
    asked = []
    for _ in range(3):
        shuffled.agents.shuffle(inplace=True)
        asked.append(tuple(shuffled.agents.get("key")))
        shuffled.step()
    plain.play()
    assert {tuple(plain.agents.get("key"))} != set(asked)
    assert plain.state() == shuffled.state()
    assert plain.measures() == shuffled.measures()
