"""The order of play: what strikes before the orders, what the turn as a whole settles."""

from __future__ import annotations

import math

import pytest

import sim
from sim.engine import layout as at
from sim.engine.draws import normal, uniform
from sim.engine.table import lay_table
from sim.engine.turn import close_turn, open_turn
from sim.vocabulary import (
    DEFEND,
    DIPLOMACY_DESK,
    DRAW_ATTRIBUTION,
    DRAW_BATTLE,
    DRAW_BELIEF,
    DRAW_CEASEFIRE,
    DRAW_FOG,
    DRAW_SHOCK,
    DRAW_TREATY,
    SECURITY_DESK,
)
from tests.engine.pencil import Sandbox, play


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
    assert clocks == [5, 4, 3, 2, 1, 0, 5, 4]


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


def test_a_treaty_takes_two_and_luck_and_closes_the_way_to_war() -> None:
    signed = set()
    for replicate in range(12):
        box = Sandbox(replicate=replicate)
        # Offers of 1 and .5 of the turn before: .5 > .4.
        after = play(box, {"DEF": "concede"}, {"CHA": "offer_treaty"})
        draw = uniform(box.table.stream, 1, 0, DRAW_TREATY)
        assert after["world.treaty"] == (1 if draw < 0.25 else 0)
        signed.add(after["world.treaty"])
        # Two turns later a quarter of an offer is left, which is not enough.
        assert play(box, {}, {}, {})["world.treaty"] == after["world.treaty"]
    assert signed == {0, 1}
    lone = Sandbox(changes={"parameters.treaty_closure": 1.0})
    assert play(lone, {"DEF": "concede"}, {}, {"CHA": "offer_treaty"})["world.treaty"] == 0


def test_standing_offers_are_signed_sooner_or_later() -> None:
    offers = {"DEF": "concede", "CHA": "offer_treaty"}
    for replicate in range(6):
        box = Sandbox(replicate=replicate)
        draws = [uniform(box.table.stream, turn, 0, DRAW_TREATY) for turn in range(8)]
        first = next((turn for turn, draw in enumerate(draws) if draw < 0.25), None)
        signed = [play(box, offers)["world.treaty"] for _ in range(8)]
        assert signed == [float(first is not None and turn >= first) for turn in range(8)]


def test_luck_is_drawn_for_the_theatre_and_the_observer() -> None:
    box = Sandbox(seed=9)
    after = play(box, {"CHA": "offensive"})
    z = normal(box.table.stream, 0, 0, DRAW_BATTLE)
    assert after["theatres.valley.control"] == pytest.approx(1.125 / 2.045 + 0.12 * z)
    for k, side in enumerate(("client", "adversary")):
        z = normal(box.table.stream, 0, k, DRAW_BELIEF)
        assert after[f"ties.GUA-DEF.belief_{side}"] == pytest.approx(-0.5 + 0.12 * z)


def test_factions_grow_by_how_well_events_fit_them() -> None:
    box = Sandbox(changes={"parameters.faction_rate": 2.0})
    after = play(box, {})
    # Read from the opening state: the sponsor's I/2 + .3 M + P and half of the faraway suitor's,
    # peacekeepers .5 x .8, overstretch .2 and tension .4.
    fit = [0.25 + 0.12 + 0.2 + 0.5 * 0.05 - 0.45, 0.4 - 0.3, 0.8 * 0.2 + 0.5 * 0.4 - 0.3]
    shares = (0.5, 0.25, 0.25)
    grown = [share * math.exp(2 * signal) for share, signal in zip(shares, fit, strict=True)]
    for name, weight in zip(("hawks", "brokers", "accommodators"), grown, strict=True):
        assert after[f"factions.{name}"] == pytest.approx(0.003 + 0.991 * weight / sum(grown))


# --- what is expected ---------------------------------------------------------------------------


def expected(box: Sandbox, actor: str, slot: int) -> float:
    """Effort that everybody expects of an actor next turn."""
    return box.table.forecast[box.place(actor) * at.CHANNEL_COUNT + slot]


def test_courses_are_expected_to_go_on_and_acts_not_to_recur() -> None:
    box = Sandbox()
    invest, purge = (first + box.place("CHA") for first in (at.DO_INVEST, at.DO_PURGE))
    play(box, {"CHA": "rearm+purge_cadres"})
    assert expected(box, "CHA", invest) == 0.8
    assert expected(box, "CHA", purge) == 0
    play(box, {"CHA": "offensive"})
    assert expected(box, "CHA", invest) == 0
    assert expected(box, "CHA", at.DO_FORCE) == 0


def test_a_run_opens_with_its_courses_expected() -> None:
    box = Sandbox(
        changes={
            "actors.GUA.opening.security": "reinforce_mission",
            "actors.GUA.opening.diplomacy": "broker_neutral",
        }
    )
    assert expected(box, "GUA", at.DO_MISSION) == 1
    assert expected(box, "GUA", at.DO_MEDIATE + 1) == 0.8  # with the sender's bandwidth
    assert (box.order("GUA", SECURITY_DESK), box.order("GUA", DIPLOMACY_DESK)) == (
        "reinforce_mission",
        "broker_neutral",
    )


def test_mediation_and_pressure_are_expected_with_the_bandwidth_of_their_turn() -> None:
    box = Sandbox(changes={"parameters.shock_onset": 0.0})
    play(box, {"GUA": "arm_client+press_challenger", "NEI": "mediate"})
    assert expected(box, "GUA", at.DO_PRESS + box.place("CHA")) == pytest.approx(0.56)
    assert expected(box, "NEI", at.DO_MEDIATE) == pytest.approx(0.3)
    # Arms lose their share when they arrive, not here.
    assert expected(box, "GUA", at.DO_ARM + box.cast.ties.index("GUA-DEF")) == 0.8
    # What is expected is of the turn in which it was ordered, whatever comes before the next.
    box.put("actors.NEI.overstretch", 0.9)
    open_turn(box.encoded, box.table)
    assert box.table.expected[at.DO_MEDIATE] == pytest.approx(0.3)


@pytest.mark.parametrize("attribution", [0.0, 0.5, 1.0])
def test_covert_help_is_only_expected_if_it_was_seen(attribution: float) -> None:
    box = Sandbox(changes={"parameters.attribution": attribution})
    seen = set()
    for turn in range(8):
        before = box.state()["world.tension"]
        after = play(box, {"SPO": "operate_drones"})
        draw = uniform(box.table.stream, turn, 0, DRAW_ATTRIBUTION)
        noticed = draw < attribution
        assert expected(box, "SPO", at.DO_COVERT) == (0.6 if noticed else 0)
        assert expected(box, "SPO", at.DO_COVERT + 1) == (0.4 if noticed else 0)
        # Technology is seen in any case.
        assert expected(box, "SPO", at.DO_TECH + box.cast.ties.index("SPO-CHA")) == 0.8
        # Seen, a mean covert effort of .5 makes for tension.
        assert after["world.tension"] == pytest.approx(
            0.9 * before + 0.025 + (0.1 if noticed else 0)
        )
        seen.add(noticed)
    assert len(seen) == (2 if attribution == 0.5 else 1)


# --- alarm --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "alarm"),
    [
        ({}, 0),
        ({"CHA": "probe"}, 0.3),
        ({"CHA": "border_push"}, 0.8),
        # As ordered, whatever the sponsor holds back.
        ({"CHA": "border_push", "SPO": "restrain_client"}, 0.8),
        ({"CHA": "offensive"}, 1),
        ({"CHA": "grant_base"}, 1),
        ({"DEF": "freeze_alliance"}, 1),
        ({"CHA": "end_mandate"}, 0.5),
        ({"CHA": "probe+end_mandate"}, 0.8),
        ({"CHA": "offensive+end_mandate"}, 1),
        ({"GUA": "deploy_guarantee+draw_red_line"}, 0),
    ],
)
def test_what_alarms_everybody(orders: dict[str, str], alarm: float) -> None:
    box = Sandbox()
    box.put("world.alarm", 0.7)  # the alarm of this turn is over when the next opens
    assert play(box, orders)["world.alarm"] == pytest.approx(alarm)


def test_a_signature_alarms_once() -> None:
    box = Sandbox(changes={"parameters.treaty_closure": 1.0})
    offers = {"DEF": "concede", "CHA": "offer_treaty"}
    assert play(box, offers)["world.alarm"] == 1
    assert play(box, offers)["world.alarm"] == 0


def test_a_mandate_that_runs_no_more_alarms_nobody() -> None:
    box = Sandbox()
    assert play(box, {"CHA": "end_mandate"})["world.alarm"] == 0.5
    assert play(box, {"CHA": "end_mandate"})["world.alarm"] == 0


def test_a_war_elsewhere_alarms_when_it_begins_and_when_it_ends() -> None:
    box = Sandbox(changes={"parameters.shock_onset": 1.0, "parameters.shock_exit": 0.0})
    box.put("world.alarm", 0.2)
    open_turn(box.encoded, box.table)
    assert box.state()["world.alarm"] == 0.5
    close_turn(box.encoded, box.table)
    open_turn(box.encoded, box.table)
    assert box.state()["world.alarm"] == 0  # it goes on
    box.encoded.p[at.SHOCK_EXIT] = 1.0
    box.put("world.alarm", 0.8)
    open_turn(box.encoded, box.table)
    assert box.state()["world.shock"] == 0
    assert box.state()["world.alarm"] == 0.8  # no less than it was


def test_a_scheduled_war_elsewhere_alarms_too() -> None:
    box = Sandbox(sim.load_scenario("karabakh-2020-ukraine"))
    box.encoded.p[at.SHOCK_ONSET] = box.encoded.p[at.SHOCK_EXIT] = 0.0
    for turn in range(6):
        open_turn(box.encoded, box.table)
        assert box.state()["world.alarm"] == (0.5 if turn == 4 else 0)
        box.give_orders({})
        close_turn(box.encoded, box.table)


def test_the_private_type_is_drawn_once() -> None:
    box = Sandbox(changes={"parameters.resolve_prior": 0.3})
    types = [lay_table(box.encoded, 0, k, 1).private[at.RESOLVE] for k in range(400)]
    assert set(types) == {0.2, 0.8}
    # Binomial with mean 120 and variance 84.
    assert abs(types.count(0.8) - 120) < 4 * math.sqrt(84)
