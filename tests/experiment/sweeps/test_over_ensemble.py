"""Runs, batches and sweeps over an ensemble: every future at a member, with its own chance."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.experiment import Experiment, ExperimentError, load_experiment
from sim.experiment.over_ensemble import over_ensemble
from sim.experiment.pairing import obstacle, open_side
from sim.experiment.rerun import rerun
from sim.experiment.results import load_results, survey
from sim.experiment.sweep import sweep
from sim.scenario.ensemble import Ensemble
from sim.version import MODEL_VERSION
from tests.experiment.sweeps.conftest import text_of
from tests.scenario.bench import QUARREL

PATHS = ("parameters.bulwark", "parameters.war_cost")
MEMBERS = ((0.0, 1.7), (1.0, 2.0), (2.0, 2.3))


def made(**changes: object) -> Ensemble:
    values = {
        "name": "three",
        "scenario": "quarrel",
        "scenario_hash": "h",
        "experiment": "x",
        "experiment_hash": "h",
        "calibration_hash": "h",
        "model": MODEL_VERSION,
        "program": "0.0.0",
        "paths": PATHS,
        "members": MEMBERS,
    }
    return Ensemble(**{**values, **changes})  # type: ignore[arg-type]


def small(folder: Path, **changes: object) -> Experiment:
    text = text_of(**{"replicates": "fixed = 5", **changes})
    if "factors" in changes:
        text = text.replace("factors = []", "").replace('[design]\nkind = "grid"\n', "")
    (folder / "small.toml").write_text(text, encoding="utf-8")
    return load_experiment(folder / "small.toml")


@pytest.fixture
def plain(tmp_path: Path) -> Experiment:
    return small(tmp_path, factors="")


def test_a_sweep_divides_its_futures_among_the_members(plain: Experiment, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = sweep(plain, out, ensemble=made(), jobs=1)
    table = load_results(out).table
    # 5 futures over 3 members are 2 each, under each of 2 policies; no two share a draw.
    assert done.progress.runs_done == len(table) == 2 * 3 * 2
    for _, runs in table.groupby("policy", observed=True):
        assert runs["replicate"].tolist() == [0, 1, 2, 3, 4, 5]
        assert runs["point"].tolist() == [0, 0, 1, 1, 2, 2]
        assert runs[list(PATHS)].iloc[::2].to_numpy().tolist() == [list(row) for row in MEMBERS]
    manifest = load_results(out).manifest
    assert manifest["design"]["ensemble"]["hash"] == made().hash
    assert survey(done.store, verify=True).missing == ()


def test_a_run_of_it_is_played_again_to_the_last_bit(plain: Experiment, tmp_path: Path) -> None:
    sweep(plain, tmp_path / "out", ensemble=made(), jobs=1)
    again = rerun(tmp_path / "out", 5)  # policy 0, member 2, its second future
    assert again.differences == ()
    assert (again.point, again.replicate) == (2, 5)
    assert again.settings == dict(zip(PATHS, MEMBERS[2], strict=True))


def test_the_single_run_of_a_member_is_the_row_of_the_table(tmp_path: Path) -> None:
    table = sim.batch(QUARREL, replicates=6, seed=5, turns=2, ensemble=made())
    row = table[(table["point"] == 1) & (table["replicate"] == 3)].iloc[0]
    record = sim.run(QUARREL, seed=5, replicate=3, turns=2, ensemble=made(), member=1)
    assert record.scenario["parameters"]["bulwark"]["value"] == 1.0
    assert record.outcome.measures["recommitment_index"] == row["recommitment_index"]
    assert len(table) == 6


def test_the_seed_decides_which_member_is_played() -> None:
    record = sim.run(QUARREL, seed=4, replicate=1, turns=1, ensemble=made())
    assert record.scenario["parameters"]["bulwark"]["value"] == MEMBERS[(4 + 1) % 3][0]
    with pytest.raises(ValueError, match="members are 0 to 2"):
        sim.run(QUARREL, seed=4, turns=1, ensemble=made(), member=3)


def test_it_goes_on_where_it_was_stopped_and_only_over_the_same_ensemble(
    plain: Experiment, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    sweep(plain, out, ensemble=made(), jobs=1)
    whole = load_results(out).table
    for part in sorted((out / "runs").glob("*.parquet"))[1:]:
        part.unlink()
    sweep(plain, out, ensemble=made(), jobs=1, resume=True)
    assert load_results(out).table.equals(whole)
    other = made(members=((0.5, 1.7), *MEMBERS[1:]))
    with pytest.raises(sim.ResultsError, match="changed"):
        sweep(plain, out, ensemble=other, jobs=1, resume=True)


def test_an_experiment_may_name_the_file_itself(tmp_path: Path) -> None:
    made().save(tmp_path / "three.json")
    text = text_of(replicates="fixed = 2").replace(
        'kind = "grid"', 'kind = "ensemble"\nfile = "three.json"'
    )
    kept = [line for line in text.splitlines() if not line.startswith("factors")]
    (tmp_path / "named.toml").write_text("\n".join(kept), encoding="utf-8")
    loaded = load_experiment(tmp_path / "named.toml")
    assert np.array_equal(loaded.points().values, MEMBERS)
    (tmp_path / "named.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ExperimentError, match="leave the factors out"):
        load_experiment(tmp_path / "named.toml")


def test_the_same_points_with_shared_draws_do_not_pair(plain: Experiment, tmp_path: Path) -> None:
    from dataclasses import replace

    from sim.experiment.designs import ListDesign

    apart = over_ensemble(plain, made())
    shared = replace(apart, design=ListDesign(kind="list", points=MEMBERS))
    assert apart.hash != shared.hash
    sweep(apart, tmp_path / "apart", jobs=1)
    sweep(shared, tmp_path / "shared", jobs=1)
    first, second = (open_side(tmp_path / name, "plain") for name in ("apart", "shared"))
    assert "share their draws" in obstacle(first, second)


def test_what_does_not_fit_is_refused_in_one_line(plain: Experiment, tmp_path: Path) -> None:
    for experiment, ensemble, said in (
        (small(tmp_path), made(), "an ensemble goes with an experiment without factors"),
        (plain, made(paths=("parameters.nothing", PATHS[1])), "has no number parameters.nothing"),
        (
            small(
                tmp_path,
                factors="",
                replicates="until = "
                '{ outcome = "offensive", half_width = 0.1, minimum = 2, cap = 9 }',
            ),
            made(),
            "needs a fixed number",
        ),
    ):
        with pytest.raises(sim.ResultsError, match=said):
            over_ensemble(experiment, ensemble)
    with pytest.raises(ValueError, match="give one of them"):
        sim.batch(QUARREL, replicates=1, seed=1, ensemble=made(), vary={PATHS[0]: [1.0]})


def test_a_policy_may_not_change_what_the_ensemble_sets(tmp_path: Path) -> None:
    changed = text_of(factors="").replace(
        "[policies.plain]", '[policies.plain]\nset = { "parameters.war_cost" = 2.0 }'
    )
    changed = changed.replace("factors = []", "").replace('[design]\nkind = "grid"\n', "")
    (tmp_path / "small.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(sim.ResultsError, match=r"the policy plain changes parameters\.war_cost"):
        over_ensemble(load_experiment(tmp_path / "small.toml"), made())


def test_a_file_that_was_changed_or_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "three.json"
    made().save(path)
    assert sim.load_ensemble(path) == made()
    held = json.loads(path.read_text())
    held["members"][0][0] = 0.1
    faults = {
        json.dumps(held): "was changed after it was written",
        json.dumps({**held, "format": 9}): "this version reads format 1",
        json.dumps({**held, "paths": "x"}): "no ensemble: paths",
        "{}": "no ensemble; `sim calibrate` writes it",
        "no JSON": "not JSON",
    }
    for text, said in faults.items():
        path.write_text(text)
        with pytest.raises(sim.ScenarioError, match=said):
            sim.load_ensemble(path)
    with pytest.raises(sim.ScenarioError, match="cannot be read"):
        sim.load_ensemble(tmp_path / "nothing.json")
