"""What can go wrong with a folder: one clear line, and nothing lost or mixed."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.experiment import load_experiment
from sim.experiment.faults import ResultsError
from sim.experiment.part import DAMAGED
from sim.experiment.results import load_results, survey
from sim.experiment.store import open_store
from sim.experiment.sweep import Progress, sweep
from tests.experiment.sweeps.refusals import refused

NOBODY = 65534


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
