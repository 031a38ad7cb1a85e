"""`sim sweep`, `results`, `summary`, `rerun` and `merge` from the command line."""

import json
import os
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.cli import main
from sim.experiment.results import load_results
from sim.record import load_record
from sim.words import percent
from tests.scenario.bench import QUARREL

TEXT = f"""
name = "fords"
title = "Fords"
question = "Does the bulwark matter?"
scenario = "{QUARREL}"
turns = 1
seed = 5
outcomes = ["offensive", "recommitment_index"]
factors = [{{ path = "parameters.bulwark", low = 0, high = 2, levels = 2 }}]

[design]
kind = "grid"

[policies.plain]
[policies.shy]
set = {{ "actors.ANV.doctrine" = "fixed:hold" }}

[replicates]
fixed = 4
"""


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    path = tmp_path / "fords.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the experiment, played once for all tests."""
    place = tmp_path_factory.mktemp("played")
    (place / "fords.toml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["sweep", str(place / "fords.toml"), "--out", str(place / "out")])
    assert ended.value.code == 0
    return place / "out"


@pytest.fixture
def swept(played: Path, tmp_path: Path) -> Path:
    """A copy of the results, to be spoilt."""
    return shutil.copytree(played, tmp_path / "out")


def mistake(ended) -> str:
    """The one line of a command that failed through the user's mistake."""
    assert ended.status == 2, ended
    assert ended.out == ""
    assert ended.err.count("\n") == 1, ended.err
    return ended.err


def test_it_says_how_much_first_and_what_next_at_the_end(sim, experiment, tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    ended = sim("sweep", experiment, "--out", folder, "--jobs", 1)
    assert ended.status == 0
    runs = "2 points x 2 policies x 4 replicates = 16 runs of 1 turn"
    assert re.match(rf"fords: {runs}, about \d+ s on 1 thread\n", ended.err)
    assert re.match(r"16 runs in .* 0 failed; results in .*a b\n", ended.out)
    assert f"sim summary '{folder}'" in ended.err
    again = re.search(r"sim rerun '.*' --run (\d+)", ended.err)
    assert again
    assert int(again[1]) in set(load_results(folder).table["run"])


def test_no_share_is_told_without_its_time_conditions_interval_and_runs(
    sim, experiment, tmp_path: Path
) -> None:
    ended = sim("sweep", experiment, "--out", tmp_path / "out")
    said = " ".join(ended.out.split())
    shares = (
        load_results(tmp_path / "out").table.groupby("policy", observed=True)["offensive"].mean()
    )
    for policy, share in shares.items():
        assert (
            "Crag launches a full offensive at some time in 2001 Q2, under the policy "
            f'"{policy}", over 2 settings of 1 number: {percent(share)} (95 % interval '
        ) in said
    assert said.count(") of 8 runs.") == len(shares) == 2
    assert "no probability of anything" in said
    assert said.endswith("4 draws of chance are few: play more before you quote a number.")
    # The summary opens with the same sentences.
    assert said.partition("Crag")[2] in " ".join(sim("summary", tmp_path / "out").out.split())


def test_json_is_all_that_is_printed(sim, experiment, tmp_path: Path) -> None:
    ended = sim("sweep", experiment, "--out", tmp_path / "out", "--json")
    facts = json.loads(ended.out)
    assert (facts["runs"], facts["failed"], facts["outcome"]) == (16, 0, "offensive")
    assert facts["manifest"] == load_results(tmp_path / "out").store.manifest.hash


def test_a_dry_run_plays_nothing_into_a_folder(sim, experiment, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    ended = sim("sweep", experiment, "--out", folder, "--dry-run", "--json", "--shard", "1/2")
    assert json.loads(ended.out)["runs"] == 8
    assert "shard 1/2: 8 runs" in sim("sweep", experiment, "--dry-run", "--shard", "1/2").out
    assert not folder.exists()


def test_again_only_when_asked(sim, experiment, swept: Path) -> None:
    assert "add --resume" in mistake(sim("sweep", experiment, "--out", swept))
    victim = next((swept / "runs").glob("*.parquet"))
    victim.write_bytes(victim.read_bytes()[:50])
    ended = sim("sweep", experiment, "--out", swept, "--resume")
    assert ended.status == 0
    assert f"{victim.stem}: its part is cut short or damaged; played again" in ended.err
    assert "8 were there" in ended.out
    assert sim("sweep", experiment, "--out", swept, "--overwrite").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--jobs", "0"], "--jobs 0: expected a whole number from 1 to"),
        (["--seed", "-1"], "--seed -1: expected a whole number from 0 to"),
        (["--shard", "3/2"], "--shard 3/2: expected I/N"),
        (["--shard", "one"], "--shard one: expected I/N"),
        (["--resume", "--overwrite"], "give one of them"),
        (["--retry-failed"], "--retry-failed goes with --resume"),
        (["--executor", "threads", "--scheduler", "tcp://x:1"], "--scheduler is for"),
        (["--executor", "elves"], "--executor"),
    ],
)
def test_mistakes(sim, experiment, arguments: list[str], said: str) -> None:
    assert said in mistake(sim("sweep", experiment, *arguments))


def test_an_empty_name_is_not_the_folder_one_stands_in(
    sim, experiment, swept: Path, tmp_path: Path, monkeypatch
) -> None:
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    for arguments in (
        ("sweep", experiment, "--out", ""),
        ("sweep", experiment, "--out="),
        ("merge", swept, "--out", ""),
        ("run", "karabakh-2020", "--out", ""),
    ):
        assert 'sim: --out "": a name is missing there' in mistake(sim(*arguments))
    assert 'sim: summary "": a name is missing there' in mistake(sim("summary", ""))
    assert not list(place.iterdir())


def test_a_folder_whose_name_is_no_text_is_printed_as_it_can_be(
    process, experiment, tmp_path: Path
) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff"))
    for arguments in (
        ("sweep", experiment, "--out", folder),
        ("results", folder),
    ):
        ended = process(*arguments)
        assert ended.status == 0, ended.err
        assert "Error" not in ended.err
    again = process("sweep", experiment, "--out", folder)
    assert again.status == 2
    assert r"n\udcff: it holds this very sweep already" in again.err


def test_an_experiment_that_does_not_exist(sim) -> None:
    assert "no such" in mistake(sim("sweep", "nothing"))


def test_results_says_what_is_there(sim, experiment, swept: Path) -> None:
    ended = sim("results", swept)
    assert "16 of 16 runs, 0 failed" in ended.out
    assert "Does the bulwark matter?" in ended.out
    assert "sim summary" in ended.err
    next((swept / "runs").glob("*.parquet")).unlink()
    assert "8 of 16 runs, 0 failed, 1 of 2 units to play" in sim("results", swept).out
    facts = json.loads(sim("results", swept, "--json").out)
    assert (facts["units"], facts["units_done"], facts["runs"]) == (2, 1, 8)
    assert list(facts["missing"].values()) == ["missing"]
    assert "no such folder" in mistake(sim("results", swept / "nowhere"))


def test_results_verifies_every_page_when_asked(sim, swept: Path) -> None:
    ended = sim("results", swept, "--verify")
    assert ended.status == 0
    assert "verified    2 units, none damaged" in ended.out
    part = min((swept / "runs").glob("*.parquet"))
    metadata = pq.ParquetFile(part).metadata
    chunk = metadata.row_group(0).column(metadata.schema.names.index("end.world.tension"))
    data = bytearray(part.read_bytes())
    data[chunk.data_page_offset + chunk.total_compressed_size - 2] ^= 0xFF
    part.write_bytes(data)
    assert sim("results", swept).status == 0
    ended = sim("results", swept, "--verify")
    assert ended.status == 1
    assert f"  {part.stem}: cut short or damaged" in ended.out
    assert "verified    2 units, 1 damaged" in ended.out
    assert "--resume" in ended.err


def test_files_of_others_are_named_by_all_who_read(sim, experiment, swept: Path) -> None:
    whole = sim("summary", swept)
    source = min((swept / "runs").glob("*.parquet"))
    stray = source.with_name(f"{source.stem} (conflicted copy).parquet")
    stray.write_bytes(source.read_bytes())
    said = f"left aside, because it does not belong to this sweep: runs/{stray.name}\n"
    ended = sim("summary", swept)
    assert (ended.status, ended.out) == (0, whole.out)
    assert ended.err.startswith(said)
    ended = sim("results", swept, "--verify")
    assert ended.status == 0
    assert said in ended.err
    assert json.loads(sim("results", swept, "--json").out)["left_aside"] == [f"runs/{stray.name}"]
    assert said in sim("sweep", experiment, "--out", swept, "--resume").err


def test_summary_has_the_binary_beside_the_index_and_the_thresholds(sim, swept: Path) -> None:
    ended = sim("summary", swept)
    assert ended.status == 0
    assert ended.out == sim("summary", swept).out
    for said in ("recommitted", "recommitment offered (offered)", "recommitment_index",
                 "asks what arrived of it",
                 "full offensive (offensive)", "Share of runs that recommit", "8 quarters",
                 "Differences on the same chance from: plain", "none failed"):  # fmt: skip
        assert said in ended.out
    facts = json.loads(sim("summary", swept, "--by", "policy,parameters.bulwark", "--json").out)
    table = load_results(swept).table
    means = table.groupby(["policy", "parameters.bulwark"], observed=True)["offensive"].mean()
    shares = {
        (row["policy"], row["parameters.bulwark"]): row["value"]
        for row in facts["outcomes"]
        if row["outcome"] == "offensive"
    }
    assert shares == means.to_dict()
    assert {row["policy"] for row in facts["differences"]} == {"shy"}
    said = mistake(sim("summary", swept, "--by", "parameters.bullwark"))
    assert "did you mean 'parameters.bulwark'?" in said


def test_summary_leaves_out_what_chance_may_explain(sim, swept: Path) -> None:
    """Of one turn and eight runs a policy, no difference is clear; --all prints every one."""
    short, whole = sim("summary", swept).out, sim("summary", swept, "--all").out
    facts = json.loads(sim("summary", swept, "--json").out)
    hidden = [row for row in facts["differences"] if not (row["low"] > 0 or row["high"] < 0)]
    assert hidden
    assert f"Not shown: {len(hidden)} whose interval holds 0; --all shows them" in short
    assert "95 % quantile" not in short
    assert "95 % quantile" in whole
    assert "Not shown" not in whole
    assert "variance reduction" in whole
    assert whole.count("(recommitment_index)") > short.count("(recommitment_index)") + 1


def test_rerun_tells_one_run_and_checks_it(sim, swept: Path, tmp_path: Path) -> None:
    ended = sim("rerun", swept, "--run", 13)
    assert ended.status == 0
    number = "how a rival's threat raises the stake (parameters.bulwark)"
    assert ended.out.startswith(f"run 13: policy shy, point 1 with {number} = 2; replicate 1")
    assert "Outcome: " in ended.out
    assert "bit for bit" in ended.err
    out = tmp_path / "rerun"
    assert sim("rerun", swept, "--run", 13, "--out", out).status == 0
    record = load_record(out / "record.json")
    assert (record.seed, record.replicate, record.turns) == (5, 1, 1)
    assert "runs are numbered from 0 to 15" in mistake(sim("rerun", swept, "--run", 16))


def test_a_rerun_that_differs_is_status_1(sim, swept: Path, monkeypatch) -> None:
    from sim.play import game

    real = game.Game.measures
    monkeypatch.setattr(game.Game, "measures", lambda self: {**real(self), "tests": 77.0})
    ended = sim("rerun", swept, "--run", 0)
    assert ended.status == 1
    assert re.search(r"tests: \d in the table, 77 now", ended.err)


def test_shards_are_merged(sim, experiment, swept: Path, tmp_path: Path) -> None:
    for index in (1, 2):
        folder = tmp_path / f"shard{index}"
        ended = sim("sweep", experiment, "--out", folder, "--shard", f"{index}/2")
        assert f"sim merge {folder} OTHERS --out DIR" in ended.err
    both = tmp_path / "both"
    ended = sim("merge", tmp_path / "shard1", tmp_path / "shard2", "--out", both)
    assert ended.out == f"16 of 16 runs, 0 failed in {both}\n"
    assert load_results(both).table.equals(load_results(swept).table)
    assert "no such folder" in mistake(sim("merge", tmp_path / "none", "--out", both))
