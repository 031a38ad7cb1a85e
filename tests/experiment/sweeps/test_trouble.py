"""What can go wrong with a folder or a run: one clear line, and nothing lost or mixed."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.experiment import load_experiment, play
from sim.experiment.faults import ResultsError
from sim.experiment.part import DAMAGED
from sim.experiment.results import load_results, survey
from sim.experiment.store import open_store
from sim.experiment.sweep import Progress, sweep

NOBODY = 65534
UNTIL = 'until = { outcome = "offensive", half_width = 0.3, minimum = 6, cap = 20 }'


def refused(folder: Path, experiment, **options) -> str:
    """The one line with which a sweep is refused."""
    with pytest.raises(ResultsError) as caught:
        sweep(experiment, folder, **options)
    line = str(caught.value)
    assert "\n" not in line
    assert str(folder) in line
    return line


# --- the folder -----------------------------------------------------------------------------------


def test_results_are_not_touched_without_being_asked(make, digest, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    sweep(make(), folder)
    before = digest(folder)
    assert "add --resume to complete it, or --overwrite" in refused(folder, make())
    assert digest(folder) == before
    changed = {
        "it holds another experiment, small": {"name": "other", "seed": 6},
        "it was begun with seed 5, not 6": {"seed": 6},
        "turns was 1, is 2": {"turns": 2},
        "replicates.fixed was 6, is 7": {"replicates": "fixed = 7"},
        "the design has changed since": {
            "factors": '{ path = "parameters.bulwark", low = 0, high = 1, levels = 3 }'
        },
        "its policies were plain, shy": {"more": "[policies.third]"},
        "the experiment has changed since: outcomes": {"outcomes": '["tests"]'},
    }
    for said, changes in changed.items():
        for resume in (False, True):
            line = refused(folder, make(**changes), resume=resume)
            assert said in line
            assert "name another folder with --out, or add --overwrite" in line
    assert digest(folder) == before


def test_overwrite_replaces_results_and_nothing_else(make, digest, tmp_path: Path) -> None:
    sweep(make(), tmp_path / "clean")
    folder = tmp_path / "out"
    more = 'keep = "quantiles"\nkeep_paths = ["world.tension"]'
    sweep(make(seed=6, more=more), folder, unit_runs=6)
    (folder / "notes.txt").write_text("mine")
    sweep(make(), folder, overwrite=True)
    assert (folder / "notes.txt").read_text() == "mine"
    (folder / "notes.txt").unlink()
    (folder / "quantiles").rmdir()
    assert digest(folder) == digest(tmp_path / "clean")


def test_a_scenario_changed_between_kill_and_resume(make, digest, write, tmp_path: Path) -> None:
    from sim.scenario import load_scenario

    quarrel = Path(load_scenario.__code__.co_filename).parents[2] / "tests/scenario/data"
    for name in ("quarrel.toml", "rules.toml"):
        shutil.copy(quarrel / name, tmp_path / name)
    scenario = tmp_path / "quarrel.toml"
    path = write(scenario=scenario)
    folder = tmp_path / "out"
    sweep(load_experiment(path), folder, unit_runs=4)
    victim = next((folder / "runs").glob("*.parquet"))
    victim.unlink()
    before = digest(folder)
    text = scenario.read_text("utf-8")
    scenario.write_text(text.replace("capability = 3\n", "capability = 3.5\n"), "utf-8")
    line = refused(folder, load_experiment(path), unit_runs=4, resume=True)
    assert "the scenario of policy plain has changed since: " in line
    assert "actors.BEL.capability was 3, is 3.5" in line
    assert digest(folder) == before
    scenario.write_text(text.replace("Two valleys, one ford", "One ford, two valleys"), "utf-8")
    sweep(load_experiment(path), folder, unit_runs=4, resume=True)
    assert not survey(open_store(folder)).missing


def test_parts_that_are_not_whole_are_played_again(make, digest, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    sweep(make(), folder, unit_runs=4)
    before = digest(folder)
    cut, emptied, damaged, swapped = sorted((folder / "runs").glob("*.parquet"))[:4]
    cut.write_bytes(cut.read_bytes()[:-100])
    emptied.write_bytes(b"")
    bytes_ = bytearray(damaged.read_bytes())
    place = len(bytes_) // 3
    bytes_[place : place + 64] = bytes(64)
    damaged.write_bytes(bytes_)
    shutil.copy(sorted((folder / "runs").glob("*.parquet"))[5], swapped)
    with pytest.raises(ResultsError, match="to make it again: sim sweep "):
        _ = load_results(folder).table
    done = sweep(make(), folder, unit_runs=4, resume=True)
    notes = "\n".join(done.progress.notes)
    for path, said in ((cut, "cut short"), (emptied, "cut short"), (swapped, "of another unit")):
        assert f"{path.stem}: its part is {said}" in notes
    assert digest(folder) == before


def spoil(path: Path, column: str) -> None:
    """Flip one byte in the middle of what a part holds of a column."""
    metadata = pq.ParquetFile(path).metadata
    chunk = metadata.row_group(0).column(metadata.schema.names.index(column))
    data = bytearray(path.read_bytes())
    data[chunk.data_page_offset + chunk.total_compressed_size - 2] ^= 0xFF
    path.write_bytes(data)


def test_damage_in_a_column_that_nobody_reads_is_found_on_resuming(
    make, digest, tmp_path: Path
) -> None:
    from sim.experiment.merge import merge

    kept = 'keep = "trajectories"\nkeep_paths = ["world.tension", "world.clock"]'
    folder = tmp_path / "out"
    done = sweep(make(more=kept), folder, unit_runs=12)
    before = digest(folder)
    first, second = sorted((folder / "runs").glob("*.parquet"))[:2]
    spoil(first, "end.world.tension")
    spoil(folder / "trajectories" / second.name, "world.tension")
    assert [unit.name for unit, _ in survey(done.store).missing] == [first.stem]
    found = {unit.name: fault for unit, fault in survey(done.store, verify=True).missing}
    assert found == dict.fromkeys((first.stem, second.stem), DAMAGED)
    with pytest.raises(ResultsError, match=rf"{second.name}: {DAMAGED}"):
        merge([folder], tmp_path / "copy")
    again = sweep(make(more=kept), folder, unit_runs=12, resume=True)
    assert again.progress.notes == [
        f"{path.stem}: its part is {DAMAGED}; played again" for path in (first, second)
    ]
    assert digest(folder) == before
    assert not survey(done.store, verify=True).missing


def test_a_full_disk_stops_a_sweep_that_can_go_on(make, digest, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    sweep(make(), tmp_path / "whole", unit_runs=4)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(progress: Progress) -> None:
        if progress.units_done == 3:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))

    folder = tmp_path / "out"
    try:
        with pytest.raises(ResultsError) as caught:
            sweep(make(), folder, jobs=1, unit_runs=4, watch=fill)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(caught.value) == f"{folder}: cannot be written: File too large"
    assert caught.value.resumable
    found = survey(open_store(folder))
    assert found.done == 3
    assert {fault for _, fault in found.missing} == {"missing"}
    assert not list((folder / "runs").glob(".*"))
    sweep(make(), folder, unit_runs=4, resume=True)
    assert digest(folder) == digest(tmp_path / "whole")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's right to write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_may_not_be_written(make, digest, tmp_path: Path) -> None:
    experiment = make()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        sweep(experiment, folder, unit_runs=4)
        next((folder / "runs").glob("*.parquet")).unlink()
        before = digest(folder)
        os.chmod(place, 0o755)
        os.chmod(folder, 0o555)
        os.chmod(folder / "runs", 0o555)
        with as_nobody():
            line = refused(folder, experiment, unit_runs=4, resume=True)
            assert "cannot be written: Permission denied" in line
            line = refused(folder / "new", experiment)
            assert "cannot be written: Permission denied" in line
        os.chmod(folder, 0o755)
        os.chmod(folder / "runs", 0o755)
        assert digest(folder) == before


def test_folders_that_are_none_of_ours(make, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("mine")
    assert "not a folder" in refused(taken, make())
    orphan = tmp_path / "orphan"
    (orphan / "runs").mkdir(parents=True)
    (orphan / "runs" / "x.parquet").write_bytes(b"")
    assert "no manifest.json" in refused(orphan, make())
    for text, said in (
        ("{", "not the manifest of a sweep"),
        ("[]", "not the manifest of a sweep"),
        ('{"identity": {}, "format": 99}', "format 99; this version of sim reads format 3"),
        (
            '{"identity": {"code_version": "0.2.0"}, "format": 2}',
            "results of format 2; this version of sim reads format 3; they were written by "
            "marchland 0.2.0: read them with that version, or play the experiment again with this "
            "one, into another folder",
        ),
    ):
        other = tmp_path / f"other{len(text)}"
        other.mkdir()
        (other / "manifest.json").write_text(text)
        assert said in refused(other, make(), overwrite=True)
        assert (other / "manifest.json").read_text() == text
    with pytest.raises(ResultsError, match="no such folder"):
        load_results(tmp_path / "nowhere")
    with pytest.raises(ResultsError, match=r"no results: manifest.json is missing"):
        load_results(tmp_path)


def test_a_manifest_that_was_edited_is_not_believed(make, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    sweep(make(), folder)
    path = folder / "manifest.json"
    content = json.loads(path.read_text("utf-8"))
    content["identity"]["rules"] = "0"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(ResultsError, match="was changed after it was written"):
        load_results(folder)


def test_drafts_of_the_dead_are_removed_on_resuming(make, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    sweep(make(), folder)
    part = next((folder / "runs").glob("*.parquet"))
    dead = part.with_name(f".{part.name}.999999999.part")
    living = part.with_name(f".{part.name}.{os.getpid()}.part")
    for draft in (dead, living):
        draft.write_bytes(b"PAR1")
    assert len(pd.read_parquet(folder / "runs")) == 36
    sweep(make(), folder, resume=True)
    assert living.exists()
    assert not dead.exists()


def test_on_windows_no_process_is_asked_whether_it_lives(
    make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, signal 0 is Ctrl-C; drafts stay, and harm nothing."""
    folder = tmp_path / "out"
    sweep(make(), folder)
    part = next((folder / "runs").glob("*.parquet"))
    draft = part.with_name(f".{part.name}.999999999.part")
    draft.write_bytes(b"PAR1")
    asked: list[int] = []
    monkeypatch.setattr("sim.experiment.taking.sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(os, "kill", lambda process, _: asked.append(process))
    sweep(make(), folder, resume=True)
    assert (asked, draft.exists()) == ([], True)


# --- runs that fail -------------------------------------------------------------------------------


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


class LostError(RuntimeError):
    """A worker that went away."""


@pytest.mark.parametrize("times", [2, 3])
def test_a_unit_whose_worker_is_lost_is_handed_out_again(make, tmp_path: Path, times: int) -> None:
    from concurrent.futures import Executor, Future

    class Unreliable(Executor):
        left = times

        def submit(self, fn, /, *args, **kwargs):
            future: Future = Future()
            if self.left and args[0].unit.policy == 1:
                self.left -= 1
                future.set_exception(LostError("connection\nlost"))
            else:
                future.set_result(fn(*args))
            return future

    options = {"executor": Unreliable(), "jobs": 1, "unit_runs": 36}
    if times == 2:
        assert sweep(make(), tmp_path / "out", **options).progress.runs_done == 36
        return
    line = refused(tmp_path / "out", make(), **options)
    assert "3 workers were lost over unit block00000" in line
    assert "LostError: connection lost" in line


# --- what is asked for ----------------------------------------------------------------------------


def test_merging_into_a_folder_that_holds_something_else(make, tmp_path: Path) -> None:
    from sim.experiment.merge import merge

    sweep(make(), tmp_path / "a")
    sweep(make(seed=6), tmp_path / "b")
    with pytest.raises(ResultsError, match="begun with seed 6, not 5; name another folder"):
        merge([tmp_path / "a"], tmp_path / "b")
    orphan = tmp_path / "orphan" / "runs"
    orphan.mkdir(parents=True)
    (orphan / "x.parquet").write_bytes(b"")
    with pytest.raises(ResultsError, match=r"no manifest.json that says of what"):
        merge([tmp_path / "a"], tmp_path / "orphan")
    part = next((tmp_path / "a" / "runs").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(ResultsError, match="cut short or damaged"):
        merge([tmp_path / "a"], tmp_path / "c")


def test_quantiles_need_all_replicates_of_a_point_at_once(make, tmp_path: Path) -> None:
    more = 'keep = "quantiles"\nkeep_paths = ["world.tension"]'
    until = 'until = { outcome = "offensive", half_width = 0.1, minimum = 2, cap = 9 }'
    experiment = make(more=more, replicates=until)
    with pytest.raises(ResultsError, match='keep = "quantiles" needs a fixed number of replicates'):
        sweep(experiment, tmp_path / "out")
    with pytest.raises(ResultsError, match="takes up to 100,000 replicates of a point"):
        sweep(make(more=more, replicates="fixed = 100001"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_dask_that_is_not_installed(make, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ResultsError, match=r"pip install 'marchland\[dask\]'"):
        sweep(make(), tmp_path / "out", executor="dask")


def test_a_process_that_dies_is_replaced(make, digest, tmp_path: Path) -> None:
    """A pool of which one process was killed plays nothing more; another one takes its units."""
    import signal
    from concurrent.futures import process

    sweep(make(), tmp_path / "whole", unit_runs=2)
    shot: list[int] = []
    real = process.ProcessPoolExecutor.submit

    def submit(self, fn, *args, **kwargs):
        future = real(self, fn, *args, **kwargs)
        if not shot and fn is play.play:
            shot.extend(self._processes)
            os.kill(shot[0], signal.SIGKILL)
        return future

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process.ProcessPoolExecutor, "submit", submit)
        done = sweep(make(), tmp_path / "out", executor="processes", jobs=1, unit_runs=2)
    assert shot
    assert done.progress.units_done == 18
    assert digest(tmp_path / "out") == digest(tmp_path / "whole")


def test_a_script_without_its_guard_is_told_of_it(write, tmp_path: Path) -> None:
    import subprocess

    script = tmp_path / "study.py"
    script.write_text(
        "import sim\n"
        f"sim.sweep({str(write())!r}, {str(tmp_path / 'out')!r}, executor='processes', jobs=1)\n"
    )
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert 'ResultsError: executor "processes": ' in last
    assert 'below `if __name__ == "__main__":`' in last
    assert not list((tmp_path / "out").iterdir())
