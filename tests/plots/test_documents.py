"""Numbers and dates taken from documents."""

from __future__ import annotations

import sim
from sim.plots.documents import dates
from sim.scenario.documents import number_at
from sim.words import role_name


def test_numbers_of_a_document_plain_and_sourced() -> None:
    scenario = sim.load_scenario("karabakh-2020")
    for path in ("parameters.recommit_level", "ties.TUR-AZE.presence", "actors.ARM.capability"):
        assert number_at(scenario.document, path) == scenario.numbers()[path]
    assert number_at({"a": {"b": 3}}, "a.b") == 3.0
    for path in ("actors.RUS.name", "actors.XXX.capability", "actors"):
        assert number_at(scenario.document, path) is None


def test_dates_are_those_of_the_calendar() -> None:
    scenario = sim.load_scenario("karabakh-2020")
    expected = tuple(scenario.calendar.date(turn) for turn in range(7))
    assert dates(scenario.document, 7) == expected
    assert role_name(scenario.document, "sponsor") == "Turkey"
