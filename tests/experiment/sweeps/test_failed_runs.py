"""Runs that fail are rows that say why; a fault of the machine is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiment import play
from sim.experiment.results import load_results
from sim.experiment.sweep import sweep
from tests.experiment.sweeps.refusals import refused

UNTIL = 'until = { outcome = "offensive", half_width = 0.3, minimum = 6, cap = 20 }'


class Fragile:
    """A batch of which some runs fail: one is refused, one ends in no number, a point is barred."""

    def __init__(self, batch) -> None:
        self._batch = batch
        self.columns, self.turns = batch.columns, batch.turns
        self.trajectories, self.stances = batch.trajectories, batch.stances
        self.conduct, self.scenario = batch.conduct, batch.scenario

    def check(self, values):
        return ["bulwark of 2:\n not\nplayable" if row[0] == 2.0 else None for row in values]

    def play(self, values, *, seed: int, first: int, count: int, opening=None):
        values = np.asarray(values)
        if ((values[:, 0] == 1.0).any()) and first <= 3 < first + count:
            raise ZeroDivisionError("replicate 3\nhas no middle")
        played = self._batch.play(values, seed=seed, first=first, count=count)
        if first <= 4 < first + count:
            played.outcomes[values[:, 0] == 0.0, 4 - first, -1] = np.inf
        return played


def test_failed_runs_are_rows_that_say_why(make, tmp_path: Path, monkeypatch) -> None:
    sound = tmp_path / "sound"
    sweep(make(), sound)
    real = play.batch_of
    monkeypatch.setattr(play, "batch_of", lambda recipe: Fragile(real(recipe)))
    done = sweep(make(), tmp_path / "out", jobs=2, unit_runs=12)
    assert done.progress.failed == 2 * (6 + 1 + 1)
    table = load_results(tmp_path / "out").table
    assert len(table) == 36
    failed = table[table["status"] == "failed"]
    reasons = failed.groupby(["point", "replicate"])["error"].unique().to_dict()
    assert {key: list(said) for key, said in reasons.items()} == {
        (0, 4): ["an outcome is not a finite number"],
        (1, 3): ["ZeroDivisionError: replicate 3 has no middle"],
        **{(2, k): ["bulwark of 2: not playable"] for k in range(6)},
    }
    outcomes = list(done.plan.columns.outcomes)
    assert failed[outcomes].isna().all(axis=None)
    # The runs beside them are what they would have been.
    good = table[table["status"] == "ok"].set_index("run")
    whole = load_results(sound).table.set_index("run").loc[good.index]
    for name in ("recommitment_index", "end.ties.ANV-DELL.commitment", "offensive", "tests"):
        assert list(good[name]) == list(whole[name])
    assert good["error"].isna().all()


def test_failed_runs_have_no_trajectory(make, tmp_path: Path, monkeypatch) -> None:
    real = play.batch_of
    kept = 'keep_paths = ["stance", "world.tension"]'
    for keep in ("trajectories", "quantiles"):
        experiment = make(more=f'keep = "{keep}"\n{kept}')
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(play, "batch_of", lambda recipe: Fragile(real(recipe)))
            sweep(experiment, tmp_path / keep)
    trajectories = load_results(tmp_path / "trajectories").trajectories.set_index(
        ["point", "replicate"]
    )
    ends = trajectories[trajectories["after"] == 1]
    for name in ("stance", "world.tension"):
        assert ends.loc[[(1, 3), (2, 0)], name].isna().all()
        assert ends.loc[[(0, 3), (1, 4)], name].notna().all()
    quantiles = load_results(tmp_path / "quantiles").trajectories.set_index(
        ["policy", "point", "path", "after"]
    )
    assert quantiles.loc[("plain", 1, "stance.mixed", 1), "runs"] == 5
    assert quantiles.loc[("plain", 2, "stance.mixed", 1), "runs"] == 0
    assert pd.isna(quantiles.loc[("plain", 2, "stance.mixed", 1), "share"])


def test_failed_runs_are_counted_and_left_out_of_statistics(
    make, tmp_path: Path, monkeypatch
) -> None:
    from sim.analysis.outcomes import summarise

    real = play.batch_of
    monkeypatch.setattr(play, "batch_of", lambda recipe: Fragile(real(recipe)))
    sweep(make(), tmp_path / "out")
    table = load_results(tmp_path / "out").table
    rng = np.random.default_rng(1)
    found = summarise(table, ["offensive"], rng=rng).set_index("policy")
    good = table[(table["status"] == "ok") & (table["policy"] == "plain")]
    assert found.loc["plain", "runs"] == 10
    assert found.loc["plain", "failed"] == 8
    assert found.loc["plain", "value"] == good["offensive"].astype(float).mean()
    raw = pd.read_parquet(tmp_path / "out" / "runs")
    assert raw["recommitment_index"].isna().sum() == 16


class Broken:
    """A batch whose machine fails it."""

    def __init__(self, batch, error: Exception) -> None:
        self._batch, self._error = batch, error
        self.columns, self.turns = batch.columns, batch.turns
        self.trajectories, self.stances = batch.trajectories, batch.stances

    def check(self, values):
        return self._batch.check(values)

    def play(self, values, *, seed: int, first: int, count: int, opening=None):
        raise self._error


MACHINE = [
    EOFError("Ran out of input"),
    MemoryError("no memory left"),
    ImportError("llvmlite: cannot open shared object file"),
    OSError(28, "No space left on device"),
    ValueError("bad marshal data"),
    TypeError("an integer is required"),
]


@pytest.mark.parametrize("error", MACHINE, ids=lambda error: type(error).__name__)
def test_a_fault_of_the_machine_is_no_row(make, tmp_path: Path, error: Exception) -> None:
    from sim.experiment.batch import batch

    real, folder = play.batch_of, tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(play, "batch_of", lambda recipe: Broken(real(recipe), error))
        line = refused(folder, make(), unit_runs=12)
        scenario = make().policies[0].scenario
        with pytest.raises(type(error)):
            batch(scenario, replicates=2, seed=1, turns=1)
    assert "could not be played in 3 attempts (on process" in line
    assert f"{type(error).__name__}: " in line
    assert not list((folder / "runs").iterdir())
    assert sweep(make(), folder, unit_runs=12, resume=True).progress.failed == 0


@pytest.mark.parametrize("replicates", ["fixed = 6", UNTIL], ids=["fixed", "until"])
def test_failed_runs_are_played_again_when_asked(
    make, digest, tmp_path: Path, replicates: str
) -> None:
    experiment, folder = make(replicates=replicates), tmp_path / "out"
    sweep(experiment, tmp_path / "sound", unit_runs=4)
    real = play.batch_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(play, "batch_of", lambda recipe: Fragile(real(recipe)))
        failed = sweep(experiment, folder, unit_runs=4).progress.failed
        before = digest(folder)
        assert failed
        assert sweep(experiment, folder, unit_runs=4, resume=True).progress.failed == failed
        sweep(experiment, folder, unit_runs=4, resume=True, retry_failed=True)
        assert digest(folder) == before
    done = sweep(experiment, folder, unit_runs=4, resume=True, retry_failed=True)
    assert done.progress.failed == 0
    assert all(note.endswith(" failed; played again") for note in done.progress.notes)
    assert digest(folder) == digest(tmp_path / "sound")
