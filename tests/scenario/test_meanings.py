"""What numbers mean, in words that can stand beside a figure."""

from __future__ import annotations

import pytest

from sim.scenario import load_scenario
from sim.scenario.meanings import meaning

KARABAKH = load_scenario("karabakh-2020")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("parameters.recommit_level", "Commitment that counts as recommitted"),
        ("mission.clock", "Turns to the renewal of the mandate"),
        ("theatres.border.coverage", "The Syunik border: how far the guarantee covers it in law"),
        ("actors.RUS.factions.hawks", "Russia: share that would stand by the client"),
        (
            "ties.RUS-ARM.influence",
            "Russia to Armenia: weight of the patron in the client's choices",
        ),
        (
            "ties.WST-ARM.belief_client",
            "The West to Armenia: the client's belief that the patron is resolved",
        ),
        ("utility.IRN.control.border", "Iran: control held by the challenger, by theatre, border"),
        (
            "actions.suitor.court.cost",
            "Suitor court: cost a quarter before parameters.action_cost",
        ),
    ],
)
def test_meanings(path: str, said: str) -> None:
    assert meaning(KARABAKH, path) == said


def test_every_number_has_one_without_symbols() -> None:
    for path in KARABAKH.numbers():
        said = meaning(KARABAKH, path)
        assert said != path
        assert said[0].isupper() or not said[0].isalpha()
        assert "(" not in said


@pytest.mark.parametrize("path", ["parameters.none", "nowhere.at.all", "", "ties.RUS-ARM"])
def test_what_means_nothing_is_returned(path: str) -> None:
    assert meaning(KARABAKH, path) == path
