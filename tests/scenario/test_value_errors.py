"""Faults of one key or one value. The mark § stands where the fault is."""

from __future__ import annotations

import pytest

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
