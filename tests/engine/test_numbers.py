"""Every number has one place, under the name that the scenario gives it."""

from __future__ import annotations

import re

import pytest

import sim
from sim.engine import layout as at
from sim.engine.encoding import encode_scenario
from sim.engine.numbers import number_places
from sim.engine.places import Cast
from sim.engine.weights import FACTION_WEIGHTS, ROLE_WEIGHTS
from sim.scenario import Scenario
from sim.scenario.parameters import Parameters
from sim.scenario.utilities import UTILITY_MODELS, FactionWeights
from sim.vocabulary import ROLES
from tests.engine.pencil import pencil
from tests.quarrels import quarrels

UNPLACED = ("calendar.", "claims.", "events.", "doctrines.")
"""Numbers that have no place in ``p``, beside those of ``ON_MENU``."""
ON_MENU = re.compile(r"actions\.\w+\.\w+\.(efforts\.\w+\.\w+|line)")
"""Numbers that stand in the list of actions."""
RENAMED = {"disillusion": at.DISILLUSIONED}
"""State variables with the name of a parameter, which has the place of that name."""


@pytest.fixture(scope="module", params=[*quarrels(), "pencil"])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return pencil() if request.param == "pencil" else sim.load_scenario(request.param)


def test_every_parameter_has_a_place_under_its_name() -> None:
    places = [getattr(at, name.upper()) for name in Parameters.model_fields]
    assert sorted(places) == list(range(at.DISTANCE))


def test_weights_are_those_of_the_scenarios_tables() -> None:
    for role, model in UTILITY_MODELS.items():
        numbers = [key for key, field in model.model_fields.items() if field.annotation is float]
        assert list(ROLE_WEIGHTS[role]) == numbers
    assert list(FACTION_WEIGHTS) == list(FactionWeights.model_fields)


def test_state_variables_stand_under_their_names(scenario: Scenario) -> None:
    cast = Cast.of(scenario)
    for path, place in cast.state_places().items():
        group, *rest, name = path.split(".")
        if group == "factions":
            continue
        ids = {"actors": cast.actors, "ties": cast.ties, "theatres": cast.theatres}.get(group)
        first = RENAMED[name] if name in RENAMED else getattr(at, name.upper())
        assert place == first + (ids.index(rest[0]) if ids else 0), path


def test_all_numbers_are_placed_and_no_two_in_one_place(scenario: Scenario) -> None:
    found = number_places(scenario)
    vacant = tuple(f"actions.{role}." for role in ROLES if not scenario.ids(role))
    for path in scenario.numbers():
        known = path in found or path.startswith((*UNPLACED, *vacant))
        assert known or ON_MENU.fullmatch(path), path
    places = [place for path in scenario.numbers() if path in found for place in found[path]]
    assert len(set(places)) == len(places)
    assert max(places) < at.NUMBERS_SIZE


def test_a_number_stands_where_it_is_placed(scenario: Scenario) -> None:
    encoded, found = encode_scenario(scenario), number_places(scenario)
    for path, number in scenario.numbers().items():
        if path in found and ".belief_" not in path:
            assert {encoded.p[place] for place in found[path]} == {number}, path
