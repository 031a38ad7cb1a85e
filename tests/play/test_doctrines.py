"""One suite for every doctrine, in every seat of every shipped scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

import pytest

import sim
from sim.engine import layout as at
from sim.engine.numbers import desk_menu
from sim.play.game import Game
from sim.record import Why
from sim.scenario import Scenario, from_document
from sim.vocabulary import DESKS, DOCTRINES, WITHOUT_CHANCE
from tests.quarrels import quarrels

TURNS = 3
WEIGHING = ("logit_eu", "level_k", "prospect")
"""Doctrines that weigh every order by its expected utility."""
ATTACKS = {"probe", "offensive", "border_push", "provoke"}
"""Orders of force, and the provocation, which no actor gives beside an offer of a treaty."""


@dataclass
class Witness:
    """The decisions of both desks of one actor, and what was legal at each."""

    legal: list[list[str]] = field(default_factory=list)
    whys: list[Why] = field(default_factory=list)

    @property
    def odds(self) -> list[dict[str, float]]:
        """Probability of every option, by decision."""
        return [{one.action: one.probability for one in why.options} for why in self.whys]

    @property
    def utilities(self) -> list[dict[str, float]]:
        """Expected utility of every option, by decision."""
        return [{one.action: one.expected_utility for one in why.options} for why in self.whys]


def menus(scenario: Scenario, actor: str) -> dict[str, list[str]]:
    """Names of the actions of each desk of an actor."""
    role = scenario.actors[actor].role
    return {desk: list(desk_menu(scenario, role, desk)) for desk in DESKS}


def scripted(document: dict[str, Any], scenario: Scenario, actor: str) -> None:
    """Give an actor a script: never, then always, but legal or not, then hold."""
    menu = list(scenario.actions[scenario.actors[actor].role])
    rules = [
        {"when": "world.tension < 0", "order": menu[1]},
        *({"when": "world.tension >= 0", "order": order} for order in reversed(menu)),
    ]
    script = {"kind": "script", "rules": rules, "otherwise": "hold", "reply": "own"}
    name = f"last-legal-{actor.lower()}"
    document["doctrines"] = {**document.get("doctrines", {}), name: script}
    document["actors"][actor]["doctrine"] = name


def following(scenario: Scenario, doctrines: Mapping[str, str]) -> Scenario:
    """The scenario with these doctrines by actor; every desk is reviewed every turn."""
    document = scenario.replace({"parameters.review_rate": 1.0}).document
    for actor, doctrine in doctrines.items():
        if doctrine == "script":
            scripted(document, scenario, actor)
        elif doctrine == "fixed":
            # The last order of a menu is one that is not always legal.
            orders = "+".join(menu[-1] for menu in menus(scenario, actor).values())
            document["actors"][actor]["doctrine"] = f"fixed:{orders}"
        else:
            document["actors"][actor]["doctrine"] = doctrine
    return from_document(document)


def watch(scenario: Scenario, turns: int = TURNS) -> tuple[dict[str, Witness], Game]:
    """Play a run and look at every actor."""
    game = Game(scenario, seed=11, turns=turns, record=True)
    witnesses = {actor: Witness() for actor in scenario.actors}
    while not game.over:
        game.open()
        for actor, witness in witnesses.items():
            legal = game.legal_orders(actor)
            witness.legal += [legal[desk] for desk in DESKS]
        game.step()
    for played in game.record().turns_played:
        for actor, witness in witnesses.items():
            witness.whys += [played.why[actor][desk] for desk in DESKS]
    return witnesses, game


SHIFTS = range(len(DOCTRINES))


def shifted(scenario: Scenario, shift: int) -> dict[str, str]:
    """A doctrine for each actor: another one for each, and over all shifts every one for each."""
    return {
        actor: DOCTRINES[(k + shift) % len(DOCTRINES)] for k, actor in enumerate(scenario.actors)
    }


@cache
def mixed(name: str, shift: int) -> tuple[Scenario, dict[str, Witness], Game]:
    """A run in which the actors follow different doctrines: one run for many of the cases below."""
    plain = sim.load_scenario(name)
    scenario = following(plain, shifted(plain, shift))
    return scenario, *watch(scenario)


def cases() -> Iterator[tuple[str, int, str, str]]:
    """Every doctrine in every seat; what one run can tell stands together."""
    for name, shift in product(quarrels(), SHIFTS):
        for actor, doctrine in shifted(sim.load_scenario(name), shift).items():
            yield name, shift, actor, doctrine


CASES = list(cases())


def test_every_doctrine_is_tried_in_every_seat() -> None:
    for name in quarrels():
        seats = {(actor, doctrine) for at, _, actor, doctrine in CASES if at == name}
        assert seats == set(product(sim.load_scenario(name).actors, DOCTRINES))


@pytest.mark.parametrize(("name", "shift", "actor", "doctrine"), CASES, ids=str)
def test_a_doctrine_in_a_seat(name: str, shift: int, actor: str, doctrine: str) -> None:
    scenario, witnesses, _ = mixed(name, shift)
    witness = witnesses[actor]
    last = {menu[-1] for menu in menus(scenario, actor).values()}
    for legal, odds, utilities, why in zip(
        witness.legal, witness.odds, witness.utilities, witness.whys, strict=True
    ):
        assert legal[0] == "hold"
        assert [order for order in legal if order in odds] == list(odds)
        # Only an offer of a treaty by the other desk takes an order off the menu.
        assert set(legal) - set(odds) <= ATTACKS
        assert odds[why.chosen] > 0
        assert sum(odds.values()) == pytest.approx(1, abs=1e-12)
        assert all(0 <= chance <= 1 for chance in odds.values())
        assert all(math.isfinite(utility) for utility in utilities.values())
        check_kind(doctrine, why, odds, utilities, last)
    assert len(witness.whys) == len(DESKS) * TURNS
    if doctrine in WITHOUT_CHANCE:
        assert all(set(odds.values()) <= {0.0, 1.0} for odds in witness.odds), (
            f"{doctrine} stands in vocabulary.WITHOUT_CHANCE"
        )
    elif any(len(odds) > 1 for odds in witness.odds):
        assert any(0.0 < max(odds.values()) < 1.0 for odds in witness.odds), (
            f"{doctrine} leaves nothing to chance: list it in vocabulary.WITHOUT_CHANCE"
        )


# In two neighbouring shifts every doctrine has a seat.
@pytest.mark.parametrize("shift", SHIFTS[:2])
@pytest.mark.parametrize("name", quarrels())
def test_the_same_again_and_beside_other_runs(name: str, shift: int) -> None:
    scenario, witnesses, game = mixed(name, shift)
    repeated, again = watch(scenario)
    assert repeated == witnesses
    assert again.state() == game.state()


def check_kind(
    doctrine: str,
    why: Why,
    odds: Mapping[str, float],
    utilities: Mapping[str, float],
    last: set[str],
) -> None:
    """Check what a doctrine has made of a desk's legal orders; `last` ends the desks' menus."""
    if doctrine == "random":
        assert set(odds.values()) == {1 / len(odds)}
    elif doctrine == "fixed":
        assert why.chosen == next((order for order in odds if order in last), "hold")
    elif doctrine == "script":
        # The rules go through the menu from its end: the last legal one is the first to match.
        assert why.chosen == list(odds)[-1]
    elif doctrine == "bdm_challenge":
        assert max(odds.values()) == 1
    elif doctrine in WEIGHING:
        terms = [sum(option.terms.values()) for option in why.options]
        assert terms == pytest.approx(list(utilities.values()), abs=1e-9)
        best = max(utilities, key=lambda name: utilities[name])
        assert odds[best] == max(odds.values())
    else:
        pytest.fail(f"say here what the doctrine {doctrine} makes of a menu")


@pytest.fixture(scope="module", params=quarrels())
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return sim.load_scenario(request.param)


def everybody(scenario: Scenario, doctrine: str, **changes: object) -> Scenario:
    doctrines = {f"actors.{actor}.doctrine": doctrine for actor in scenario.actors}
    parameters = {f"parameters.{name}": value for name, value in changes.items()}
    parameters["parameters.review_rate"] = 1.0
    return scenario.replace({**doctrines, **parameters})


@pytest.mark.parametrize("doctrine", WEIGHING)
def test_without_precision_play_is_uniform(scenario: Scenario, doctrine: str) -> None:
    witnesses, _ = watch(everybody(scenario, doctrine, choice_precision=0.0))
    for witness in witnesses.values():
        for odds in witness.odds:
            assert list(odds.values()) == pytest.approx([1 / len(odds)] * len(odds))


@pytest.mark.parametrize("doctrine", WEIGHING)
def test_with_great_precision_the_best_is_played(scenario: Scenario, doctrine: str) -> None:
    witnesses, _ = watch(everybody(scenario, doctrine, choice_precision=200.0, dissensus_noise=0.0))
    clear = 0
    for witness in witnesses.values():
        for why, utilities in zip(witness.whys, witness.utilities, strict=True):
            ranked = sorted(utilities.values(), reverse=True)
            # Only where the second best is clearly worse: e^(-200 x .1) is nothing.
            if len(ranked) > 1 and ranked[0] - ranked[1] > 0.1:
                assert utilities[why.chosen] == ranked[0]
                clear += 1
    assert clear > 0


def test_doctrines_are_not_all_the_same(scenario: Scenario) -> None:
    """In the first turn the same seats find different worth, or different odds, in their options.

    Later turns would differ for another reason: there was another first turn.
    """
    seen: dict[object, str] = {}
    different = [doctrine for doctrine in DOCTRINES if doctrine != "fixed"]  # a script may be fixed
    for doctrine in different:
        witnesses, _ = watch(following(scenario, dict.fromkeys(scenario.actors, doctrine)), turns=1)
        found = []
        for actor in (scenario.guarantor, scenario.challenger, scenario.defender):
            witness = witnesses[actor]
            for utilities, odds in zip(witness.utilities, witness.odds, strict=True):
                found.append((*utilities.values(), *odds.values()))
        assert tuple(found) not in seen, f"{doctrine} chooses like {seen[tuple(found)]}"
        seen[tuple(found)] = doctrine


def test_a_doctrine_that_the_engine_does_not_know_is_refused(scenario: Scenario) -> None:
    game = Game(scenario.replace({"parameters.review_rate": 1.0}), seed=1, turns=1)
    for desk in range(len(scenario.actors) * at.DESK_COUNT):
        game.encoded.ix[at.DOCTRINE + desk] = len(DOCTRINES)
    with pytest.raises(ValueError, match="without a branch"):
        game.step()


@pytest.mark.parametrize("doctrine", DOCTRINES)
def test_a_replicate_alone_is_the_replicate_among_others(doctrine: str) -> None:
    scenario = sim.load_scenario("karabakh-2020")
    scenario = following(scenario, {"AZE": doctrine})
    among = [sim.run(scenario, seed=4, replicate=k, turns=4) for k in range(3)]
    alone = sim.run(scenario, seed=4, replicate=2, turns=4)
    assert alone.to_bytes() == among[2].to_bytes()
    assert len({run.turns_played[-1].hash for run in among}) == 3


@pytest.mark.parametrize(
    ("reply", "defends"), [("defend", True), ("stand_aside", False), ("own", None)]
)
def test_a_script_may_rule_the_reply(reply: str, defends: bool | None) -> None:
    scenario = sim.load_scenario("karabakh-2020").replace(
        {"actors.AZE.doctrine": "fixed:border_push"}
    )
    document = scenario.document
    document["doctrines"] = {
        "standing-order": {"kind": "script", "rules": [], "otherwise": "arm_client", "reply": reply}
    }
    document["actors"]["RUS"]["doctrine"] = "standing-order"
    record = sim.run(from_document(document), seed=1, turns=2)
    for turn in record.turns_played:
        assert turn.orders["RUS"].security == "arm_client"
        why = turn.why["RUS"]["security"].reply
        assert why is not None
        if defends is None:
            assert why.draw is not None
            assert why.defends == (why.draw < why.probability)
        else:
            assert why.draw is None
            assert why.defends is defends


@pytest.mark.parametrize(
    ("condition", "matches"),
    [
        ("world.tension > 0.3", False),
        ("world.tension >= 0.3", True),
        ("world.tension < 0.3", False),
        ("world.tension <= 0.3", True),
        ("ties.RUS-ARM.belief_client > 0.44", True),  # a probability, .45
        ("ties.RUS-ARM.belief_client > 0.46", False),
        ("factions.brokers > 0.44", True),
        ("actors.RUS.overstretch < 0.16", True),
    ],
)
def test_what_a_script_can_ask(condition: str, matches: bool) -> None:
    document = sim.load_scenario("karabakh-2020").document
    document["parameters"]["shock_onset"] = 0
    rules = [{"when": condition, "order": "rearm"}]
    document["doctrines"] = {
        "asks": {"kind": "script", "rules": rules, "otherwise": "mobilise", "reply": "own"}
    }
    document["actors"]["ARM"]["doctrine"] = "asks"
    record = sim.run(from_document(document), seed=1, turns=1)
    assert record.turns_played[0].orders["ARM"].security == ("rearm" if matches else "mobilise")
