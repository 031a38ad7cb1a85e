"""What numbers mean, in words that can stand beside a figure."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.scenario import load_scenario, shipped
from sim.scenario.meanings import LONGEST, meaning, name_of

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


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("parameters.resolve_prior", "chance that Russia is resolved"),
        ("parameters.discord", "cost of contradicting the other desk"),
        ("actors.RUS.factions.hawks", "share of hawks in Russia"),
        (
            "actors.AZE.control_standing.border",
            "Azerbaijan's standing per gain of the Syunik border",
        ),
        ("ties.RUS-ARM.belief_adversary", "Azerbaijan's belief in Russia's help for Armenia"),
        ("ties.TUR-AZE.belief_adversary", "the adversary's belief in TUR's help for AZE"),
        ("ties.WST-ARM.affinity", "the West's closeness to Armenia"),
        ("theatres.border.coverage", "cover of the guarantee for the Syunik border"),
        ("utility.RUS.client_security", "Russia's weight on Armenia's security"),
        ("utility.RUS.factions.hawks.mission", "the hawks' factor on the peacekeepers"),
        ("utility.IRN.control.border", "Iran's weight on control of the Syunik border"),
        ("utility.IRN.influence.TUR-AZE", "Iran's weight on Turkey's hold on Azerbaijan"),
        ("actions.suitor.court.cost", "cost to the West of 'court'"),
        ("world.tension", "tension between Russia and Turkey"),
        ("parameters.none", "parameters.none"),
        ("ties.RUS-ARM", "ties.RUS-ARM"),
        ("", ""),
    ],
)
def test_names(path: str, called: str) -> None:
    assert name_of(KARABAKH, path) == called


def test_long_names_of_actors_give_way_to_ids() -> None:
    libya = load_scenario("libya-2019")
    assert name_of(libya, "ties.UAE-LNA.influence") == "UAE's influence over LNA"
    assert name_of(libya, "ties.TUR-GNA.pledge") == "Turkey's pledge to the government in Tripoli"


@pytest.mark.parametrize("shown", shipped.scenario_paths())
def test_every_number_has_a_name_of_its_own_that_fits_an_axis(shown: str) -> None:
    scenario = load_scenario(shown)
    names = {path: name_of(scenario, path) for path in scenario.numbers()}
    assert [name for name, count in Counter(names.values()).items() if count > 1] == []
    for path, name in names.items():
        assert len(name) <= LONGEST, path
        assert not set("{}_") & set(name.replace(path, "")), path
