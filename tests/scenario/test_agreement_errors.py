"""Entries that do not fit together. The mark § stands where the fault is."""

from __future__ import annotations

import pytest

from sim.scenario.doctrines import BUILT_IN
from sim.vocabulary import DOCTRINES

CROSS = [
    (
        'at = "2002-Q2"',
        '§at = "2002Q2"',
        'events.storm.at = "2002Q2": must be a whole number or a quarter such as 2021-Q1',
    ),
    (
        'name = "quarrel"',
        '§name = "The Quarrel"',
        'name = "The Quarrel": must be small letters, digits, - and _, such as karabakh-2020',
    ),
    (
        "[doctrines.stand-firm]\nkind",
        "[doctrines]\n§odd = 3\n[doctrines.stand-firm]\nkind",
        "doctrines.odd = 3: must be a table",
    ),
    (
        "[doctrines.stand-firm]\nkind",
        "[doctrines.§odd]\n[doctrines.stand-firm]\nkind",
        f"doctrines.odd: missing key 'kind' (allowed: {', '.join(DOCTRINES)})",
    ),
    (
        "[doctrines.stand-firm]\nkind",
        "[doctrines.odd]\nkind = 'fixed'\n§order = 'holt'\n[doctrines.stand-firm]\nkind",
        "doctrines.odd.order = \"holt\": no such action as 'holt'; did you mean 'hold'? "
        "(allowed: arm, broker, court, hold, mobilise, offensive, provoke)",
    ),
    (
        '["actions.defender.mobilise"',
        '[§"ties.AVN-DELL.pledge"',
        "claims.Q1.represented_by[0] = \"ties.AVN-DELL.pledge\": no 'AVN-DELL' in ties; "
        "did you mean 'ANV-DELL'? (allowed: ANV-DELL, BEL-CRAG, ELM-DELL)",
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15"',
        '{ §when = "theatres.ridge.heat > high"',
        'doctrines.stand-firm.rules[0].when = "theatres.ridge.heat > high": '
        "'high' is not a number",
    ),
    (
        'role = "suitor"\n',
        "",
        "actors.ELM: missing key 'role' "
        "(allowed: guarantor, sponsor, challenger, defender, suitor)",
    ),
    (
        "[ties.ANV-DELL]",
        "[ties.§AVN-DELL]",
        "ties.AVN-DELL: no actor 'AVN' to be the patron; did you mean 'ANV'? "
        "(allowed: ANV, BEL, CRAG, DELL, ELM)",
    ),
    (
        "influence = 0.14, cadre",
        "§influence = 0.48, cadre",
        "ties.ELM-DELL.influence: the ties of DELL sum to 0.96 (ANV-DELL, ELM-DELL); "
        "at most 0.95 is allowed, the rest is autonomy",
    ),
    (
        "factions.hawks = 0.30",
        "§factions.hawks = 0.31",
        "actors.ANV.factions: the shares sum to 1.01; they must sum to 1",
    ),
    (
        'name = "Bell"',
        '§name = "anvil"',
        'actors.BEL.name = "anvil": ANV has the same name; readers could not tell them apart',
    ),
    (
        'name = "the ridge"',
        '§name = "the ford"',
        'theatres.ridge.name = "the ford": ford has the same name; readers could not tell them '
        "apart",
    ),
    (
        'role = "suitor"',
        '§role = "guarantor"',
        "actors.ELM.role: the role 'guarantor' is already filled by ANV",
    ),
    (
        'role = "suitor"',
        '§role = ""',
        'actors.ELM.role = "": not a role '
        "(allowed: guarantor, sponsor, challenger, defender, suitor)",
    ),
    (
        'role = "suitor"',
        '§role = "siutor"',
        "actors.ELM.role = \"siutor\": not a role; did you mean 'suitor'? "
        "(allowed: guarantor, sponsor, challenger, defender, suitor)",
    ),
    (
        "control = 0\ncap = 0.4",
        "§control = 0.5\ncap = 0.4",
        "theatres.ridge.control = 0.5: must be at most cap = 0.4",
    ),
    (
        "security_weight = 0.7",
        "§security_weight = 0.6",
        "theatres.ridge.security_weight: the weights of the theatres sum to 0.9; "
        "they must sum to 1",
    ),
    (
        "heat = { ridge = -0.15 }",
        "heat = { §rigde = -0.15 }",
        "utility.BEL.heat.rigde: no such theatre; did you mean 'ridge'? (allowed: ford, ridge)",
    ),
    (
        "influence = { ELM-DELL = 0.5,",
        "influence = { §ELM-DEL = 0.5,",
        "utility.ELM.influence.ELM-DEL: no such tie; did you mean 'ELM-DELL'? "
        "(allowed: ANV-DELL, BEL-CRAG, ELM-DELL)",
    ),
    (
        "[utility.ELM]",
        "[utility.§ELMO]",
        "utility.ELMO: no actor of that name; did you mean 'ELM'? "
        "(allowed: ANV, BEL, CRAG, DELL, ELM)",
    ),
    (
        'provider = "ANV"',
        '§provider = "DELL"',
        'mission.provider = "DELL": is the defender; must be guarantor or sponsor or suitor',
    ),
    (
        'doctrine = "level_k"',
        '§doctrine = "levelk"',
        "actors.BEL.doctrine = \"levelk\": no such doctrine; did you mean 'level_k'? "
        f"(allowed: {', '.join(BUILT_IN)}, fixed:ACTION, stand-firm)",
    ),
    (
        'doctrine = "fixed:court"',
        '§doctrine = "fixed:cuort"',
        "actors.ELM.doctrine = \"fixed:cuort\": the suitor has no action 'cuort'; "
        "did you mean 'court'? (allowed: hold, court)",
    ),
    (
        "[doctrines.stand-firm]",
        "[doctrines.§random]\nkind = 'random'\n[doctrines.stand-firm]",
        "doctrines.random: is the name of a built-in doctrine; choose another",
    ),
    (
        'kind = "script"',
        "§kind = { a = 1 }",
        f"doctrines.stand-firm.kind = a table: not a kind (allowed: {', '.join(DOCTRINES)})",
    ),
    (
        'kind = "script"',
        '§kind = "scrpt"',
        "doctrines.stand-firm.kind = \"scrpt\": not a kind; did you mean 'script'? "
        f"(allowed: {', '.join(DOCTRINES)})",
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15"',
        '{ §when = "theatres.ridge.haet > 0.15"',
        'doctrines.stand-firm.rules[0].when = "theatres.ridge.haet > 0.15": '
        "no variable 'haet' of theatres; did you mean 'heat'? (allowed: control, heat, mission, "
        "integrity, red_line, war, pending_test, casus, mediation, danger)",
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15"',
        '{ §when = "theatres.ridge.heat is 0.15"',
        'doctrines.stand-firm.rules[0].when = "theatres.ridge.heat is 0.15": '
        "must be PATH OPERATOR NUMBER with one of > >= < <=",
    ),
    (
        'order = "provoke"',
        '§order = "offensive"',
        'doctrines.stand-firm.rules[1].order = "offensive": the defender has no action '
        "'offensive' (allowed: hold, mobilise, provoke)",
    ),
    (
        'otherwise = "hold"',
        '§otherwise = "onw"',
        "doctrines.stand-firm.otherwise = \"onw\": the defender has no action 'onw'; "
        "did you mean 'own'? (allowed: hold, mobilise, provoke, own)",
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15", order = "mobilise" }',
        '§{ order = "mobilise" }',
        "doctrines.stand-firm.rules[0]: says neither 'when' (a condition) nor 'at' (a quarter or "
        "turn); give one or both",
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15", order = "mobilise" }',
        '{ §at = "2001-Q1", order = "mobilise" }',
        'doctrines.stand-firm.rules[0].at = "2001-Q1": outside of every run: turn 0 is 2001-Q2, '
        "and the last turn that a run can have is 399",
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15", order = "mobilise" }',
        '{ at = 1, §until = 400, order = "mobilise" }',
        "doctrines.stand-firm.rules[0].until = 400: outside of every run: turn 0 is 2001-Q2, "
        "and the last turn that a run can have is 399",
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15", order = "mobilise" }',
        '{ at = "2002-Q2", §until = 3, order = "mobilise" }',
        "doctrines.stand-firm.rules[0].until = 3: ends before it begins; must be "
        'at = "2002-Q2" or later',
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15", order = "mobilise" }',
        '{ §at = "2002", order = "mobilise" }',
        'doctrines.stand-firm.rules[0].at = "2002": must be a whole number or a quarter such as '
        "2021-Q1",
    ),
    (
        '{ when = "theatres.ridge.heat > 0.15", order = "mobilise" }',
        '{ §form = "2002-Q1", at = "2002-Q1", order = "mobilise" }',
        "doctrines.stand-firm.rules[0].form: unknown key (allowed: when, at, until, order)",
    ),
    (
        'at = "2002-Q2"',
        '§at = "2004-Q2"',
        'events.storm.at = "2004-Q2": outside the calendar; it runs 2001-Q2 to 2004-Q1 '
        "(turns 0 to 11)",
    ),
    (
        "at = 5",
        "§at = 12",
        "events.council.at = 12: outside the calendar; it runs 2001-Q2 to 2004-Q1 (turns 0 to 11)",
    ),
    (
        'at = "2002-Q2"',
        '§at = "2001-Q1"',
        'events.storm.at = "2001-Q1": outside the calendar; it runs 2001-Q2 to 2004-Q1 '
        "(turns 0 to 11)",
    ),
    (
        'set = { "world.shock" = true',
        'set = { §"world.shok" = true',
        "events.storm.set.\"world.shok\": no variable 'shok' of world; did you mean 'shock'? "
        "(allowed: tension, shock, treaty, mandate)",
    ),
    (
        'set = { "world.shock" = true',
        'set = { §"world.shock" = 1',
        'events.storm.set."world.shock" = 1: must be true or false',
    ),
    (
        '"ties.ANV-DELL.commitment" = 0.2',
        '§"ties.ANV-DELL.commitment" = 1.2',
        'events.storm.set."ties.ANV-DELL.commitment" = 1.2: must be from 0 to 1',
    ),
    (
        '"ties.ANV-DELL.commitment" = 0.2',
        '§"theatres.ridge.control" = 0.41',
        'events.storm.set."theatres.ridge.control" = 0.41: must be from 0 to 0.4',
    ),
    (
        '"ties.ANV-DELL.commitment" = 0.2',
        '§"actors.DELL.reputation" = 0.2',
        'events.storm.set."actors.DELL.reputation": the defender has no reputation; '
        "guarantor and sponsor do",
    ),
    (
        '"ties.ANV-DELL.commitment" = 0.2',
        '§"actors.ANV.overstretch" = 0.2',
        'events.storm.set."actors.ANV.overstretch": the guarantor\'s load follows '
        "parameters.overstretch_base and world.shock",
    ),
    (
        'set = { "actors.ANV.factions.hawks" = 0.5, ',
        "§set = { ",
        "events.council.set: set all shares of the factions or none: hawks, brokers, accommodators",
    ),
    (
        'set = { "actors.ANV.factions.hawks" = 0.5, ',
        '§set = { "actors.ANV.factions.hawks" = 0.4, ',
        "events.council.set: the shares sum to 0.9; they must sum to 1",
    ),
    (
        'status = "opinion"',
        '§status = "opnion"',
        "claims.Q1.status = \"opnion\": not allowed; did you mean 'opinion'? (allowed: supported, "
        "contested, claim, false, open, modelled, framing, opinion, event)",
    ),
    (
        '["actions.defender.mobilise"',
        '[§"actions.defender.mobilize"',
        'claims.Q1.represented_by[0] = "actions.defender.mobilize": no such action; '
        "did you mean 'mobilise'? (allowed: hold, mobilise, provoke)",
    ),
    (
        "[theatres.ridge]",
        "[theatres.§Ridge]",
        "theatres.Ridge: not a name; names here are small letters, digits, - and _, "
        "such as karabakh",
    ),
    (
        'opening = { security = "arm"',
        'opening = { §security = "arms"',
        'actors.BEL.opening.security = "arms": the sponsor has no such action; '
        "did you mean 'arm'? (allowed: hold, arm)",
    ),
    (
        'opening = { security = "arm", diplomacy = "hold"',
        'opening = { security = "arm", §diplomacy = "arm"',
        'actors.BEL.opening.diplomacy = "arm": is an order of the security desk',
    ),
    (
        'opening = { security = "mobilise"',
        'opening = { §security = "provoke"',
        'actors.DELL.opening.security = "provoke": is an act, which happens once; '
        "a run opens with courses",
    ),
    (
        'doctrine = "fixed:court"',
        '§doctrine = "fixed:security=court"',
        'actors.ELM.doctrine = "fixed:security=court": court is an order of the diplomacy desk, '
        "not security",
    ),
    (
        'doctrine = "fixed:court"',
        '§doctrine = "fixed:hold+court"',
        'actors.ELM.doctrine = "fixed:hold+court": two orders for the diplomacy desk, '
        "hold and court; hold alone is for both desks, DESK=hold for one",
    ),
    (
        'doctrine = "fixed:court"',
        '§doctrine = "fixed:court+court"',
        'actors.ELM.doctrine = "fixed:court+court": two orders for the diplomacy desk, '
        "court and court",
    ),
    (
        'doctrine = "fixed:court"',
        '§doctrine = "fixed:army=hold"',
        "actors.ELM.doctrine = \"fixed:army=hold\": no desk 'army' (allowed: security, diplomacy)",
    ),
    (
        'otherwise = "hold"',
        '§otherwise = "mobilise+provoke"',
        'doctrines.stand-firm.otherwise = "mobilise+provoke": two orders for the security desk, '
        "mobilise and provoke",
    ),
    (
        "heat = {}\ndanger = {}",
        "heat = {}\n§danger = { ford = 0.1 }",
        "utility.CRAG.danger: must be {} for the challenger, to whom an attack is an option",
    ),
    (
        "danger = { ridge = -0.3 }",
        "danger = { §rigde = -0.3 }",
        "utility.BEL.danger.rigde: no such theatre; did you mean 'ridge'? (allowed: ford, ridge)",
    ),
    (
        "danger = { ford = 0.6, ridge = 1.2 }",
        "danger = { ford = 0.6, §ridge = -1.2 }",
        "utility.DELL.danger.ridge = -1.2: must be from 0 to 1000",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), CROSS)
def test_cross_checks(bench, old: str, new: str, message: str) -> None:
    bench.edit(old, new)
    if "§" not in new:
        bench.edit("[actors.ELM]", "[actors.§ELM]")
    assert f"{bench.place}: {message}" in bench.errors()


def test_a_role_that_nobody_fills(bench) -> None:
    bench.edit('role = "suitor"', 'role = "sponsor"')
    bench.edit('role = "challenger"', 'role = "suitor"')
    assert any(
        error.endswith("actors: nobody has the role 'challenger'; exactly one actor must")
        for error in bench.errors()
    )


def test_a_guarantee_that_is_missing(bench) -> None:
    bench.edit("[ties.ANV-DELL]", "[ties.§ANV-CRAG]")
    errors = bench.errors()
    assert any(
        "ties: missing key 'ANV-DELL': the guarantee, from the guarantor to the defender" in error
        for error in errors
    )


def test_a_tie_between_the_wrong_roles(bench) -> None:
    bench.edit("[ties.BEL-CRAG]", "[ties.§CRAG-BEL]")
    place = bench.place
    wrong = "the patron of a tie must be guarantor or sponsor or suitor"
    assert f"{place}: ties.CRAG-BEL: CRAG is the challenger; {wrong}" in bench.errors()


def test_peacekeepers_need_a_mission(bench) -> None:
    bench.edit('[mission]\nprovider = "ANV"\nmandate = true\nclock = 20\nterm = 20\n', "")
    bench.edit("mission = 1\n", "§mission = 1\n")
    message = "there are no peacekeepers without a [mission] table; must be 0"
    assert bench.errors() == [f"{bench.place}: theatres.ford.mission = 1: {message}"]


def test_too_many_of_anything(bench) -> None:
    entry = bench.text()[bench.text().index("[theatres.ridge]") : bench.text().index("[mission]")]
    for number in range(3):
        bench.append("\n" + entry.replace("ridge]", f"ridge{number}]"))
    assert any("theatres: 5 entries; at most 4 are allowed" in error for error in bench.errors())


def test_no_theatre_at_all(bench) -> None:
    text = bench.text()
    start, end = text.index("[theatres.ford]"), text.index("[mission]")
    bench.write("quarrel.toml", text[:start] + "[§theatres]\n" + text[end:])
    assert f"{bench.place}: theatres: at least one theatre is needed" in bench.errors()
