"""What doctrines make impossible: derived from menus and channels, and so in every run."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment import load_experiment
from sim.experiment.barred import EVENTS, barred, barred_said, made_impossible
from sim.experiment.brief import brief, brief_data
from sim.experiment.levers import find_levers, pulled
from sim.experiment.results import load_results
from sim.experiment.sweep import sweep
from sim.measures import MEASURE_NAMES
from sim.scenario import Scenario
from tests.scenario.bench import QUARREL


@pytest.fixture(scope="module")
def karabakh() -> Scenario:
    return sim.load_scenario("karabakh-2020")


def with_doctrine(scenario: Scenario, actor: str, doctrine: str) -> Scenario:
    return scenario.replace({f"actors.{actor}.doctrine": doctrine})


def test_a_scenario_that_fixes_nothing_bars_nothing(karabakh) -> None:
    assert barred(karabakh) == ()
    assert barred_said(karabakh) == ""


@pytest.mark.parametrize(
    ("actor", "doctrine", "said"),
    [
        ("AZE", "fixed:rearm", "no attack of any kind can happen"),
        ("AZE", "fixed:probe", "no full offensive can happen"),
        ("AZE", "fixed:deepen_sponsor_tie", "no treaty can be signed and Azerbaijan cannot grant"),
        ("ARM", "fixed:diversify", "Armenia cannot freeze its alliance"),
        ("ARM", "fixed:rearm", "Armenia cannot provoke"),
        ("RUS", "fixed:reinforce_mission", "Russia cannot recommit"),
        ("AZE", "fixed:hold", "no attack of any kind can happen"),
        # Who always offers peace does not attack beside it.
        ("AZE", "fixed:offer_treaty", "no attack of any kind can happen"),
        ("ARM", "fixed:concede", "Armenia cannot provoke"),
    ],
)
def test_an_order_at_a_desk_bars_the_acts_of_that_desk(
    karabakh, actor: str, doctrine: str, said: str
) -> None:
    told = barred_said(with_doctrine(karabakh, actor, doctrine))
    assert told.startswith("Under this policy ")
    assert said in told


@pytest.mark.parametrize(
    ("actor", "doctrine", "outcome"),
    [
        ("AZE", "fixed:offensive", "offensive"),
        # The other desk is free, and force is an order of the security desk.
        ("AZE", "fixed:hedge_to_guarantor", "offensive"),
        ("RUS", "fixed:arm_client", "recommitted"),
        ("ARM", "fixed:rearm", "alliance_frozen"),
        # Its patron can press an offer on it.
        ("ARM", "fixed:diversify", "treaty"),
    ],
)
def test_what_some_order_still_reaches_is_not_barred(
    karabakh, actor: str, doctrine: str, outcome: str
) -> None:
    found = barred(with_doctrine(karabakh, actor, doctrine))
    assert outcome not in {name for event in found for name in event.outcomes}


def test_a_treaty_needs_both_sides_and_a_patron_may_force_one(karabakh) -> None:
    alone = with_doctrine(karabakh, "ARM", "fixed:diversify")
    both = with_doctrine(alone, "RUS", "fixed:broker_neutral")
    assert "no treaty can be signed" in barred_said(both)


def test_rules_of_a_script_count_and_one_that_leaves_the_desk_free_bars_nothing(karabakh) -> None:
    def plan(otherwise: str, order: str) -> Scenario:
        rules = [{"when": "world.tension > 0.9", "order": order}]
        script = {"kind": "script", "rules": rules, "otherwise": otherwise, "reply": "own"}
        return karabakh.replace({"doctrines.plan": script, "actors.AZE.doctrine": "plan"})

    assert "no attack of any kind" in barred_said(plan("rearm", "consolidate"))
    assert "no attack" not in barred_said(plan("rearm", "offensive"))
    assert barred_said(plan("own", "consolidate")) == ""


def test_what_is_so_before_a_change_is_not_its_doing(karabakh) -> None:
    before = with_doctrine(karabakh, "AZE", "fixed:rearm")
    after = with_doctrine(before, "ARM", "fixed:diversify")
    assert {event.outcomes[0] for event in barred(after)} == {"offensive", "alliance_frozen"}
    assert {event.outcomes[0] for event in barred(after, before)} == {"alliance_frozen"}


def test_a_state_that_is_set_needs_no_order(karabakh) -> None:
    frozen = with_doctrine(karabakh, "ARM", "fixed:diversify").replace({"ties.RUS-ARM.frozen": 0.6})
    assert "alliance" not in barred_said(frozen)
    signed = with_doctrine(karabakh, "AZE", "fixed:deepen_sponsor_tie").replace(
        {"world.treaty": True}
    )
    assert "treaty" not in barred_said(signed)


def test_every_measure_named_is_one() -> None:
    named = {outcome for event in EVENTS for outcome in event.outcomes}
    assert named <= set(MEASURE_NAMES)


def test_what_is_barred_never_happens() -> None:
    """Under every posture of challenger and defender, also what happens under the others."""
    quarrel = sim.load_scenario(QUARREL)
    tried, happened = set[str](), set[str]()
    for lever in find_levers(quarrel):
        if not lever.orders or lever.puller not in ("CRAG", "DELL"):
            continue
        scenario = pulled(quarrel, lever)
        outcomes = {name for event in barred(scenario) for name in event.outcomes}
        played = sim.batch(scenario, replicates=1, seed=4, turns=6)
        seen = {name for name in MEASURE_NAMES[1:] if played[name].fillna(0).astype(float).any()}
        assert not outcomes & seen, lever.key
        tried |= outcomes
        happened |= seen
    assert {"offensive", "provocations"} <= tried & happened


def test_the_brief_of_an_experiment_says_it_of_every_policy() -> None:
    experiment = sim.load_experiment("armenia-options")
    clause = "Armenia cannot freeze its alliance"
    said = {name: one["impossible"] for name, one in brief_data(experiment)["policies"].items()}
    assert said["baseline"] == []
    assert clause in said["court-moscow"]
    assert f"court-moscow: under this policy {clause}" in brief(experiment)


def test_a_sweep_says_what_its_policies_make_impossible(tmp_path: Path) -> None:
    path = tmp_path / "made.toml"
    path.write_text(
        'name = "made"\ntitle = "Made"\nquestion = "Does it?"\nscenario = "libya-2019"\n'
        "turns = 1\nseed = 1\n"
        'outcomes = ["recommitted"]\n[replicates]\nfixed = 2\n[policies.free]\n[policies.quiet]\n'
        'title = "A quiet challenger"\nset = { "actors.LNA.doctrine" = "fixed:hold" }\n',
        encoding="utf-8",
    )
    sweep(load_experiment(path), tmp_path / "out")
    results = load_results(tmp_path / "out")
    assert made_impossible(results, "free") == ""
    said = made_impossible(results, "quiet")
    assert said.startswith('Under the policy "A quiet challenger" ')
    assert "no full offensive can happen" in said or "no attack of any kind" in said
