"""The order of play: what strikes before the orders, what the turn as a whole settles."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

import sim
from sim.engine import layout as at
from sim.engine.draws import normal, uniform
from sim.engine.table import lay_table
from sim.engine.turn import close_turn, open_turn
from sim.vocabulary import (
    DEFEND,
    DRAW_ATTRIBUTION,
    DRAW_BATTLE,
    DRAW_BELIEF,
    DRAW_CEASEFIRE,
    DRAW_FOG,
    DRAW_SHOCK,
)
from tests.engine.pencil import Sandbox


def play(box: Sandbox, *turns: Mapping[str, str]) -> dict[str, float]:
    """Play turns with given orders; all others hold."""
    for orders in turns:
        open_turn(box.encoded, box.table)
        box.give_orders(orders)
        close_turn(box.encoded, box.table)
    return box.state()


def test_an_event_strikes_at_its_turn_before_anybody_decides() -> None:
    scenario = sim.load_scenario("karabakh-2020-ukraine")
    box = Sandbox(scenario)
    path = "actors.RUS.overstretch"
    for turn in range(6):
        open_turn(box.encoded, box.table)
        # The war comes in 2022 Q1, four quarters in: .15 + .6 x .85.
        assert box.state()[path] == pytest.approx(0.15 if turn < 4 else 0.66)
        assert box.state()["world.shock"] == (0 if turn < 4 else 1)
        close_turn(box.encoded, box.table)


def test_a_war_elsewhere_comes_and_goes_by_its_draws() -> None:
    box = Sandbox(changes={"parameters.shock_onset": 0.4, "parameters.shock_exit": 0.5}, seed=3)
    on, seen = False, []
    for turn in range(8):
        open_turn(box.encoded, box.table)
        draw = uniform(box.table.stream, turn, 0, DRAW_SHOCK)
        on = draw >= 0.5 if on else draw < 0.4
        assert box.state()["world.shock"] == on
        # .2, or .2 + .5 x .8
        assert box.state()["actors.GUA.overstretch"] == pytest.approx(0.6 if on else 0.2)
        seen.append(on)
        close_turn(box.encoded, box.table)
    assert set(seen) == {True, False}


def test_the_fog_is_one_draw_an_actor() -> None:
    box = Sandbox(changes={"parameters.fog_sigma": 0.3})
    open_turn(box.encoded, box.table)
    for i in range(len(box.cast.actors)):
        epsilon = 0.3 * normal(box.table.stream, 0, i, DRAW_FOG)
        assert box.table.edge[i] == pytest.approx(math.exp(-epsilon))


def test_the_mandate_runs_down_and_is_renewed() -> None:
    box = Sandbox()
    clocks = []
    for _ in range(8):
        open_turn(box.encoded, box.table)
        clocks.append(box.state()["world.clock"])
        close_turn(box.encoded, box.table)
    assert clocks == [6, 5, 4, 3, 2, 1, 6, 5]


def test_a_mandate_that_is_ended_stays_ended() -> None:
    box = Sandbox()
    after = play(box, {}, {"CHA": "end_mandate"})
    assert after["world.mandate"] == 0
    assert play(box, {}, {})["world.mandate"] == 0


def test_a_war_goes_on_until_a_ceasefire_holds() -> None:
    orders = {"CHA": "offensive", "FAR": "mediate"}
    # Log-odds -.3 + 1.5 x .6 x .5 (a suitor at half bandwidth) = .15.
    chance = 1 / (1 + math.exp(-0.15))
    outcomes = set()
    for replicate in range(12):
        box = Sandbox(replicate=replicate)
        after = play(box, orders)
        draw = uniform(box.table.stream, 0, 0, DRAW_CEASEFIRE)
        assert after["theatres.valley.war"] == (0 if draw < chance else 1)
        outcomes.add(after["theatres.valley.war"])
        # Without fighting there is no war.
        assert play(box, {})["theatres.valley.war"] == 0
    assert outcomes == {0, 1}


def test_the_guarantors_entry_helps_to_end_a_war() -> None:
    # Log-odds -.3 + 1.5: a chance of .769 against .426.
    differed = 0
    for replicate in range(20):
        box = Sandbox(replicate=replicate)
        box.table.instruction[box.place("GUA")] = DEFEND
        after = play(box, {"CHA": "offensive"})
        draw = uniform(box.table.stream, 0, 0, DRAW_CEASEFIRE)
        assert after["theatres.valley.war"] == (0 if draw < 1 / (1 + math.exp(-1.2)) else 1)
        differed += 1 / (1 + math.exp(0.3)) < draw < 1 / (1 + math.exp(-1.2))
    assert differed > 0


def test_a_probe_is_no_war() -> None:
    wars = [
        play(Sandbox(replicate=replicate), {"CHA": "probe"})["theatres.pass.war"]
        for replicate in range(20)
    ]
    assert wars == [0] * 20


def test_a_treaty_takes_two_and_closes_the_way_to_war() -> None:
    box = Sandbox()
    # Offers of 1 and .5 of the turn before: .5 > .45.
    after = play(box, {"DEF": "concede"}, {"CHA": "offer_treaty"})
    assert after["world.treaty"] == 1
    lone = Sandbox()
    # Two turns later a quarter is left: .25.
    assert play(lone, {"DEF": "concede"}, {}, {"CHA": "offer_treaty"})["world.treaty"] == 0
    assert play(box, {}, {}, {})["world.treaty"] == 1


def test_luck_is_drawn_for_the_theatre_and_the_observer() -> None:
    box = Sandbox(seed=9)
    after = play(box, {"CHA": "offensive"})
    z = normal(box.table.stream, 0, 0, DRAW_BATTLE)
    assert after["theatres.valley.control"] == pytest.approx(1.5 / 2.42 + 0.12 * z)
    for k, side in enumerate(("client", "adversary")):
        z = normal(box.table.stream, 0, k, DRAW_BELIEF)
        assert after[f"ties.GUA-DEF.belief_{side}"] == pytest.approx(-0.5 + 0.12 * z)


def test_factions_grow_by_how_well_events_fit_them() -> None:
    box = Sandbox(changes={"parameters.faction_rate": 2.0})
    after = play(box, {})
    # Read from the closing state: the sponsor's I/2 + .3 M + P and half of the faraway suitor's,
    # peacekeepers .5 x .7972, overstretch .2 and tension .385.
    sponsor = 0.5 * after["ties.SPO-CHA.influence"] + 0.3 * after["ties.SPO-CHA.cadre"] + 0.2
    far = 0.5 * after["ties.FAR-DEF.influence"] + 0.3 * after["ties.FAR-DEF.cadre"]
    fit = [sponsor + 0.5 * far - 0.45, 0.3986 - 0.3, 0.8 * 0.2 + 0.5 * 0.385 - 0.3]
    shares = (0.5, 0.25, 0.25)
    grown = [share * math.exp(2 * signal) for share, signal in zip(shares, fit, strict=True)]
    for name, weight in zip(("hawks", "brokers", "accommodators"), grown, strict=True):
        assert after[f"factions.{name}"] == pytest.approx(0.003 + 0.991 * weight / sum(grown))


def test_what_is_expected_of_an_actor_follows_what_it_does() -> None:
    box = Sandbox()
    slot = box.place("CHA") * at.CHANNEL_COUNT + at.DO_INVEST + box.place("CHA")
    play(box, {"CHA": "rearm"})
    assert box.table.forecast[slot] == pytest.approx(0.4)  # half of .8 is new
    play(box, {"CHA": "rearm"})
    assert box.table.forecast[slot] == pytest.approx(0.6)
    play(box, {})
    assert box.table.forecast[slot] == pytest.approx(0.3)


@pytest.mark.parametrize("attribution", [0.0, 0.5, 1.0])
def test_covert_help_is_only_remembered_if_it_is_seen(attribution: float) -> None:
    box = Sandbox(changes={"parameters.attribution": attribution})
    seen = set()
    first = box.place("SPO") * at.CHANNEL_COUNT
    for turn in range(8):
        box.table.forecast[:] = [0.0] * len(box.table.forecast)
        before = box.state()["world.tension"]
        after = play(box, {"SPO": "operate_drones"})
        draw = uniform(box.table.stream, turn, 0, DRAW_ATTRIBUTION)
        noticed = draw < attribution
        assert box.table.forecast[first + at.DO_COVERT] == pytest.approx(0.3 if noticed else 0)
        tech = first + at.DO_TECH + box.cast.ties.index("SPO-CHA")
        assert box.table.forecast[tech] == pytest.approx(0.4)
        # Seen, a mean covert effort of .5 makes for tension.
        assert after["world.tension"] == pytest.approx(
            0.9 * before + 0.025 + (0.1 if noticed else 0)
        )
        seen.add(noticed)
    assert len(seen) == (2 if attribution == 0.5 else 1)


def test_the_private_type_is_drawn_once() -> None:
    box = Sandbox(changes={"parameters.resolve_prior": 0.3})
    types = [lay_table(box.encoded, 0, k, 1).private[at.RESOLVE] for k in range(400)]
    assert set(types) == {0.2, 0.8}
    # Binomial with mean 120 and variance 84.
    assert abs(types.count(0.8) - 120) < 4 * math.sqrt(84)
