"""One turn's arithmetic on the scenario of round numbers (data/pencil.toml), worked out by hand.

What a hand needs to know: the guarantor's bandwidth is .8, the suitors' .5, all others' 1. The
challenger's strength is 1 x (1 + .5) x (.2 + 1.1 x .5) = 1.125, because half of its forces are
ready; the defender's is .8; the guarantor's reach is 2 x .8 x (.4 + .6 x .5) = 1.12. In the valley
peacekeepers times integrity is .5 x .8 = .4; the contest is in plain proportion. Without anybody's
doing commitment loses .05 of itself and tension goes from .4 to .9 x .4 + .025 = .385.
"""

from __future__ import annotations

import math

import pytest

from sim.engine import layout as at
from tests.engine.pencil import Sandbox

G, S, X, F, N = "ties.GUA-DEF", "ties.SPO-CHA", "ties.GUA-CHA", "ties.FAR-DEF", "ties.NEI-DEF"
VALLEY, PASS = "theatres.valley", "theatres.pass"
GUA, SPO, CHA, DEF = "actors.GUA", "actors.SPO", "actors.CHA", "actors.DEF"


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-9)


def test_a_quiet_turn() -> None:
    after = Sandbox().project()
    assert after[f"{VALLEY}.control"] == 0.5
    assert after[f"{PASS}.control"] == 0.1
    assert after[f"{VALLEY}.heat"] == near(0.12)  # .6 x .2
    assert after[f"{VALLEY}.mission"] == 0.5
    # .8 - .03 x .2 x .8 + .01 x .2
    assert after[f"{VALLEY}.integrity"] == near(0.7972)
    assert after[f"{G}.commitment"] == near(0.475)
    assert after[f"{F}.commitment"] == near(0.19)
    assert after[f"{G}.pledge"] == 0.5
    assert after[f"{G}.presence"] == 0.5
    # Even odds, even reputation: nothing pulls.
    assert after[f"{G}.belief_client"] == 0
    # Other beliefs stand still: log-odds of .6.
    assert after[f"{S}.belief_client"] == near(math.log(1.5))
    assert after[f"{CHA}.capability"] == 1
    assert after[f"{CHA}.drone_tech"] == near(0.496)  # .5 - .008 x .5
    assert after[f"{GUA}.drone_tech"] == 0.5  # patrons' stocks are constant
    assert after["world.tension"] == near(0.385)
    assert after[f"{CHA}.standing"] == 0.5
    assert after[f"{CHA}.readiness"] == near(0.55)  # .5 + .1 x .5
    assert after[f"{CHA}.menace"] == near(0.47)  # .5 - .06 x .5
    assert after[f"{VALLEY}.mediation"] == near(0.4)  # .8 x .5
    assert after[f"{DEF}.disillusion"] == after[f"{CHA}.pressure"] == 0


def test_what_was_done_to_the_clients_is_forgotten() -> None:
    box = Sandbox()
    box.put(f"{CHA}.pressure", 0.5)
    box.put(f"{DEF}.pressure", 0.2)
    box.put(f"{DEF}.disillusion", 0.5)
    after = box.project()
    assert after[f"{CHA}.pressure"] == near(0.4)
    assert after[f"{DEF}.pressure"] == near(0.16)
    assert after[f"{DEF}.disillusion"] == near(0.47)


def test_an_offensive_that_nobody_answers() -> None:
    box = Sandbox()
    after = box.project({"CHA": "offensive"})
    # Defence .8 + .3 x .4 = .92.
    win = 1.125 / 2.045
    assert box.ledger("win", "valley") == near(win)
    # .5 + 1 x 1 x .5 (2 win - 1), which at this start is win itself
    assert after[f"{VALLEY}.control"] == near(win)
    # Attrition .12 times the other side's share.
    assert after[f"{CHA}.capability"] == near(1 - 0.12 * 0.92 / 2.045)
    assert after[f"{DEF}.capability"] == near(0.8 * (1 - 0.12 * 1.125 / 2.045))
    # Half covered, force 1: an unmet test of .5.
    assert after[f"{VALLEY}.pending_test"] == 0.5
    assert after[f"{PASS}.pending_test"] == 0
    # .12 + .4 x 1 x (1 - .3 x .4)
    assert after[f"{VALLEY}.heat"] == near(0.472)
    # .8 - .4 x 1 x .8 - .0048 + .002
    assert after[f"{VALLEY}.integrity"] == near(0.4772)
    # .5 - (.05 + .4 x .5) x .5
    assert after[f"{G}.commitment"] == near(0.375)
    assert after[f"{S}.commitment"] == near(0.475)  # only the guarantee is tested
    assert after[f"{G}.pledge"] == near(0.4)  # .5 - .4 x .5 x .5
    assert after[f"{G}.belief_client"] == near(-0.5)  # -1 x .5
    assert after[f"{G}.belief_adversary"] == near(-0.5)
    assert after[f"{GUA}.reputation"] == near(0.45)  # .5 - .2 x .5 x .5
    # Audience cost: .6 - 1/2 x .5 x .5 x .5
    assert after[f"{GUA}.standing"] == near(0.5375)
    moved = win - 0.5
    assert after[f"{CHA}.standing"] == near(0.5 + 0.4 * moved)
    assert after[f"{DEF}.standing"] == near(0.5 - 0.4 * moved)
    assert after[f"{SPO}.standing"] == near(0.5 + 0.1 * moved)
    assert after["world.tension"] == near(0.385)
    assert after[f"{CHA}.readiness"] == near(0.35)  # .55 - .4 x .5
    assert after[f"{CHA}.menace"] == near(0.77)  # .47 + .6 x .5
    assert after[f"{DEF}.disillusion"] == near(0.25)  # .5 x .5


def test_an_offensive_that_the_guarantor_meets() -> None:
    box = Sandbox()
    box.put(f"{DEF}.disillusion", 0.5)
    after = box.project({"CHA": "offensive"}, reply={"valley": 1})
    # Defence .92 + 1.12 = 2.04.
    assert after[f"{VALLEY}.control"] == near(1.125 / 3.165)
    assert after[f"{VALLEY}.pending_test"] == 0
    assert after[f"{VALLEY}.integrity"] == near(0.7972)  # the guarantor shields the mandate
    # .5 + .2 x .6 x .5 - .05 x .5
    assert after[f"{G}.commitment"] == near(0.535)
    assert after[f"{G}.pledge"] == 0.5
    assert after[f"{G}.belief_client"] == near(0.5)
    assert after[f"{GUA}.reputation"] == near(0.55)  # .5 + .2 x .5 x .5
    assert after[f"{GUA}.standing"] == near(0.625)  # .6 + .05 x .5
    assert after["world.tension"] == near(0.505)  # .385 + .12
    assert after[f"{DEF}.disillusion"] == near(0.395)  # .94 x .5 - .3 x .5 x .5


def test_luck_moves_ground_and_beliefs() -> None:
    luck = {at.BATTLE_LUCK: -1.0, at.BELIEF_LUCK: 2.0, at.BELIEF_LUCK + 1: -0.5}
    after = Sandbox().project({"CHA": "offensive"}, luck=luck)
    assert after[f"{VALLEY}.control"] == near(1.125 / 2.045 - 0.12)
    assert after[f"{G}.belief_client"] == near(-0.5 + 0.24)
    assert after[f"{G}.belief_adversary"] == near(-0.5 - 0.06)
    quiet = Sandbox().project(luck={at.BATTLE_LUCK: 5.0})
    assert quiet[f"{VALLEY}.control"] == 0.5  # no fighting, no luck


def test_an_attack_on_the_second_theatre() -> None:
    box = Sandbox()
    after = box.project({"CHA": "border_push"})
    # No peacekeepers there: defence 2 x .8 = 1.6 against 1.125.
    win = 1.125 / 2.725
    # .1 + .5 x .8 x .5 (2 win - 1)
    assert after[f"{PASS}.control"] == near(0.1 + 0.2 * (2 * win - 1))
    assert after[f"{PASS}.pending_test"] == near(0.8)  # fully covered
    # Front half as costly: .12 x .5 x .8.
    assert after[f"{DEF}.capability"] == near(0.8 * (1 - 0.048 * win))
    assert after[f"{VALLEY}.control"] == 0.5
    # The smaller front spends and frightens less: .55 - .4 x .5 x .5 x .8, .47 + .6 x .8 x .5.
    assert after[f"{CHA}.readiness"] == near(0.47)
    assert after[f"{CHA}.menace"] == near(0.71)


def test_control_stops_at_the_cap() -> None:
    box = Sandbox()
    after = box.project({"CHA": "border_push"}, luck={at.BATTLE_LUCK + 1: 20.0})
    assert after[f"{PASS}.control"] == 0.4


def test_a_sponsor_that_restrains_its_client() -> None:
    box = Sandbox()
    box.project({"CHA": "offensive", "SPO": "restrain_client"})
    # 1 - .6 x .8 x .5
    assert box.ledger("fought", "valley") == near(0.76)
    # What was not used is neither spent nor feared: .55 - .4 x .5 x .76, .47 + .6 x .76 x .5.
    held = {path: box.table.nxt[place] for path, place in box.places.items()}
    assert held[f"{CHA}.readiness"] == near(0.398)
    assert held[f"{CHA}.menace"] == near(0.698)
    box.project({"CHA": "offensive", "SPO": "deal_with_rival"})
    assert box.ledger("fought", "valley") == near(0.94)


def test_covert_help() -> None:
    box = Sandbox()
    after = box.project({"CHA": "offensive", "SPO": "operate_drones"})
    # Attack 1.125 + .6 x .6 x 1 = 1.485 against .92.
    assert after[f"{VALLEY}.control"] == near(1.485 / 2.405)
    # Sunk 1/2 (.8 + mean(.6, .4)) = .65: .5 + .2 x .65 x .5 - .025.
    assert box.ledger("sunk", "SPO-CHA") == near(0.65)
    assert after[f"{S}.commitment"] == near(0.54)
    # .5 + .06 x .8 x .5 - .004
    assert after[f"{CHA}.drone_tech"] == near(0.52)
    assert after["world.tension"] == near(0.485)  # .385 + .2 x .5
    hidden = box.project({"CHA": "offensive", "SPO": "operate_drones"}, covert_seen=0.0)
    assert hidden["world.tension"] == near(0.385)
    half = box.project({"SPO": "operate_drones"}, covert_seen=0.5)
    assert half["world.tension"] == near(0.435)


def test_a_defender_that_has_mobilised() -> None:
    box = Sandbox()
    box.project({"CHA": "offensive", "DEF": "mobilise"})
    # .8 x 1.4 + .12 = 1.24
    assert box.ledger("win", "valley") == near(1.125 / 2.365)


def test_a_misread_balance() -> None:
    box = Sandbox()
    box.project({"CHA": "offensive"}, edge=1.2)
    assert box.ledger("win", "valley") == near(1.35 / 2.27)


def test_deploying_to_the_client() -> None:
    box = Sandbox()
    after = box.project({"GUA": "deploy_guarantee"})
    assert after[f"{G}.presence"] == near(0.57)  # .5 + .25 x .7 x .8 x .5
    # Sunk .8 x (1/2 x .3 + .7) = .68: .5 + .2 x .68 x .5 - .025.
    assert box.ledger("sunk", "GUA-DEF") == near(0.68)
    assert after[f"{G}.commitment"] == near(0.543)
    assert after[f"{G}.pledge"] == near(0.575)  # .5 + .25 x .6 x .5
    assert after[f"{G}.belief_adversary"] == near(0.49)  # .5 x (.68 + .5 x .6)
    assert after["world.tension"] == near(0.427)  # .385 + .06 x .7
    assert after[f"{DEF}.capability"] == near(0.8072)  # .8 + .03 x .3 x .8
    assert after[f"{DEF}.drone_tech"] == near(0.0048)  # .02 x .3 x .8
    assert after[f"{G}.base_request"] == 0  # standing consent needs no request


def test_letting_go() -> None:
    after = Sandbox().project({"GUA": "disengage"})
    assert after[f"{G}.presence"] == near(0.45)  # .5 - .25 x .4 x .5
    assert after[f"{G}.commitment"] == near(0.415)  # .5 - (.05 + .3 x .4) x .5
    assert after[f"{G}.pledge"] == near(0.45)  # .5 - .25 x .4 x .5
    # .5 x (-.5 x .4 - 1/2 x .4)
    assert after[f"{G}.belief_client"] == near(-0.2)
    assert after[f"{VALLEY}.mission"] == near(0.2)  # .5 - .6 x .5


def test_a_client_that_freezes_the_alliance() -> None:
    after = Sandbox().project({"DEF": "freeze_alliance"})
    assert after[f"{G}.frozen"] == 1
    assert after[f"{G}.pledge"] == near(0.35)  # .5 - .3 x .5
    assert after[f"{G}.presence"] == near(0.4625)  # .5 - .075 x .5
    box = Sandbox()
    both = box.project({"DEF": "freeze_alliance", "GUA": "deploy_guarantee"})
    # The freeze stops this turn's troops but not its arms: .8 x 1/2 x .3.
    assert box.ledger("sunk", "GUA-DEF") == near(0.12)
    assert both[f"{G}.presence"] == near(0.4625)
    assert both[f"{G}.pledge"] == near(0.425)  # .5 + .25 x .6 x .5 - .3 x .5
    box.put(f"{G}.frozen", 1)
    box.project({"GUA": "arm_client"})
    assert box.ledger("sunk", "GUA-DEF") == 0  # a turn later arms stop too


def test_a_base_is_asked_for_and_granted_in_two_acts() -> None:
    box = Sandbox()
    asked = box.project({"SPO": "request_base"})
    assert asked[f"{S}.base_request"] == near(0.7)
    assert asked[f"{S}.presence"] == 0.2
    assert box.ledger("sunk", "SPO-CHA") == 0  # a request costs nothing
    box.put(f"{S}.base_request", 0.7)
    granted = box.project({"CHA": "grant_base"})
    assert granted[f"{S}.presence"] == near(0.396)  # .2 + .35 x .7 x .8
    assert granted[f"{S}.base_request"] == near(0.56)  # .8 x .7
    assert granted["world.tension"] == near(0.4536)  # .385 + .35 x .196
    pressed = box.project({"GUA": "press_challenger"})
    assert pressed[f"{S}.base_request"] == near(0.5)  # .56 - 1/2 x .3 x .8 x .5


def test_pressure_on_the_challenger_and_its_sponsor() -> None:
    box = Sandbox()
    calm, pressed = box.project(), box.project({"GUA": "press_challenger"})
    assert pressed[f"{CHA}.standing"] == near(0.444)  # .5 - .10 x .7 x .8
    assert pressed[f"{SPO}.standing"] == near(0.488)  # .5 - .10 x .3 x .8 x .5
    assert pressed["world.tension"] == near(0.421)  # .385 + .10 x .3 x .8 x 1.5
    assert pressed[f"{CHA}.pressure"] == near(0.224)  # .4 x .7 x .8
    assert pressed[f"{DEF}.pressure"] == 0
    box.put(f"{CHA}.pressure", 0.5)
    # .8 x .5 + .4 x .56 x .5
    assert box.project({"GUA": "press_challenger"})[f"{CHA}.pressure"] == near(0.512)
    # Influence over the pressed: -.02 x .56 for the guarantor, -.03 x .56 for others.
    assert pressed[f"{X}.influence"] - calm[f"{X}.influence"] == near(-0.0112)
    assert pressed[f"{S}.influence"] - calm[f"{S}.influence"] == near(-0.0168)
    assert pressed[f"{G}.influence"] == calm[f"{G}.influence"]


def test_a_suitors_sanctions_count_with_its_own_bandwidth() -> None:
    box = Sandbox()
    calm, pressed = box.project(), box.project({"FAR": "sanction_challenger"})
    assert pressed[f"{CHA}.standing"] == near(0.475)  # .5 - .10 x .5 x .5
    assert pressed[f"{S}.influence"] - calm[f"{S}.influence"] == near(-0.0075)  # .03 x .25
    assert pressed[f"{CHA}.pressure"] == near(0.1)  # .4 x .25


def test_defending_one_client_costs_the_tie_to_the_other() -> None:
    # Without jealousy nothing else differs between meeting and not meeting the attack.
    box = Sandbox(changes={"parameters.jealousy": 0.0})
    left = box.project({"CHA": "offensive"})
    met = box.project({"CHA": "offensive"}, reply={"valley": 1})
    assert met[f"{X}.influence"] - left[f"{X}.influence"] == near(-0.10)


def test_two_rivals_make_a_deal() -> None:
    box = Sandbox()
    one = box.project({"GUA": "accommodate_rival"})
    both = box.project({"GUA": "accommodate_rival", "SPO": "deal_with_rival"})
    assert one["world.tension"] == near(0.235)  # .385 - .15
    assert both["world.tension"] == near(0.085)
    assert one[f"{G}.pledge"] == near(0.4625)  # .5 - .25 x .3 x .5


def test_offers_and_what_conceding_costs() -> None:
    box = Sandbox()
    box.put("world.offer_challenger", 0.6)
    after = box.project({"DEF": "concede"})
    assert after["world.offer_defender"] == 1
    assert after["world.offer_challenger"] == near(0.3)  # half remains
    assert after["world.treaty"] == 0  # .3 x 1 is not enough
    assert after[f"{DEF}.standing"] == near(0.395)  # .5 - .07 x (2 - .5)
    # In a forecast the offers may close: .25 / (1 - .5 x .75) = .4, times .3.
    seen = box.project({"DEF": "concede"}, viewer="DEF")
    assert seen["world.treaty"] == near(0.12)
    # The loss of a signature with that chance: (.24 + .25 x .5) x .12.
    assert seen[f"{DEF}.standing"] == near(0.395 - 0.0438)


def test_a_lone_offer_may_be_answered() -> None:
    box = Sandbox()
    # .4 x .15
    assert box.project({"DEF": "concede"}, viewer="CHA")["world.treaty"] == near(0.06)
    assert box.project({"CHA": "offer_treaty"}, viewer="FAR")["world.treaty"] == near(0.06)
    box.put("world.offer_defender", 0.8)  # half of it remains, which is not above .4
    assert box.project(viewer="CHA")["world.treaty"] == 0
    box.put("world.offer_defender", 0.82)
    assert box.project(viewer="CHA")["world.treaty"] == near(0.0246)  # .4 x .41 x .15


def test_a_treaty_is_signed_by_chance_and_stays() -> None:
    box = Sandbox()
    orders = {"CHA": "offer_treaty", "DEF": "concede"}
    signed = box.project(orders, luck={at.TREATY_LUCK: 0.249})
    assert signed["world.treaty"] == 1
    # .5 - .07 x 1.5 - (.24 + .25 x .5)
    assert signed[f"{DEF}.standing"] == near(0.03)
    assert box.project(orders, luck={at.TREATY_LUCK: 0.251})["world.treaty"] == 0
    box.put("world.treaty", 1)
    later = box.project(luck={at.TREATY_LUCK: 0.9})
    assert later["world.treaty"] == 1
    assert later[f"{DEF}.standing"] == 0.5  # the loss comes once


def test_a_patron_can_impose_an_offer() -> None:
    box = Sandbox()
    after = box.project({"GUA": "press_client"})
    assert after["world.offer_defender"] == near(0.392)  # .7 x .7 x .8
    assert after[f"{DEF}.standing"] == near(0.444)  # .5 - .10 x .56: it does not concede itself
    assert after[f"{DEF}.pressure"] == near(0.224)
    assert after[f"{G}.pledge"] == near(0.4875)  # .5 - .25 x .1 x .5
    both = box.project({"GUA": "press_client", "DEF": "concede"})
    assert both["world.offer_defender"] == 1


def test_peacekeepers() -> None:
    box = Sandbox()
    larger = box.project({"GUA": "reinforce_mission"})
    assert larger[f"{VALLEY}.mission"] == near(0.62)  # .5 + .3 x .8 x .5
    assert larger[f"{VALLEY}.integrity"] == near(0.8292)  # .7972 + .2 x .8 x .2
    assert larger[f"{PASS}.mission"] == 0  # a mission that is not there cannot be reinforced
    box.put(f"{VALLEY}.control", 0.98)
    assert box.project()[f"{VALLEY}.mission"] == near(0.2)  # purpose gone
    box.put("world.mandate", 0)
    assert box.project()[f"{VALLEY}.mission"] == near(0.08)  # and no mandate either
    assert box.project({"GUA": "reinforce_mission"})[f"{VALLEY}.mission"] == near(0.08)


def test_mediation() -> None:
    box = Sandbox()
    box.put(f"{PASS}.heat", 0.5)
    after = box.project({"GUA": "broker_neutral"})
    # An effort of 1 with a bandwidth of .8.
    assert after[f"{VALLEY}.mediation"] == near(0.6)  # .4 + .5 x .8 x .5
    assert after[f"{PASS}.mediation"] == near(0.4)  # .5 x .8
    assert after[f"{VALLEY}.integrity"] == near(0.8052)  # .7972 + .05 x .8 x .2
    assert after[f"{PASS}.heat"] == near(0.24)  # .6 x .5 x (1 - .25 x .8)
    # In an attack it also cools what is fresh: .12 x .8 + .4 x .88 x (1 - .3 x .8).
    fought = box.project({"GUA": "broker_neutral", "CHA": "offensive"})
    assert fought[f"{VALLEY}.heat"] == near(0.36352)
    # Three mediators make 1.4 together, of which 1 counts for the front.
    all_ = box.project({"GUA": "broker_neutral", "FAR": "mediate", "NEI": "mediate"})
    assert all_[f"{VALLEY}.mediation"] == near(0.65)  # .4 + .5 x .5
    assert box.table.u[at.DO_MEDIATE] == near(1.4)  # .8 + .3 + .3


def test_a_challenger_that_sends_the_peacekeepers_home() -> None:
    # An effort of -1.5 counts as -1: .5 - .6 x .5, and without a mandate four tenths of it.
    after = Sandbox().project({"CHA": "end_mandate"})
    assert after[f"{VALLEY}.mission"] == near(0.08)
    assert after["world.mandate"] == 0
    # A forecast counts the withdrawal alone.
    seen = Sandbox().project({"CHA": "end_mandate"}, viewer="GUA")
    assert seen[f"{VALLEY}.mission"] == near(0.2)
    assert seen["world.mandate"] == 1


def test_red_lines() -> None:
    box = Sandbox()
    drawn = box.project({"GUA": "draw_red_line"})
    assert drawn[f"{VALLEY}.red_line"] == near(0.6)
    assert drawn[f"{PASS}.red_line"] == near(0.6)
    box.put(f"{VALLEY}.red_line", 0.6)
    later = box.project({"CHA": "offensive"})
    assert later[f"{VALLEY}.red_line"] == near(0.54)
    # Coverage .5 + 1/2 x .5 x .6
    assert later[f"{VALLEY}.pending_test"] == near(0.65)


def test_a_provocation() -> None:
    box = Sandbox()
    box.put(f"{VALLEY}.casus", 0.4)
    after = box.project({"DEF": "provoke"})
    assert after[f"{VALLEY}.casus"] == near(0.7)  # .5 x .4 + .5
    assert after[f"{PASS}.casus"] == near(0.3)
    assert after[f"{VALLEY}.heat"] == near(0.296)  # .12 + .4 x .5 x .88
    assert after[f"{VALLEY}.integrity"] == near(0.7492)  # .7972 - .4 x .3 x .5 x .8
    assert after[f"{DEF}.standing"] == near(0.53)  # it plays well at home
    # With an attack in the same turn, the stronger of the two heats the front.
    assert box.project({"DEF": "provoke", "CHA": "offensive"})[f"{VALLEY}.heat"] == near(0.472)


def test_arming_oneself() -> None:
    box = Sandbox()
    after = box.project({"CHA": "rearm", "DEF": "rearm"})
    assert after[f"{CHA}.capability"] == near(1.08)  # 1 + .1 x .8
    assert after[f"{CHA}.drone_tech"] == near(0.506)  # .5 + .025 x .8 x .5 - .004
    assert after[f"{CHA}.readiness"] == near(0.59)  # .5 + .1 x 1.8 x .5
    assert after[f"{DEF}.capability"] == near(0.87)  # .8 + .1 x .7
    box.put(f"{CHA}.capability", 1.2)
    assert box.project()[f"{CHA}.capability"] == near(1.193)  # 1.2 - .035 x .2


def test_schools_for_officers() -> None:
    box = Sandbox()
    after = box.project({"SPO": "train_cadres"})
    # Intake .3 x .5 + .8 = .95 of .95 + .06 + .25; turnover .1.
    assert after[f"{S}.cadre"] == near(0.4 + 0.1 * (0.95 / 1.26 - 0.4))
    assert after[f"{X}.cadre"] == near(0.2 + 0.1 * (0.06 / 1.26 - 0.2))
    purged = box.project({"SPO": "press_cadre_change"})
    # The same intake; a purge of .7 turns .1 x 3.1 of the corps over.
    assert purged[f"{S}.cadre"] == near(0.4 + 0.31 * (0.95 / 1.26 - 0.4))
    # Both seats' purges add up, to one at most.
    twice = box.project({"SPO": "press_cadre_change", "CHA": "purge_cadres"})
    assert twice[f"{S}.cadre"] == near(0.4 + 0.4 * (0.95 / 1.26 - 0.4))


def test_schools_at_home_and_abroad_add_up() -> None:
    # 1.6 of training: intake .15 + 1.6, and a purge of .7 turns .1 x 3.1 of the corps over.
    after = Sandbox().project({"SPO": "train_cadres+press_cadre_change"})
    assert after[f"{S}.cadre"] == near(0.4 + 0.31 * (1.75 / 2.06 - 0.4))


def test_resentment_of_the_tightest_leash() -> None:
    box = Sandbox()
    after = box.project()
    # Leash .25 + .1 + .05 = .4 against a tolerance of .3: .3 x sp(.1).
    assert after[f"{CHA}.backlash"] == near(0.3 * 0.5 * (0.1 + math.sqrt(0.01 + 0.0049)))
    # The defender's: .2 + .1 + .125 = .425.
    assert after[f"{DEF}.backlash"] == near(0.3 * 0.5 * (0.125 + math.sqrt(0.015625 + 0.0049)))
    box.put(f"{CHA}.backlash", 0.5)
    later = box.project({"CHA": "purge_cadres"})
    # A purge for nobody's good breeds no resentment, one for a patron's men does: .04 x .8.
    assert later[f"{CHA}.backlash"] == near(after[f"{CHA}.backlash"] + 0.465)
    assert later[f"{CHA}.standing"] == near(0.475)  # .5 - .05 x .5
    room = box.project({"CHA": "purge_cadres", "SPO": "train_cadres"})
    assert room[f"{CHA}.backlash"] == near(later[f"{CHA}.backlash"] + 0.032)
    pressed = box.project({"SPO": "press_cadre_change"})
    assert pressed[f"{CHA}.backlash"] == near(later[f"{CHA}.backlash"] + 0.028)  # .04 x .7


def test_efforts_in_one_channel_add_up_and_are_clipped() -> None:
    box = Sandbox()
    # Pressure of .7 x .8 and sanctions of .5 x .5.
    after = box.project({"GUA": "press_challenger", "FAR": "sanction_challenger"})
    assert after[f"{CHA}.standing"] == near(0.419)  # .5 - .10 x .81
    # At full bandwidth 1.2 are clipped to 1.
    for actor in ("GUA", "FAR"):
        box.put(f"actors.{actor}.overstretch", 0)
    after = box.project({"GUA": "press_challenger", "FAR": "sanction_challenger"})
    assert after[f"{CHA}.standing"] == near(0.4)


def test_the_orders_of_both_desks_add_up() -> None:
    box = Sandbox()
    both = box.project({"GUA": "deploy_guarantee+draw_red_line"})
    assert both[f"{G}.pledge"] == near(0.6125)  # .5 + .25 x .9 x .5
    assert both[f"{G}.presence"] == near(0.57)
    assert both[f"{PASS}.red_line"] == near(0.6)
