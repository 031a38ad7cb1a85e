"""State variables and dates in the words of the reader."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

import sim
from sim.plots.dates import dates_of, mark_years
from sim.plots.paths import NEUTRAL, path_colour, path_words
from sim.plots.style import KNOWN_ACTORS


@pytest.mark.parametrize(
    ("path", "words", "colour"),
    [
        ("ties.RUS-ARM.commitment", "Commitment, Russia → Armenia", KNOWN_ACTORS["RUS"]),
        ("ties.TUR-AZE.cadre", "Share of the officer corps, Turkey → Azerbaijan", "#E69F00"),
        ("actors.WST.drone_tech", "Drone technology, the West", KNOWN_ACTORS["WST"]),
        ("theatres.karabakh.control", "Control, Karabakh", NEUTRAL),
        ("world.tension", "Tension", NEUTRAL),
        ("factions.brokers", "Share of the brokers", NEUTRAL),
    ],
)
def test_paths_in_words(path: str, words: str, colour: str) -> None:
    document = sim.load_scenario("karabakh-2020").document
    assert (path_words(path, document), path_colour(path, document)) == (words, colour)


def test_every_state_path_has_words() -> None:
    from sim.experiment.names import state_paths

    for name in ("karabakh-2020", "libya-2019"):
        scenario = sim.load_scenario(name)
        words = [path_words(path, scenario.document) for path in state_paths(scenario)]
        assert len(set(words)) == len(words)
        assert not [said for said in words if "_" in said]


def test_dates_are_those_of_the_calendar() -> None:
    policy = {"turns": 3, "document": {"calendar": {"start": "2021-Q3", "turns": 40}}}
    assert dates_of(policy) == ("2021 Q3", "2021 Q4", "2022 Q1")


@pytest.mark.parametrize(
    ("turns", "years", "marks"),
    [
        (6, 12, ["2021 Q3", "2022"]),
        (40, 6, ["2021 Q3", "2023", "2025", "2027", "2029", "2031"]),
        (0, 6, []),
    ],
)
def test_so_many_years_are_written_at_the_most(turns: int, years: int, marks: list[str]) -> None:
    policy = {"turns": max(turns, 1), "document": {"calendar": {"start": "2021-Q3", "turns": 40}}}
    ax = Figure().add_subplot()
    mark_years(ax, dates_of(policy)[:turns], years=years)
    assert [label.get_text() for label in ax.get_xticklabels()] == marks
