"""Branches: the futures of a turn with and without a change, and the folder that they fill."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.engine.numbers import state_value
from sim.experiment.beginning import COPY, Beginning
from sim.experiment.branching import Changes, branching
from sim.experiment.faults import ResultsError
from sim.experiment.merge import merge
from sim.experiment.rerun import rerun
from sim.experiment.results import load_results, survey
from sim.record import Record, RecordError
from sim.studies.branch import Branch, branch, resume_branch
from sim.studies.compare import compare
from sim.studies.twin import find_twin
from tests.engine.pencil import pencil

TURNS, TURN, RUNS = 4, 2, 6
DECIDED = {f"actors.{actor}.doctrine": "logit_eu" for actor in ("GUA", "SPO", "CHA", "DEF")}
"""Four seats decide by their utilities, so that draws matter."""


@pytest.fixture(scope="module")
def record() -> Record:
    """A run that is replicate 1 of its seed."""
    return sim.run(pencil().replace(DECIDED), seed=5, replicate=1, turns=TURNS)


@pytest.fixture(scope="module")
def found(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Branch:
    folder = tmp_path_factory.mktemp("branches") / "branch"
    return branch(
        record,
        TURN,
        orders={"DEF": "mobilise", "CHA": ["hold", "probe"]},
        changes={"ties.GUA-DEF.belief_client": 0.9, "parameters.bulwark": 2.5},
        seats={"SPO": "random"},
        runs=RUNS,
        out=folder,
    )


def test_nothing_changed_on_the_draws_of_the_run_is_the_run(record: Record, tmp_path: Path) -> None:
    again = branch(record, TURN, runs=record.replicate + 1, seed=record.seed, out=tmp_path / "out")
    rows = again.results.table.set_index("replicate")
    for name, value in record.outcome.measures.items():
        ours = rows.loc[record.replicate, name]
        assert pd.isna(ours) if value is None else ours == value, name
    for path, value in zip(record.columns, record.turns_played[-1].state, strict=True):
        assert rows.loc[record.replicate, f"end.{path}"] == value
    assert again.comparison is None
    assert again.own["unchanged"]["stance"] == record.outcome.stance
    for name in again.experiment.outcomes:
        assert again.own["unchanged"][name] == record.outcome.measures[name]
    assert len(rows[[f"end.{path}" for path in record.columns]].drop_duplicates()) > 1


@pytest.mark.parametrize("run", [0, RUNS - 1, RUNS, 2 * RUNS - 1])
def test_a_future_is_the_same_in_the_kernel_and_turn_by_turn(found: Branch, run: int) -> None:
    again = rerun(found.results.store.folder, run)
    assert again.differences == ()
    assert sim.replay(again.record).agrees
    begins = found.experiment.beginning
    assert begins is not None
    assert again.record.turns_played[:TURN] == begins.record.turns_played[:TURN]
    given = again.record.turns_played[TURN].orders
    if again.policy == "branch":
        assert (given["DEF"].security, given["CHA"]) == (
            "mobilise",
            sim.record.Order("probe", "hold"),
        )


def test_both_policies_have_the_same_draws(record: Record, found: Branch) -> None:
    """An order that is given anyway changes nothing in any pair."""
    fixed = pencil().replace({**DECIDED, "actors.DEF.doctrine": "fixed:mobilise"})
    run = sim.run(fixed, seed=5, turns=TURNS)
    same = branch(run, TURN, orders={"DEF": "mobilise"}, runs=RUNS).comparison
    assert same is not None
    assert same.identical
    assert found.comparison is not None
    assert not found.comparison.identical
    assert found.comparison.paired


def test_what_was_measured_before_the_turn_counts(record: Record) -> None:
    """After a turn in which nobody attacks any more, the attacks before it are all there are."""
    war = pencil().replace({"actors.CHA.doctrine": "fixed:border_push"})
    run = sim.run(war, seed=5, turns=TURNS)
    attacks = sum(played.orders["CHA"].security == "border_push" for played in run.turns_played)
    assert attacks > TURN - 1
    quiet = branch(run, TURN, seats={"CHA": "fixed:hold"}, runs=RUNS, outcomes=["border_attacks"])
    assert quiet.comparison is not None
    (effect,) = quiet.comparison.effects
    before = sum(
        played.orders["CHA"].security == "border_push" for played in run.turns_played[:TURN]
    )
    assert effect.second == before < effect.first


def test_a_state_variable_is_what_the_seats_read(record: Record) -> None:
    for path, value in (("ties.GUA-DEF.belief_client", 0.9), ("world.tension", 0.7)):
        draft = branching(record, TURN, Changes(values={path: value}))
        assert draft.orders == {}
        opened = draft.beginning.opened(draft.scenario, {})
        assert opened.state()[path] == state_value(path, value)


def test_turn_by_turn_the_futures_begin_as_the_run_went(found: Branch, record: Record) -> None:
    bands = found.results.trajectories
    path = "ties.GUA-DEF.commitment"
    one = bands[(bands["path"] == path) & (bands["policy"] == "branch")].set_index("after")
    past = np.array(record.series(path)[: TURN + 1], np.float32)
    for quantile in ("q05", "q50", "q95"):
        assert np.array_equal(one.loc[:TURN, quantile], past)
    assert one["q05"].iloc[-1] < one["q95"].iloc[-1]
    assert len(one) == TURNS + 1


def test_the_folder_is_one_like_any_other(found: Branch, tmp_path: Path) -> None:
    results = found.results
    assert survey(results.store, verify=True).missing == ()
    assert len(results.table) == 2 * RUNS
    assert "GUA" in str(results.manifest["policies"][0]["document"])
    compared: Any = compare(results, outcomes=found.experiment.outcomes)
    assert compared.effects == found.comparison.effects  # type: ignore[union-attr]
    said = " ".join(compared.changes)
    assert "CHA probe+hold" in said
    assert "DEF mobilise" in said
    tension = replace(found, experiment=replace(found.experiment, outcomes=("end.world.tension",)))
    assert tension.asked == "stance"
    for one in (found, tension):
        if (run := one.moved) is not None:
            assert find_twin(results, run, one.asked).twin == run - RUNS
    merge([results.store.folder], tmp_path / "merged")
    merged = load_results(tmp_path / "merged")
    assert rerun(merged.store.folder, RUNS).differences == ()


def test_a_branch_is_completed_from_its_folder_alone(found: Branch, tmp_path: Path) -> None:
    folder = found.results.store.folder
    merge([folder], tmp_path / "half")
    parts = sorted((tmp_path / "half" / "runs").iterdir())
    lost, data = parts[-1], parts[-1].read_bytes()
    lost.unlink()
    assert load_results(tmp_path / "half").missing
    again = resume_branch(tmp_path / "half")
    assert lost.read_bytes() == data
    assert again.comparison == found.comparison
    assert again.own == found.own
    # Nothing is missing now; to say so is not to play it.
    assert resume_branch(tmp_path / "half").comparison == found.comparison


def test_without_its_record_no_run_is_played(found: Branch, record: Record, tmp_path: Path) -> None:
    merge([found.results.store.folder], tmp_path / "out")
    (tmp_path / "out" / COPY).write_bytes(replace(record, seed=77).to_bytes())
    for act in (lambda: rerun(tmp_path / "out", 0), lambda: resume_branch(tmp_path / "out")):
        with pytest.raises(ResultsError, match=rf"{COPY}: not the record that these runs begin in"):
            act()
    (tmp_path / "out" / COPY).unlink()
    with pytest.raises(ResultsError, match=rf"{COPY}: no such file; save the record"):
        rerun(tmp_path / "out", 0)


def test_another_branch_does_not_take_the_folder(found: Branch, record: Record) -> None:
    folder = found.results.store.folder
    for turn, orders, said in (
        (TURN, {"DEF": "hold"}, "the scenario of policy branch has changed since"),
        (TURN, None, "its policies were unchanged, branch"),
        (1, {"DEF": "hold"}, "it holds another experiment"),
    ):
        with pytest.raises(ResultsError, match=said):
            branch(record, turn, orders=orders, runs=RUNS, out=folder)


def test_an_attack_that_falls_away_is_told(record: Record) -> None:
    """The diplomacy desk, which has no order, offers a treaty in every future."""
    found = branch(
        record, TURN, orders={"CHA": "probe"}, seats={"CHA": "fixed:offer_treaty"}, runs=RUNS
    )
    assert found.fallen == {"CHA": 1.0}
    assert "In 100.0 % of the futures Challenger does not attack" in " ".join(found.findings())


def test_what_is_said(found: Branch) -> None:
    told = found.findings()
    assert told[0].startswith(f"Back in {found.experiment.beginning.date} (turn {TURN})")  # type: ignore[union-attr]
    assert told[1].startswith("On the draws of the run itself: recommitted: ")
    assert "Guard" in told[1]
    facts = found.facts()
    assert facts["findings"] == told
    assert facts["orders"]["branch"] == {"DEF": {"security": "mobilise"}, "CHA": {
        "security": "probe", "diplomacy": "hold",
    }}  # fmt: skip
    assert len(found.frame()) == len(found.experiment.outcomes)
    assert "nan" not in " ".join(told)


def test_a_run_that_stopped_early_goes_on(record: Record) -> None:
    short = replace(record, turns_played=record.turns_played[:TURN])
    found = branch(short, TURN, runs=RUNS)
    assert found.experiment.turns == TURNS
    assert branch(record, TURNS, runs=2, turns=TURNS + 1).experiment.turns == TURNS + 1


def test_the_beginning_of_a_branch_of_a_branch_is_its_own_scenario(found: Branch) -> None:
    run = rerun(found.results.store.folder, RUNS).record
    assert Beginning(run, TURN + 1).scenario.parameters.bulwark == 2.5
    assert Beginning(run, TURN).scenario.parameters.bulwark == 2.5
    assert Beginning(run, TURN - 1).scenario.parameters.bulwark != 2.5


EVENT = {"at": 1, "text": "-", "set": {}, "source": "-", "confidence": "C"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"orders": {"XXX": "hold"}}, "order XXX=hold: no actor 'XXX'; the actors are GUA"),
        ({"orders": {"DEF": "mobilize"}}, "no such order; did you mean 'mobilise'?"),
        ({"orders": {"DEF": "diplomacy:mobilise"}}, "no such order of the diplomacy desk"),
        ({"orders": {"CHA": ["probe", "offensive"]}}, "both are for the security desk"),
        ({"orders": {"CHA": ["probe", "offer_treaty"]}}, "no attack beside an offer"),
        ({"orders": {"CHA": ["probe", "offer_treaty", "hold"]}}, "both of its desks have another"),
        ({"orders": {"DEF": "invoke_guarantee"}}, "not legal in 2000 Q3; the diplomacy desk may"),
        ({"seats": {"XXX": "random"}}, "seat XXX=random: no actor 'XXX'"),
        ({"seats": {"DEF": "rando"}}, "no such doctrine"),
        ({"changes": {"calendar.turns": 3}}, "set calendar.turns: cannot be set here: its dates"),
        ({"changes": {"name": "x"}}, "set name: cannot be set here: names and texts"),
        ({"changes": {"parameters.resolve_prior": 1}}, "resolve was drawn as the run opened"),
        ({"changes": {"mission.mandate": False}}, "world.mandate is its present value"),
        ({"changes": {"actors.DEF.opening.security": "hold"}}, "the courses at the opening"),
        ({"changes": {"actors.DEF.doctrine": "random"}}, "--seat ACTOR=DOCTRINE changes it"),
        ({"changes": {"state.world.tension": 1}}, "state variables are named as in records"),
        ({"changes": {"world.tension": 1.5}}, "set world.tension = 1.5: must be from 0 to 1"),
        ({"changes": {"theatres.valley.war": 1}}, "no variable 'war' of theatres"),
        ({"changes": {"factions.hawks": 0.5}}, "set all shares of the factions or none"),
        ({"changes": {"parameters.bulwrk": 1}}, "did you mean 'parameters.bulwark'"),
        ({"changes": {"events.late": EVENT}}, "set events.late: it is before 2000 Q3, too late"),
        ({"changes": {"parameters.bulwark": 1.0}}, "the changes change nothing"),
        ({"changes": {"world.shock": True, "parameters.shock_exit": 1.0}}, "sets it anew"),
        ({"runs": 1}, "runs = 1: expected at least 2"),
        ({"turns": TURN}, "the whole game needs at least 3"),
        ({"seed": -1}, "seed = -1"),
        ({"outcomes": ["recomitted"]}, "no outcome is called 'recomitted'"),
    ],
)
def test_a_mistake_gives_one_line(record: Record, options: dict[str, Any], said: str) -> None:
    with pytest.raises((ValueError, ResultsError), match=re.escape(said)) as caught:
        branch(record, TURN, **{"runs": 2, **options})
    assert len(str(caught.value).splitlines()) == 1


def test_a_record_of_other_rules_is_refused(record: Record) -> None:
    first, *rest = record.turns_played
    changed = replace(first, state=tuple(x + 1.0 for x in first.state))
    with pytest.raises(RecordError, match="differs"):
        branch(replace(record, turns_played=(changed, *rest)), TURN, runs=2)


def test_the_odds_of_a_branch_with_other_numbers_are_refused(found: Branch) -> None:
    run = rerun(found.results.store.folder, RUNS).record
    with pytest.raises(RecordError, match="ask for the odds of that run"):
        sim.odds(run, futures=2)
