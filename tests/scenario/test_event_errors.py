"""Faults in what an event sets. The mark § stands where the fault is."""

from __future__ import annotations

import pytest

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
