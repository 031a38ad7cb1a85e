"""Trajectories and quantiles are read as the parts have them, for one point or for all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.trajectories import quantiles_of, shares_of
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results, load_results
from sim.experiment.sweep import sweep
from sim.experiment.trajectories import (
    kept_paths,
    read_quantiles,
    read_shares,
    read_stances,
    read_trajectories,
)
from sim.vocabulary import STANCES
from tests.experiment.sweeps.conftest import FACTORS, TEXT
from tests.scenario.bench import QUARREL

PATH = "ties.ANV-DELL.commitment"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Results]:
    """The same sweep kept as trajectories and as quantiles, in several parts."""
    found = {}
    for keep in ("trajectories", "quantiles"):
        folder = tmp_path_factory.mktemp(keep)
        more = f'keep = "{keep}"\nkeep_paths = ["stance", "{PATH}"]'
        values = {"name": "small", "scenario": QUARREL, "turns": 3, "seed": 5, "more": more}
        values |= {"outcomes": '["offensive"]', "factors": FACTORS, "replicates": "fixed = 4"}
        (folder / "small.toml").write_text(TEXT.format(**values), encoding="utf-8")
        sweep(folder / "small.toml", folder / "out", unit_runs=4)
        found[keep] = load_results(folder / "out")
    return found


@pytest.mark.parametrize("point", [None, 1])
def test_trajectories_are_those_of_the_parts(kept, point: int | None) -> None:
    results = kept["trajectories"]
    rows = results.trajectories[results.trajectories["policy"] == "shy"].sort_values(
        ["run", "after"]
    )
    if point is not None:
        rows = rows[rows["point"] == point]
    trajectories = read_trajectories(results.store, PATH, "shy", point=point)
    assert list(trajectories.run) == sorted(set(rows["run"]))
    assert trajectories.values.ravel().tolist() == rows[PATH].tolist()
    stances = read_stances(results.store, "shy", point=point)
    words = rows.loc[rows["after"] > 0, "stance"].tolist()
    assert [STANCES[code] for code in stances.stances.ravel()] == words
    assert (trajectories.failed, stances.failed) == (0, 0)


def test_quantiles_of_the_trajectories_are_those_that_were_kept(kept) -> None:
    for policy in ("plain", "shy"):
        for point in range(3):
            trajectories = read_trajectories(kept["trajectories"].store, PATH, policy, point=point)
            quantiles = read_quantiles(kept["quantiles"].store, PATH, policy, point=point)
            assert quantiles.runs == 4
            assert quantiles.values.tolist() == quantiles_of(trajectories).values.tolist()


@pytest.mark.parametrize("point", [None, 2])
def test_shares_of_every_run_are_those_that_were_kept(kept, point: int | None) -> None:
    every = shares_of(read_stances(kept["trajectories"].store, "plain", point=point))
    found = read_shares(kept["quantiles"].store, "plain", point=point)
    assert found.runs == every.runs == (12 if point is None else 4)
    assert found.shares == pytest.approx(every.shares)


def test_what_was_not_kept_is_refused_with_what_was(kept, make, tmp_path: Path) -> None:
    store = kept["trajectories"].store
    assert kept_paths(store) == ("stance", PATH)
    with pytest.raises(ResultsError) as caught:
        read_trajectories(store, "ties.ANV-DELL.comitment", "plain")
    assert str(caught.value).endswith(
        f"no trajectories of 'ties.ANV-DELL.comitment' were kept; did you mean '{PATH}'? "
        f"(kept: stance, {PATH})"
    )
    with pytest.raises(ResultsError, match="quantiles were kept, not the trajectory of every run"):
        read_stances(kept["quantiles"].store, "plain")
    sweep(make(), tmp_path / "bare")
    bare = load_results(tmp_path / "bare").store
    assert kept_paths(bare) == ()
    with pytest.raises(ResultsError, match=r'only outcomes were kept; .* keep_paths = \["world'):
        read_quantiles(bare, "world.tension", "plain", point=0)


def test_parts_that_cannot_be_used(make, tmp_path: Path) -> None:
    more = f'keep = "trajectories"\nkeep_paths = ["{PATH}"]'
    sweep(make(more=more), tmp_path / "out")
    store = load_results(tmp_path / "out").store
    (file,) = (tmp_path / "out" / "trajectories").glob("*policy001.parquet")
    file.write_bytes(file.read_bytes()[:-20])
    assert len(read_trajectories(store, PATH, "plain").run) == 18
    with pytest.raises(ResultsError, match="cut short or damaged; to make it again: sim sweep "):
        read_trajectories(store, PATH, "shy")
    file.unlink()
    with pytest.raises(ResultsError, match="no runs of policy shy yet"):
        read_trajectories(store, PATH, "shy")


def test_runs_that_failed_are_left_out_and_counted(make, tmp_path: Path) -> None:
    levels = '{ path = "parameters.patience", levels = [0.9, 0.95] }'
    more = f'keep = "trajectories"\nkeep_paths = ["stance", "{PATH}"]'
    experiment = make(more=more, factors=levels)
    from sim.experiment import play

    class Half:
        """A batch that refuses the second point."""

        def __init__(self, batch) -> None:
            self.__dict__ |= batch.__dict__
            self._batch = batch

        def check(self, values):
            return ["no" if row[0] > 0.92 else None for row in values]

        def play(self, values, **options):
            return self._batch.play(values, **options)

    real = play.batch_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(play, "batch_of", lambda recipe: Half(real(recipe)))
        sweep(experiment, tmp_path / "out")
    store = load_results(tmp_path / "out").store
    trajectories, stances = read_trajectories(store, PATH, "plain"), read_stances(store, "plain")
    assert (len(trajectories.run), trajectories.failed) == (6, 6)
    assert (len(stances.run), stances.failed) == (6, 6)
    assert np.isfinite(trajectories.values).all()
