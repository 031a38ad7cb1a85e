"""Every class of fault, with its place and its words. The mark § stands where the fault is."""

from __future__ import annotations

import pytest

from sim.scenario.doctrines import BUILT_IN
from sim.vocabulary import DOCTRINES

QUARREL, RULES = "quarrel.toml", "rules.toml"

KEYS = [
    pytest.param(
        'adjective = "Anvilian"',
        '§adjectiv = "Anvilian"',
        "actors.ANV.adjectiv: unknown key; did you mean 'adjective'?",
        id="misspelt key is one line, not two",
    ),
    pytest.param(
        'adjective = "Anvilian"',
        'adjective = "Anvilian"\n§overstretch = 0.1',
        "actors.ANV.overstretch: unknown key; the guarantor's load is parameters.overstretch_base",
        id="key of another role",
    ),
    pytest.param(
        'adjective = "Elmish"',
        'adjective = "Elmish"\n§reputation = 0.1',
        "actors.ELM.reputation: unknown key; the suitor has none; "
        "reputation belongs to: guarantor, sponsor",
        id="key that two roles have",
    ),
    pytest.param(
        'start = "2001-Q2"\n',
        'start = "2001-Q2"\n§colour = 1\n',
        "calendar.colour: unknown key (allowed: start, turns)",
        id="unknown key like no other",
    ),
    pytest.param(
        '"""\n\n[calendar]',
        '"""\n§wumpus = 1\n[calendar]',
        "wumpus: unknown key (allowed: name, title, question, summary, calendar, world, "
        "parameters, actors, ties, theatres, mission, utility, ...)",
        id="unknown key of the top level, after a text that looks like a table",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), KEYS)
def test_unknown_keys(bench, old: str, new: str, message: str) -> None:
    bench.edit(old, new)
    assert bench.errors() == [f"{bench.place}: {message}"]


MISSING = [
    pytest.param(
        'name = "the ridge"\n',
        "[theatres.§ridge]",
        "theatres.ridge: missing key 'name': Name as printed",
        id="at the header of its table",
    ),
    pytest.param(
        "rivalry = 0.4, ",
        "§ELM-DELL = {",
        "ties.ELM-DELL: missing key 'rivalry': Weight of this tie in the threat to the guarantor "
        "(rv)",
        id="at the key of an inline table",
    ),
    pytest.param(
        'title = "Quarrel over the ford"\n',
        "§# A small",
        "missing key 'title': Title, one line",
        id="at the start of the file",
    ),
]


@pytest.mark.parametrize(("old", "place", "message"), MISSING)
def test_missing_keys(bench, old: str, place: str, message: str) -> None:
    bench.edit(old, "")
    bench.edit(place.replace("§", ""), place)
    assert bench.errors() == [f"{bench.place}: {message}"]


SAME = [
    ("[actors.CRAG]", "[ \"actors\" . 'CRAG' ] # header"),
    ("turns = 12\n", "turns = 1_2\n"),
    ("[calendar]\nstart", "[calendar]\r\nstart"),
    ("# A small", "\ufeff# A small"),
    ("heat = 0.1", '"he\\u0061t" = 0.1'),
    ("[world]\ntension = 0.3\ntreaty = false", "[world]\ntension = 0.3\ntreaty=false"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_other_spellings_of_the_same(bench, quarrel, old: str, new: str) -> None:
    bench.edit(old, new)
    assert bench.load().hash == quarrel.hash


VALUES = [
    ("standing = 0.6", '§standing = "high"', 'actors.ANV.standing = "high": must be a number'),
    ("standing = 0.6", "§standing = true", "actors.ANV.standing = true: must be a number"),
    ("standing = 0.6", "§standing = nan", "actors.ANV.standing = nan: must be a finite number"),
    ("standing = 0.6", "§standing = -inf", "actors.ANV.standing = -inf: must be a finite number"),
    ("standing = 0.6", "§standing = [1]", "actors.ANV.standing = an array: must be a number"),
    ("standing = 0.6", "§standing = 1.5", "actors.ANV.standing = 1.5: must be from 0.02 to 1"),
    (
        "belief_client = 0.45",
        "§belief_client = 1",
        "ties.ANV-DELL.belief_client = 1: must be above 0 and below 1",
    ),
    ("cap = 0.4", "§cap = 0", "theatres.ridge.cap = 0: must be above 0 and at most 1"),
    (
        "investment_rate = 0.05",
        "§investment_rate = 2001-01-01",
        "actors.CRAG.investment_rate = 2001-01-01: must be a number",
    ),
    ("turns = 12", "§turns = 12.5", "calendar.turns = 12.5: must be a whole number"),
    ("turns = 12", "§turns = 0", "calendar.turns = 0: must be from 1 to 400"),
    ("consent = true", "§consent = 1", "ties.ANV-DELL.consent = 1: must be true or false"),
    ('name = "Anvil"', "§name = 7", "actors.ANV.name = 7: must be a text in quotes"),
    ('name = "Anvil"', '§name = " "', 'actors.ANV.name = " ": must be a text that is not empty'),
    (
        "location = [12, 49]",
        "location = [12, §91]",
        "actors.BEL.location[1] = 91: must be from -90 to 90",
    ),
    (
        "  10.5, # east\n  50,\n",
        "  10.5, # east ] } \n  §'x',\n",
        'actors.ANV.location[1] = "x": must be a number',
    ),
    (
        "location = [2, 48]",
        "§location = [2, 48, 50]",
        "actors.ELM.location = an array: must have at most 2 items",
    ),
    (
        "action_cost = 0.8 }",
        "§action_cost = -1 }",
        "utility.ANV.factions.hawks.action_cost = -1: must be from 0 to 100",
    ),
    (
        "heat = { ford = 0.3, ridge = 0.6 }",
        "heat = { ford = 0.3, §'ridge' = -0.6 }",
        "utility.DELL.heat.ridge = -0.6: must be from 0 to 1000",
    ),
    (
        "factions.brokers = 0.45",
        "factions.§brokers = '0.45'",
        'actors.ANV.factions.brokers = "0.45": must be a number',
    ),
    (
        "location = [2, 48]",
        "§location = [2]",
        "actors.ELM.location: too short: item 2 is missing",
    ),
    (
        "control_standing = {}",
        "§control_standing = 0",
        "actors.ANV.control_standing = 0: must be a table",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), VALUES)
def test_values(bench, old: str, new: str, message: str) -> None:
    bench.edit(old, new)
    assert bench.errors() == [f"{bench.place}: {message}"]


NUMBER_TABLES = [
    ("value = 4,", "§value = 6,", "value = 6 lies outside low..high = 3..5"),
    ("value = 4, low = 3, high = 5", "low = 3, high = 5", "the number table lacks 'value'"),
    ("value = 4, low = 3, high = 5", "value = 4, low = 3", "'low' and 'high' go together"),
    ("low = 3, high = 5", "low = 5, high = 3", "low = 5 is above high = 3"),
    ("low = 3", "§low = true", ".low: true is not a number"),
    ("value = 4", "§value = '4'", '.value: "4" is not a number'),
    ("value = 4", "§value = nan", ".value: nan is not a number"),
    ("value = 4", f"§value = 1{'0' * 400}", ".value: a huge integer is not a number"),
    ("note", "§nite", ".nite: unknown key in a number table; did you mean 'note'?"),
    ("'C'", "'D'", '.confidence: "D" is not a confidence (allowed: A*, A, B, C)'),
    ("source = 'x'", "§source = 4", ".source: 4 must be a text in quotes"),
    ("high = 5", "§high = 5000", ".high = 5000: must be from 0.001 to 1000"),
]


@pytest.mark.parametrize(("old", "new", "message"), NUMBER_TABLES)
def test_number_tables(bench, old: str, new: str, message: str) -> None:
    table = "{ value = 4, low = 3, high = 5, source = 'x', confidence = 'C', note = 'n' }"
    changed = table.replace(old, new).replace("§", "")
    bench.edit(
        'capability = { value = 4, low = 3, high = 5, source = "guess", confidence = "C", '
        'note = "n" }',
        f"§capability = {changed}",
    )
    line = bench.place.rpartition(":")[0]
    (error,) = bench.errors()
    assert error.startswith(f"{line}:")
    assert "actors.ANV.capability" in error
    assert message in error


SETTINGS = [
    ("colour", "1", ": 'colour' is not a state variable (allowed: actors, ties, theatres, world)"),
    ("factions.brokers", "1", ": 'factions.brokers' is not a state variable"),
    ("world.tension.x", "1", ": must be world.VARIABLE"),
    ("ties.ANV-DELL", "1", ": must be ties.NAME.VARIABLE"),
    ("ties.ANV-DEL.pledge", "1", ": no 'ANV-DEL' in ties; did you mean 'ANV-DELL'?"),
    ("theatres.ford.war", "1", ": no variable 'war' of theatres"),
    ("actors.ELM.backlash", "1", ": the suitor has no backlash; challenger and defender do"),
    ("actors.ANV.pressure", "1", ": the guarantor has no pressure; challenger and defender do"),
    ("actors.DELL.menace", "1", ": the defender has no menace; the challenger does"),
    ("actors.CRAG.disillusion", "1", ": the challenger has no disillusion; the defender does"),
    ("actors.CRAG.readiness", "1.5", " = 1.5: must be from 0 to 1"),
    ("theatres.ford.danger", "1", ": no variable 'danger' of theatres"),
    ("world.alarm", "1", ": no variable 'alarm' of world"),
    ("actors.CRAG.backlash", "1.5", " = 1.5: must be from 0 to 1"),
    ("actors.CRAG.capability", "0", " = 0: must be from 0.001 to 1000"),
    ("actors.ANV.reputation", "1", " = 1: must be from 0.05 to 0.95"),
    ("actors.BEL.standing", "0", " = 0: must be from 0.02 to 1"),
    ("ties.ANV-DELL.belief_client", "0", " = 0: must be above 0 and below 1"),
    ("world.tension", "true", " = true: must be a number"),
    ("world.tension", "'high'", ' = "high": must be true or false or a number'),
    ("actors.ANV.factions.brokr", "1", ": no faction 'brokr'; did you mean 'brokers'?"),
]


@pytest.mark.parametrize(("path", "value", "message"), SETTINGS)
def test_settings_of_events(bench, path: str, value: str, message: str) -> None:
    bench.edit('{ "world.shock" = true', f'{{ §"{path}" = {value}')
    (error,) = bench.errors()
    key = f'"{path}"' if "." in path else path
    assert error.startswith(f"{bench.place}: events.storm.set.{key}{message}")


@pytest.mark.parametrize("path", ["theatres.ford.mission", "world.mandate"])
def test_settings_of_a_mission_that_is_not_there(bench, path: str) -> None:
    bench.edit('[mission]\nprovider = "ANV"\nmandate = true\nclock = 20\nterm = 20\n', "")
    bench.edit("mission = 1\n", "mission = 0\n")
    bench.edit('{ "world.shock" = true', f'{{ §"{path}" = true')
    (error,) = bench.errors()
    assert error.startswith(f'{bench.place}: events.storm.set."{path}": there ')
    assert error.endswith("without a [mission] table")


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


MENUS = [
    (
        "efforts = { mediate",
        "efforts = { §mediat",
        "actions.guarantor.broker.efforts.mediat: no such channel; did you mean 'mediate'?",
    ),
    (
        "{ every = 1 }",
        "{ §evry = 1 }",
        "actions.guarantor.broker.efforts.mediate.evry: no such target; did you mean 'every'? "
        "(allowed: main, second, every)",
    ),
    (
        "{ guarantee = -0.3 }",
        "{ §guarantee = -3 }",
        "actions.guarantor.broker.efforts.pledge.guarantee = -3: must be from -2 to 2",
    ),
    (
        "efforts.arm.sponsorship = 0.8",
        "efforts.arm.§sponsorship = -0.8",
        "actions.sponsor.arm.efforts.arm.sponsorship = -0.8: must be from 0 to 2",
    ),
    (
        "efforts.arm.sponsorship = 0.8",
        "efforts.arm.§own = 0.8",
        "actions.sponsor.arm.efforts.arm.own: only a suitor has a tie of its own; name the tie",
    ),
    (
        "{ brace = { self = 1 } }",
        "{ §force = { main = 1 } }",
        "actions.defender.mobilise.efforts.force: only challenger can use this channel, "
        "not defender",
    ),
    (
        "{ force = { main = 1 } }",
        "{ §force = { every = 1 } }",
        "actions.challenger.offensive.efforts.force: an attack is on one theatre: main or second",
    ),
    (
        'kind = "act"\nline = 1\ncost = 0\n',
        'kind = "act"\nline = 1\n§cost = 0.3\n',
        "actions.challenger.offensive.cost = 0.3: must be 0 for an attack; "
        "its cost in war is computed",
    ),
    (
        'legal_if = ["main_open"]',
        'legal_if = [§"main_opne"]',
        'actions.challenger.offensive.legal_if[0] = "main_opne": not allowed; '
        "did you mean 'main_open'?",
    ),
    (
        'phrase = "arms {challenger}"',
        '§phrase = "arms {chalenger}"',
        "actions.sponsor.arm.phrase = \"arms {chalenger}\": no name '{chalenger}'; "
        "did you mean 'challenger'? (allowed: guarantor, sponsor, challenger, defender, client, "
        "main, second, first_suitor)",
    ),
    (
        'phrase = "arms {challenger}"',
        '§phrase = "arms {challenger"',
        'actions.sponsor.arm.phrase = "arms {challenger": braces do not pair; '
        "write {{ for a brace itself",
    ),
    (
        'target = "defender"\nefforts = { force',
        '§target = "DELL"\nefforts = { force',
        'actions.challenger.offensive.target = "DELL": not allowed '
        "(allowed: , guarantor, sponsor, challenger, defender, suitor)",
    ),
    (
        "[actions.sponsor.hold]",
        "[actions.§sponsor.wait]",
        "actions.sponsor: the menu lacks 'hold'; it must come first",
    ),
    (
        "[actions.suitor.hold]",
        "[actions.suitor.§Hold]",
        "actions.suitor.Hold: not a name; names here are small letters, digits, - and _, "
        "such as karabakh",
    ),
    (
        'cost = 0.15\nlegal_if = ["distant"]',
        '§posture = "broker"\ncost = 0.15\nlegal_if = ["distant"]',
        "actions.suitor.court.posture: unknown key; only the guarantor's actions have a posture",
    ),
    (
        "patience = { value = 0.90",
        "§patience = { value = 0.99",
        "parameters.patience: value = 0.99 lies outside low..high = 0.86..0.93",
    ),
    (
        "shock_severity = 0.6",
        "§shock_severity = 1",
        "parameters.shock_severity = 1: must be from 0 to 0.95",
    ),
    (
        'kind = "act"\nline = 1\ncost = 0\n',
        '§kind = "course"\nline = 1\ncost = 0\n',
        'actions.challenger.offensive.kind = "course": an attack happens once; must be "act"',
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        '§desk = "both"\nkind = "course"\nline = 1\n',
        'actions.sponsor.arm.desk = "both": only hold is for both desks; '
        "must be security or diplomacy",
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        '§desk = "secrity"\nkind = "course"\nline = 1\n',
        "actions.sponsor.arm.desk = \"secrity\": not allowed; did you mean 'security'? "
        "(allowed: security, diplomacy, both)",
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        'desk = "security"\n§kind = "acts"\nline = 1\n',
        "actions.sponsor.arm.kind = \"acts\": not allowed; did you mean 'act'? "
        "(allowed: course, act)",
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        'desk = "security"\nkind = "course"\n§line = 2\n',
        "actions.sponsor.arm.line = 2: must be from -1 to 1",
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        'desk = "security"\nkind = "course"\n§line = 0.5\n',
        "actions.sponsor.arm.line = 0.5: must be a whole number",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), MENUS)
def test_faults_of_a_base_are_located_in_the_base(bench, old: str, new: str, message: str) -> None:
    bench.edit(old, new, RULES)
    assert f"{bench.place}: {message}" in bench.errors()
    assert bench.place.startswith(RULES)


def test_hold_comes_first(bench) -> None:
    head = '[actions.suitor.hold]\nphrase = "waits"\ndesk = "both"'
    bench.edit(head, '[actions.suitor.late]\nphrase = "waits"\ndesk = "security"', RULES)
    bench.append('[actions.suitor.§hold]\nphrase = "waits"\ncost = 0.1\n', RULES)
    bench.append('desk = "security"\nkind = "course"\nline = 0\n', RULES)
    bench.append('legal_if = []\nmove = "hold"\ntarget = ""\nefforts = {}\n', RULES)
    place = bench.place
    assert bench.errors() == [
        f"{place}: actions.suitor.hold: must come first in the menu, before 'late'",
        f"{place}: actions.suitor.hold: hold is always open and does nothing: "
        "cost 0, efforts {}, legal_if [], line 0",
        f'{place}: actions.suitor.hold: hold is open to either desk: desk "both", kind "course"',
    ]


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


def test_all_faults_of_both_files_at_once_in_file_order(bench) -> None:
    bench.edit("turns = 12", "turns = true")
    bench.edit("exit = 0.5", "exti = 0.5")
    bench.edit("bulwark = {", "bulwrak = {", RULES)
    bench.edit("coverage = 0.9", "coverage = 9")
    errors = bench.errors()
    assert [error.split(": ")[1].split(" ")[0] for error in errors] == [
        "calendar.turns",
        "theatres.ridge.coverage",
        "utility.DELL.exti",
        "parameters.bulwrak",
    ]
    assert [error.split(":")[0] for error in errors] == [QUARREL] * 3 + [RULES]


def test_too_many_of_anything(bench) -> None:
    entry = bench.text()[bench.text().index("[theatres.ridge]") : bench.text().index("[mission]")]
    for number in range(3):
        bench.append("\n" + entry.replace("ridge]", f"ridge{number}]"))
    assert any("theatres: 5 entries; at most 4 are allowed" in error for error in bench.errors())


def test_a_flood_of_faults_is_cut_short(bench) -> None:
    bench.append("[claims.many]\n" + "".join(f"key{number} = 1\n" for number in range(3000)))
    errors = bench.errors()
    assert len(errors) == 501
    assert errors[-1].endswith("and 2507 more problems")


def test_a_menu_that_is_missing(bench) -> None:
    text = bench.text("rules.toml")
    bench.write("rules.toml", text[: text.index("[actions.suitor.hold]")])
    errors = bench.errors()
    assert any("actions: missing key 'suitor': the menu of that role" in error for error in errors)


def test_menus_of_no_role(bench) -> None:
    bench.append("[actions]\n§guarantr = 3\nsuitr = {}\n", RULES)
    text = bench.text(RULES).replace("[actions.guarantor.", "[actions.other.")
    bench.write(RULES, text)
    errors = bench.errors()
    assert (
        f"{bench.place}: actions.guarantr: not a role; did you mean 'guarantor'? "
        + ("(allowed: guarantor, sponsor, challenger, defender, suitor)")
        in errors
    )
    assert not any("missing key 'guarantor'" in error for error in errors)


def test_tables_that_are_not(bench) -> None:
    bench.write(
        "over.toml",
        'extends = "quarrel.toml"\nactors = 1\nties = []\ntheatres = "x"\nclaims = true\n'
        "[actions]\nsuitor = 3\n[utility]\nELM = 4\n",
    )
    heads = [error.split(": ", 1)[1] for error in bench.errors("over.toml")]
    for expected in (
        "actors = 1: must be a table",
        "ties = an array: must be a table",
        'theatres = "x": must be a table',
        "claims = true: must be a table",
        "actions.suitor = 3: must be a table of actions",
    ):
        assert expected in heads


def test_no_theatre_at_all(bench) -> None:
    text = bench.text()
    start, end = text.index("[theatres.ford]"), text.index("[mission]")
    bench.write("quarrel.toml", text[:start] + "[§theatres]\n" + text[end:])
    assert f"{bench.place}: theatres: at least one theatre is needed" in bench.errors()
