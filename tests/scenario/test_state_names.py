"""Every state variable of every shipped scenario has a name of words."""

from __future__ import annotations

import re

import pytest

import sim
from sim.scenario import shipped
from sim.scenario.state_names import state_name


@pytest.mark.parametrize("name", shipped.scenario_paths())
def test_a_name_has_no_id_and_nothing_of_a_path(name: str) -> None:
    record = sim.run(name, seed=1, turns=1)
    names = {path: state_name(record.scenario, path) for path in record.columns}
    theatres = [str(theatre["name"]) for theatre in record.scenario["theatres"].values()]
    ids = [*record.scenario["actors"], *record.scenario["theatres"]]
    code = re.compile(rf"[_.{{}}]|\b(?:{'|'.join(map(re.escape, ids))})\b")
    # An id may be a word of its theatre's name, as the border of "the Syunik border" is.
    assert [s for s in names.values() if code.search(re.sub("|".join(theatres), "", s))] == []
    assert len(set(names.values())) == len(names), "two variables of one name"


def test_what_has_no_words_keeps_its_path() -> None:
    assert state_name({"actors": {}}, "world.weather") == "world.weather"
