"""Every byte of a sweep is held by a digest, and no file of others is taken for one of it."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from sim.experiment import part
from sim.experiment.faults import ResultsError
from sim.experiment.manifest_file import DIGEST, hash_of
from sim.experiment.merge import merge
from sim.experiment.part import DAMAGED, PartError
from sim.experiment.rerun import rerun
from sim.experiment.results import load_results, survey
from sim.experiment.store import open_store
from sim.experiment.sweep import Progress, begin, sweep

KEPT = 'keep = "trajectories"\nkeep_paths = ["world.tension"]'
STRAYS = (
    "runs/._block00000-group000000-policy000.parquet",
    "runs/block00000-group000000-policy000 (conflicted copy).parquet",
    "runs/block00000-group000000-policy000.parquet~",
    "runs/block00000-group000009-policy000.parquet",
    "runs/block0-group0-policy0.parquet",
)


def flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def test_one_bit_flipped_anywhere_in_a_part_is_found(make, tmp_path: Path) -> None:
    done = sweep(make(), tmp_path / "out", unit_runs=12)
    victim = min(done.store.runs.iterdir())
    sound, stamps = victim.read_bytes(), {"identity": done.store.manifest.hash, "unit": victim.stem}
    footer = int.from_bytes(sound[-8:-4], "little")
    chance = random.Random(7)
    places = {0, 3, 4, len(sound) - 1, len(sound) - 8, len(sound) - 8 - footer}
    places |= {chance.randrange(len(sound)) for _ in range(200)}
    places |= {len(sound) - 9 - chance.randrange(footer) for _ in range(600)}
    other = victim.with_name("copy")
    for place in places:
        data = bytearray(sound)
        data[place] ^= 1 << chance.randrange(8)
        other.write_bytes(data)
        with pytest.raises(PartError, match=DAMAGED):
            part.whole(other, **stamps)
    other.write_bytes(sound)
    part.whole(other, **stamps)


def test_a_bit_of_a_footer_is_found_by_all_who_read(make, digest, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = sweep(make(more=KEPT), folder, unit_runs=12)
    before = digest(folder)
    for below in (done.store.runs, done.store.trajectories):
        victim = min(below.iterdir())
        # A letter in the name of a column, near the end of the file.
        place = victim.read_bytes().rfind(b"world.tension") + 2
        flip(victim, 8 * place)
        found = {unit.name: fault for unit, fault in survey(done.store, verify=True).missing}
        assert found == {victim.stem: DAMAGED}
        said = rf"{victim.name}: {DAMAGED}; to make it again: sim sweep EXPERIMENT --out "
        with pytest.raises(ResultsError, match=said):
            results = load_results(folder)
            _ = results.table if below == done.store.runs else results.trajectories
        with pytest.raises(ResultsError, match=f"{victim.name}: {DAMAGED}"):
            merge([folder], tmp_path / below.name)
        if below == done.store.runs:
            with pytest.raises(ResultsError, match=f"run 0 is not stored: its part is {DAMAGED}"):
                rerun(folder, 0)
        again = sweep(make(more=KEPT), folder, unit_runs=12, resume=True)
        assert again.progress.notes == [f"{victim.stem}: its part is {DAMAGED}; played again"]
        assert digest(folder) == before


EDITS = {
    "question": lambda content: content["experiment"].update(question="Who else?"),
    "seed": lambda content: content.update(seed=6),
    "document": lambda content: content["policies"][0]["document"].update(name="other"),
    "title": lambda content: content["policies"][1].update(title="Bold"),
    "versions": lambda content: content["versions"].update(numpy="0"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_manifest_edited_anywhere_is_not_believed(make, digest, tmp_path: Path, edit) -> None:
    folder = tmp_path / "out"
    sweep(make(), folder)
    before, path = digest(folder), folder / "manifest.json"
    content = json.loads(path.read_text("utf-8"))
    EDITS[edit](content)
    path.write_text(json.dumps(content), "utf-8")
    for use in (load_results, open_store, lambda folder: merge([folder], tmp_path / "x")):
        with pytest.raises(ResultsError, match=r"manifest.json: the manifest was changed after"):
            use(folder)
    with pytest.raises(ResultsError, match=r"was changed after.*--resume writes it anew"):
        sweep(make(), folder)
    # All the parts are of this very sweep, so its experiment can say again what the file said.
    done = sweep(make(), folder, resume=True)
    assert "written anew" in done.progress.notes[0]
    assert digest(folder) == before


def test_a_manifest_that_is_gone_has_a_way_out(make, digest, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    sweep(make(), folder)
    before = digest(folder)
    (folder / "manifest.json").unlink()
    for options in ({}, {"overwrite": True}):
        with pytest.raises(ResultsError, match=r"no manifest.json .*--resume .*or delete .*runs"):
            sweep(make(), folder, **options)
    with pytest.raises(ResultsError, match=r"no manifest.json"):
        sweep(make(seed=6), folder, resume=True)
    sweep(make(), folder, resume=True)
    assert digest(folder) == before


DAMAGE = {
    "gone": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-60]),
    "flipped": lambda path: flip(path, 8 * 200),
    "foreign": lambda path: shutil.copy(min((path.parent / "runs").iterdir()), path),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_design_that_is_damaged_is_noticed_and_made_again(
    make, digest, tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "out"
    done = sweep(make(), folder)
    before = digest(folder)
    DAMAGE[damage](folder / "design.parquet")
    for use in (
        lambda: survey(done.store, verify=True),
        lambda: load_results(folder).design,
        lambda: merge([folder], tmp_path / "x"),
    ):
        with pytest.raises(ResultsError, match=r"design.parquet: .*--resume"):
            use()
    again = sweep(make(), folder, resume=True)
    assert again.progress.notes == ["design.parquet: missing or damaged; made again"]
    assert digest(folder) == before


def without(*keys: str):
    def edit(content):
        for key in keys[:-1]:
            content = content[key]
        del content[keys[-1]]

    return edit


FORGED = {
    "policies: Field required": without("policies"),
    "identity.layout: Field required": without("identity", "layout"),
    "experiment.question: Field required": without("experiment", "question"),
    "policies: Tuple should have at least 1 item": lambda content: content.update(policies=[]),
    "seed: Input should be a valid integer": lambda content: content.update(seed="five"),
    "hash: Field required": without("hash"),
}


@pytest.mark.parametrize("said", FORGED)
def test_a_manifest_forged_with_its_digest_is_one_line(make, tmp_path: Path, said: str) -> None:
    folder = tmp_path / "out"
    sweep(make(), folder)
    path = folder / "manifest.json"
    content = json.loads(path.read_text("utf-8"))
    del content[DIGEST]
    FORGED[said](content)
    path.write_text(json.dumps({**content, DIGEST: hash_of(content)}), "utf-8")
    with pytest.raises(ResultsError) as caught:
        load_results(folder)
    assert str(caught.value).startswith(f"{path}: not the manifest of a sweep: {said}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        '{"format": 3, "identity": {}, "hash": "", "seed": 1e999}',
        '{"format": 3, "identity": {}, "hash": "\\ud800", "digest": "\\udfff"}',
        '{"format": 3, "identity": {}, "hash": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"format": 3, "identity": {}}',
        '{"format": 3, "identity": []}',
        '{"format": 3, "identity": {}, "hash": NaN}',
        "\ufeff{}",
        "",
    ],
)
def test_a_manifest_of_hostile_text_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_bytes(text.encode("utf-8"))
    with pytest.raises(ResultsError) as caught:
        load_results(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'manifest.json'}: ")
    assert "\n" not in str(caught.value)


def test_files_of_others_among_the_parts_are_left_aside_and_named(
    make, digest, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    done = sweep(make(), folder)
    whole = load_results(folder).table
    source = min(done.store.runs.iterdir())
    for name in STRAYS:
        shutil.copy(source, folder / name)
    before = digest(folder)
    assert load_results(folder).table.equals(whole)
    assert set(survey(done.store, verify=True).strays) == set(STRAYS)
    assert not survey(done.store, verify=True).missing
    merge([folder], tmp_path / "joined")
    assert load_results(tmp_path / "joined").table.equals(whole)
    assert not open_store(tmp_path / "joined").strays()
    again = sweep(make(), folder, resume=True)
    (note,) = again.progress.notes
    assert note.startswith("left aside, because they do not belong to this sweep: runs/._block")
    assert digest(folder) == before
    sweep(make(seed=6), folder, overwrite=True)
    assert all((folder / name).exists() for name in STRAYS)


@pytest.mark.parametrize("taker", ["overwrite", "delete"])
def test_a_sweep_whose_folder_is_taken_stops(make, digest, tmp_path: Path, taker: str) -> None:
    folder, told = tmp_path / "out", []

    def watch(progress: Progress) -> None:
        told.append(progress.units_done)
        if progress.units_done == 3:
            if taker == "overwrite":
                sweep(make(), folder, unit_runs=12, overwrite=True)
            else:
                shutil.rmtree(folder)

    with pytest.raises(ResultsError) as caught:
        sweep(make(), folder, jobs=1, unit_runs=4, watch=watch)
    how = {"overwrite": "another sweep has taken it", "delete": "it was emptied or removed"}[taker]
    assert str(caught.value).startswith(f"{folder}: {how}")
    assert not caught.value.resumable
    assert max(told) == 3
    if taker == "overwrite":
        sweep(make(), tmp_path / "alone", unit_runs=12)
        assert digest(folder) == digest(tmp_path / "alone")


def test_a_folder_is_taken_only_when_play_can_begin(make, digest, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    sweep(make(seed=6), folder)
    before = digest(folder)

    def nobody(**options) -> None:
        with pytest.raises(ResultsError, match="no answer"):
            sweep(make(), folder, executor="dask", scheduler="tcp://127.0.0.1:9", **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiment.dask_crew.PATIENCE", 3.0)
        nobody(overwrite=True)
        assert digest(folder) == before
        folder = tmp_path / "new"
        nobody()
    assert sweep(make(), folder).progress.runs_done == 36


def test_nothing_is_changed_before_play(make, tmp_path: Path) -> None:
    from sim.experiment.plan import make_plan

    begin(make_plan(make()), tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_an_empty_name_is_no_folder(make, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ResultsError, match='out = ""'):
        sweep(make(), "")
    assert not (tmp_path / "runs").exists()
