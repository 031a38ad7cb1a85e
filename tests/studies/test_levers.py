"""The study of levers, from scenario or experiment to ranking."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.levers import Lever
from sim.scenario import ScenarioError
from sim.studies.levers import ground_of
from tests.scenario.bench import QUARREL

EXPERIMENT = """
name = "small"
title = "Small"
question = "Who stands by whom?"
scenario = "{scenario}"
turns = 1
seed = 5
outcomes = ["offensive"]

[policies.plain]
[policies.attack]
title = "Crag attacks"
set = {{ "actors.CRAG.doctrine" = "fixed:offensive" }}

[replicates]
fixed = 6
"""


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(EXPERIMENT.format(scenario=QUARREL), encoding="utf-8")
    return path


def test_an_attack_every_quarter_brings_an_attack(experiment: Path) -> None:
    told: list[tuple[int, int]] = []
    found = sim.levers(
        experiment,
        outcome="offensive",
        replicates=6,
        pairs=1,
        watch=lambda done, of: told.append((done, of)),
    )
    by_key = {item.lever.key: item for item in found.singles}
    # The policy goes by its own name, and with it every run has its offensive.
    assert by_key["attack"].value == 1.0
    assert by_key["attack"].lever.said == "Crag attacks"
    assert (found.seat, found.seat_name, found.replicates) == ("ANV", "Anvil", 6)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] <= told[-1][1]


def test_the_ranking_depends_on_the_seed_alone() -> None:
    def ranked(seed: int, jobs: int) -> dict[str, object]:
        return sim.levers(
            QUARREL, outcome="tension_peak", replicates=2, pairs=1, turns=1,
            seed=seed, jobs=jobs,
        ).facts()  # fmt: skip

    first = ranked(4, 1)
    assert first == ranked(4, 2)
    assert first != ranked(5, 1)


def test_all_levers_have_the_same_futures_and_pairs_have_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No lever is left out by a look at a few futures; no pair is measured where it was chosen."""
    import numpy as np

    from sim.experiment.trials import Trials
    from sim.studies import levers as study

    asked: list[tuple[int, int, int]] = []

    def played(scenarios, outcomes, *, first, count, **rest):  # type: ignore[no-untyped-def]
        asked.append((len(scenarios), first, first + count))
        shape = len(outcomes), len(scenarios), count
        chance = np.random.default_rng(first)
        return Trials(chance.random(shape).round(), np.full(shape[1:], np.nan))

    monkeypatch.setattr(study, "play_variants", played)
    found = sim.levers(QUARREL, outcome="treaty", replicates=60, pairs=3)
    every = len(ground_of(QUARREL).levers)
    (singles, *alone), (_, *together) = asked
    assert (singles, alone) == (1 + every, [0, 60])
    assert together == [60, 120]
    assert len(found.singles) == every
    assert len(found.pairs) == 3


def test_orders_are_counted_in_the_futures_of_their_lever() -> None:
    found = sim.levers(QUARREL, outcome="tests", replicates=2, pairs=0, turns=1, seed=3)
    by_key = {item.lever.key: item for item in found.singles}
    # What is always legal is always given; a number fixes no order.
    assert by_key["BEL: arm"].given == 1.0
    assert by_key["BEL: arm"].said == "Bell always arms Crag"
    assert by_key["actors.ANV.capability = 3"].given_said == ""
    frame = found.frame().set_index("lever")
    assert frame.loc["BEL: arm", "given"] == 1.0


@pytest.mark.parametrize(
    ("outcome", "beside"), [("recommitted", "offered"), ("offered", "recommitted"), ("tests", "")]
)
def test_what_is_ordered_and_what_arrives_are_told_together(outcome: str, beside: str) -> None:
    found = sim.levers(QUARREL, outcome=outcome, replicates=2, pairs=1, turns=2, seed=3)
    assert found.beside == beside
    assert (beside in found.frame().columns) == bool(beside)
    if beside:
        assert found.base_beside is not None
        alone = sim.levers(QUARREL, outcome=beside, replicates=2, pairs=0, turns=2, seed=3)
        assert found.base_beside == alone.base
        assert any("asks what the guarantor ordered" in said for said in found.findings())


def test_an_experiment_gives_ground_seed_turns_and_policies(experiment: Path) -> None:
    ground = ground_of(experiment)
    assert (ground.name, ground.turns, ground.seed) == ("small", 1, 5)
    assert ground.levers[0].key == "attack"
    assert ground_of(experiment, seed=9).seed == 9
    assert ground_of(sim.load_experiment(experiment)).levers == ground.levers


def test_a_scenario_brings_its_own_levers() -> None:
    ground = ground_of(QUARREL)
    assert (ground.name, ground.turns, ground.seed) == ("quarrel", None, 2020)
    assert all(isinstance(lever, Lever) for lever in ground.levers)
    assert ground_of(sim.load_scenario(QUARREL)).levers == ground.levers


def test_an_experiment_may_be_a_shipped_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.studies import levers as study

    monkeypatch.setattr(study, "find_levers", lambda scenario, policies=(): ())
    ground = ground_of("calibrate-karabakh")
    assert (ground.name, ground.turns) == ("calibrate-karabakh", 20)


def test_neither_a_scenario_nor_an_experiment() -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        ground_of("nowhere.toml")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"seat": "ANW"}, "no actor 'ANW'; did you mean 'ANV'?"),
        ({"outcome": "recommited"}, "did you mean 'recommitted'?"),
        ({"replicates": 1}, "replicates = 1: must be at least 2"),
        ({"pairs": -1}, "pairs = -1: must be at least 0"),
        ({"turns": 0}, "turns = 0: must be at least 1"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        sim.levers(QUARREL, **arguments)  # type: ignore[arg-type]
    assert said in str(caught.value)


@pytest.mark.slow
def test_turkish_presence_brings_russia_back_and_its_own_guarantee_surely_does() -> None:
    """The bulwark, pattern S3, found by the search for levers; over the 40 quarters of patterns."""
    found = sim.levers("recommit-baseline", replicates=600, turns=40)
    by_key = {item.lever.key: item for item in found.singles}
    assert by_key["ties.TUR-AZE.presence = 0.9"].effect.low > 0.1
    assert by_key["RUS: deploy_guarantee"].value > 0.95
