"""`sim run` plays, prints and writes; a mistake is one line and exit status 2."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.record import Record, load_record

SCENARIO = "karabakh-2020"


def mistake(ended) -> str:
    """The one line of a command that failed through the user's mistake."""
    assert ended.status == 2, ended
    assert ended.out == ""
    assert ended.err.count("\n") == 1, ended.err
    assert "Traceback" not in ended.err
    return ended.err


def written(ended, folder: Path) -> Record:
    """The record that a command printed."""
    assert ended.status == 0
    path = folder / "r.json"
    path.write_text(ended.out, encoding="utf-8")
    return load_record(path)


def test_the_chronicle_has_every_quarter_and_the_outcome(sim) -> None:
    ended = sim("run", SCENARIO, "--seed", 7)
    assert ended.status == 0
    quarters = re.findall(r"^(\d{4} Q\d) \(turn (\d+)\)$", ended.out, re.MULTILINE)
    assert quarters[0] == ("2021 Q1", "0")
    assert quarters[-1] == ("2025 Q4", "19")
    assert len(quarters) == 20
    assert re.search(r"^Outcome: Russia ", ended.out, re.MULTILINE)
    assert "seed 7, replicate 0" in ended.out


def test_the_end_says_what_to_do_next_on_standard_error(sim, undrawn, tmp_path: Path) -> None:
    words = ("run", SCENARIO, "--seed", 7, "--turns", 2)
    assert f"sim run {SCENARIO} --seed 7 --turns 2 --out out" in sim(*words).err
    said = sim(*words, "--out", tmp_path / "a b").err
    assert re.search(r"sim explain '.*a b/record.json' --turn \d+ --actor RUS", said)


def test_the_suggested_command_plays_the_same_run_again(sim) -> None:
    words = ("--turns", 3, "--set", "parameters.bulwark=0.5", "--doctrine", "TUR=random")
    first = sim("run", SCENARIO, "--replicate", 4, *words)
    again = re.search(r"sim (run .*) --out out", first.err)
    assert again
    assert sim(*again[1].split()).out == first.out


def test_json_is_the_record_and_nothing_else(sim, tmp_path: Path) -> None:
    ended = sim("run", SCENARIO, "--seed", 7, "--turns", 4, "--json")
    record = written(ended, tmp_path)
    assert (record.seed, record.turns, len(record.turns_played)) == (7, 4, 4)
    assert ended.err == ""


def test_quiet_prints_the_outcome_in_one_line(sim) -> None:
    ended = sim("run", SCENARIO, "--seed", 7, "--turns", 2, "--quiet")
    assert ended.out.startswith("Russia ")
    assert ended.out.count("\n") == 1
    assert ended.err == ""


def test_quiet_json_is_the_outcome(sim, folder: Path) -> None:
    outcome = json.loads(sim("run", SCENARIO, "--seed", 7, "--quiet", "--json").out)
    recorded = json.loads((folder / "record.json").read_text("utf-8"))["outcome"]
    assert outcome == recorded


def test_a_drawn_seed_is_told_and_differs_from_time_to_time(sim) -> None:
    drawn = set()
    for _ in range(3):
        ended = sim("run", SCENARIO, "--turns", 1, "--quiet")
        said = re.match(r"seed (\d+) was drawn", ended.err)
        assert said
        drawn.add(said[1])
    assert len(drawn) > 1


def test_out_writes_record_chronicle_and_figures(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert {"record.json", "chronicle.txt"} <= names
    assert not [name for name in names if name.endswith(".part")]
    assert any(path.suffix in (".png", ".svg") and path.stat().st_size for path in folder.iterdir())


def test_the_written_chronicle_is_the_printed_one(sim, folder: Path) -> None:
    printed = sim("run", SCENARIO, "--seed", 7).out
    assert (folder / "chronicle.txt").read_text("utf-8") == printed


def test_the_same_seed_gives_the_same_bytes_in_another_process(process, folder: Path) -> None:
    written = (folder / "record.json").read_text("utf-8")
    for hash_seed in ("1", "2"):
        words = [sys.executable, "-m", "sim", "run", SCENARIO, "--seed", "7", "--json"]
        ended = subprocess.run(
            words, capture_output=True, timeout=120, check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )  # fmt: skip
        assert ended.stdout.decode("utf-8") == written


def test_replicate_seven_alone_is_replicate_seven_of_ten() -> None:
    from sim import load_scenario, run

    scenario = load_scenario(SCENARIO)
    ten = [run(scenario, seed=3, replicate=k, turns=2) for k in range(10)]
    alone = run(load_scenario(SCENARIO), seed=3, replicate=7, turns=2)
    assert alone.to_bytes() == ten[7].to_bytes()
    assert len({record.to_bytes() for record in ten}) == 10


def test_set_changes_the_scenario_that_is_recorded(sim, undrawn, tmp_path: Path) -> None:
    ended = sim(
        "run", SCENARIO, "--seed", 7, "--turns", 2, "--quiet", "--out", tmp_path,
        "--set", "parameters.bulwark=.5", "--set", "world.treaty=true",
    )  # fmt: skip
    assert ended.status == 0
    record = load_record(tmp_path / "record.json")
    bulwark = record.scenario["parameters"]["bulwark"]
    assert (bulwark["value"] if isinstance(bulwark, dict) else bulwark) == 0.5
    assert record.series("world.treaty")[0] == 1.0


def test_a_doctrine_decides_for_its_actor(sim, tmp_path: Path) -> None:
    words = ("--seed", 7, "--turns", 4, "--json", "--doctrine", "RUS=fixed:hold")
    record = written(sim("run", SCENARIO, *words), tmp_path)
    ordered = {
        (turn.orders["RUS"].security, turn.orders["RUS"].diplomacy) for turn in record.turns_played
    }
    assert ordered == {("hold", "hold")}


def test_one_order_for_each_desk_can_be_fixed(sim, tmp_path: Path) -> None:
    fixed = "RUS=fixed:arm_client+press_client"
    words = ("--seed", 7, "--turns", 4, "--json", "--doctrine", fixed)
    record = written(sim("run", SCENARIO, *words), tmp_path)
    orders = [turn.orders["RUS"] for turn in record.turns_played]
    assert {(order.security, order.diplomacy) for order in orders} == {
        ("arm_client", "press_client")
    }


def test_the_same_run_may_be_written_twice_but_another_not(sim, undrawn, tmp_path: Path) -> None:
    def write(seed: int, *more: str):
        return sim(
            "run", SCENARIO, "--seed", seed, "--turns", 2, "--quiet", "--out", tmp_path, *more
        )

    assert write(1).status == 0
    assert write(1).status == 0
    assert "--overwrite" in mistake(write(2))
    assert load_record(tmp_path / "record.json").seed == 1
    assert write(2, "--overwrite").status == 0
    assert load_record(tmp_path / "record.json").seed == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["karabak-2020"], "did you mean 'karabakh-2020'"),
        ([SCENARIO, "--seed", "x"], "--seed"),
        ([SCENARIO, "--seed", "-1"], "--seed -1: expected a whole number from 0 to"),
        ([SCENARIO, "--seed", str(2**64)], "expected a whole number from 0 to"),
        ([SCENARIO, "--replicate", "-1"], "--replicate -1: expected a whole number from 0 to"),
        ([SCENARIO, "--turns", "0"], "--turns 0: expected a whole number from 1 to"),
        ([SCENARIO, "--set", "parameters.bulwark"], "is not PATH=VALUE"),
        ([SCENARIO, "--set", "=1"], "is not PATH=VALUE"),
        ([SCENARIO, "--set", "parameters.bullwark=1"], "bulwark"),
        ([SCENARIO, "--set", "parameters.bulwark=tall"], "parameters.bulwark"),
        ([SCENARIO, "--set", "parameters.bulwark=nan"], "parameters.bulwark"),
        ([SCENARIO, "--set", "parameters.bulwark=-9"], "parameters.bulwark"),
        (
            [SCENARIO, "--set", "parameters.bulwark=1", "--set", "parameters.bulwark=2"],
            "parameters.bulwark is given twice",
        ),
        (
            [SCENARIO, "--set", "actors.RUS.doctrine=random", "--doctrine", "RUS=random"],
            "actors.RUS.doctrine is given twice",
        ),
        ([SCENARIO, "--doctrine", "FRA=random"], "RUS, TUR, AZE, ARM, WST, IRN"),
        ([SCENARIO, "--doctrine", "RUS=logit"], "logit_eu"),
        ([SCENARIO, "--doctrine", "RUS"], "expected ACTOR=NAME"),
    ],
)
def test_mistakes(sim, arguments: list[str], said: str) -> None:
    assert said in mistake(sim("run", *arguments))


def test_out_that_is_a_file(sim, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    said = mistake(sim("run", SCENARIO, "--seed", 1, "--out", taken))
    assert "there is a file of that name" in said
    assert taken.read_text() == "mine"
    assert "not a folder" in mistake(sim("run", SCENARIO, "--seed", 1, "--out", taken / "below"))


def test_out_that_cannot_be_written(sim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = mistake(sim("run", SCENARIO, "--seed", 1, "--turns", 1, "--out", tmp_path))
    assert "cannot be written: No space left on device" in said
    assert list(tmp_path.iterdir()) == []


def test_out_that_cannot_be_made(sim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*arguments: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", denied)
    said = mistake(sim("run", SCENARIO, "--seed", 1, "--out", tmp_path / "new"))
    assert "cannot be made: Permission denied" in said


def test_debug_shows_the_traceback(sim) -> None:
    for words in (("--debug", "run", "nothing"), ("run", "nothing", "--debug")):
        ended = sim(*words)
        assert ended.status == 2
        assert "Traceback" in ended.err


def test_a_fault_of_the_program_is_told_as_such(sim, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments, **named):
        raise RuntimeError("a spring has come loose")

    monkeypatch.setattr("secrets.randbelow", broken)
    ended = sim("run", SCENARIO)
    assert ended.status == 1
    assert ended.err == (
        "sim: internal error: RuntimeError: a spring has come loose (--debug shows where)\n"
    )


def test_an_interrupted_run_says_so(sim, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(below: int) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("secrets.randbelow", interrupted)
    ended = sim("run", SCENARIO)
    assert (ended.status, ended.err) == (130, "sim: interrupted\n")


@pytest.mark.skipif(os.name == "nt", reason="a POSIX pipe")
@pytest.mark.parametrize("words", [("run", SCENARIO, "--json", "--seed", "1"), ("--help",)])
def test_a_reader_that_leaves_early_hears_no_complaint(words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "sim", *words],
        stdout=writing, stderr=subprocess.PIPE, timeout=120, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, b"")
