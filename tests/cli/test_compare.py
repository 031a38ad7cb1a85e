"""`sim compare` and `sim levers` at the prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim as library
from tests.scenario.bench import QUARREL

TEXT = f"""
name = "small"
title = "A small sweep"
question = "Who stands by whom?"
scenario = "{QUARREL}"
turns = 1
seed = 5
outcomes = ["offensive", "recommitment_index"]
[policies.plain]
title = "Nothing changes"
[policies.quiet]
set = {{ "actors.CRAG.doctrine" = "fixed:hold" }}
[policies.same]
[replicates]
fixed = 6
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compare")
    (folder / "small.toml").write_text(TEXT, encoding="utf-8")
    library.sweep(folder / "small.toml", folder / "out", jobs=1)
    return folder / "out"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("records")
    for seed in (1, 2):
        library.run(QUARREL, seed=seed, turns=2).save(folder / f"{seed}.json")
    return folder / "1.json", folder / "2.json"


def test_two_policies_in_tables_and_words(sim, swept) -> None:
    ended = sim("compare", swept, "--policies", "plain", "quiet")
    assert ended.status == 0
    assert ended.out.startswith("first          Nothing changes (plain)\nsecond         quiet\n")
    changed = "Crag's doctrine (actors.CRAG.doctrine): bdm_challenge and fixed:hold"
    assert f"set otherwise  {changed}" in ended.out
    assert "compared       run by run, on the same chance, in 6 pairs of runs" in ended.out
    assert "  full offensive (offensive) " in ended.out
    assert "Stances: first down, second across  recommitment " in ended.out
    assert "futures" in ended.out
    assert f"sim summary {swept}" in ended.err


def test_the_same_policy_is_exactly_zero(sim, swept) -> None:
    ended = sim("compare", f"{swept}:plain", f"{swept}:same")
    assert "all differences are exactly zero" in ended.out


def test_a_comparison_as_json_and_in_a_folder(sim, swept, tmp_path: Path) -> None:
    ended = sim("compare", swept, "--policies", "plain", "quiet", "--out", tmp_path, "--json")
    facts = json.loads(ended.out)
    assert (facts["first"], facts["second"], facts["paired"]) == ("plain", "quiet", True)
    assert {path.name for path in tmp_path.iterdir()} == {
        "comparison.csv",
        "comparison.json",
        "stance-changes.csv",
        "stance-changes.png",
        "stance-changes.svg",
    }
    assert json.loads((tmp_path / "comparison.json").read_text()) == facts


def test_more_than_two_policies_in_tables_and_words(sim, swept) -> None:
    ended = sim("compare", swept)
    assert ended.status == 0
    assert ended.out.startswith("first          Nothing changes (plain)\ncompared       run by run")
    assert "\n  quiet\n      Crag's doctrine (actors.CRAG.doctrine): bdm_challenge and" in ended.out
    assert "so that all 2 hold at once (95 %, Bonferroni)" in " ".join(ended.out.split())
    # An outcome stands above the rows of the policies, the first with its value alone.
    heading, *rows = ended.out.partition("\nOutcome ")[2].partition("\n\n")[0].splitlines()[1:]
    assert heading == "full offensive (offensive)"
    assert [row.split("  ")[1] for row in rows] == ["Nothing changes", "quiet", "same"]
    assert rows[0].split("  ")[-1].endswith(" %")
    whole = sim("compare", swept, "--all").out
    assert whole.count("the same in every pair") > ended.out.count("the same in every pair")
    stances = whole.partition("\nStances ")[2].splitlines()
    assert stances[0].endswith("same as under the first")
    assert stances[3].split()[0] == "same"
    assert stances[3].endswith("100.0 %")


def test_another_policy_to_compare_against(sim, swept) -> None:
    ended = sim("compare", swept, "--against", "quiet", "--json")
    facts = json.loads(ended.out)
    assert facts["against"] == "quiet"
    assert [one["second"] for one in facts["comparisons"]] == ["plain", "same"]
    assert {one["together"] for one in facts["comparisons"]} == {2}


def test_more_than_two_policies_in_a_folder(sim, swept, tmp_path: Path) -> None:
    ended = sim("compare", swept, "--out", tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"comparison.csv", "comparison.json", "stance-changes-quiet.png"} <= names
    assert "stance-changes-same.csv" in names
    assert f"Written to {tmp_path}." in ended.err
    head, *rows = (tmp_path / "comparison.csv").read_text().splitlines()
    assert head.startswith("compared,against,outcome,")
    assert {row.split(",")[0] for row in rows} == {"quiet", "same"}
    assert not {"nan", "None"} & {cell for row in rows for cell in row.split(",")}


def test_two_records_at_the_prompt(sim, records) -> None:
    ended = sim("compare", *records)
    assert ended.status == 0
    assert "Where they part: " in ended.out
    assert "The chain from there to the outcome" in ended.out
    assert f"sim explain {records[0]} --turn" in ended.err or "sim replay" in ended.err
    assert json.loads(sim("compare", *records, "--json").out)["identical"] is False


def test_a_record_with_itself(sim, records) -> None:
    ended = sim("compare", records[0], records[0])
    assert "The two records differ in nothing that was played." in ended.out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--outcome", "offensive"), "are for results, not for records"),
        (("--out", "x"), "are for results, not for records"),
    ],
)
def test_what_only_results_take(sim, records, more, said) -> None:
    ended = sim("compare", *records, *more)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err


def test_a_comparison_without_results(sim, swept, tmp_path: Path) -> None:
    ended = sim("compare", tmp_path / "nothing", swept)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert "no such folder" in ended.err


def test_a_folder_that_cannot_be_written(sim, swept, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    ended = sim("compare", swept, "--policies", "plain", "same", "--out", file)
    assert ended.status == 2
    assert f"--out {file}: cannot be written" in ended.err
    ended = sim("levers", QUARREL, "--out", file)
    assert ended.status == 2
    assert f"--out {file}: cannot be made" in ended.err


# --- levers -------------------------------------------------------------------------------------

FEW = ("--replicates", 2, "--turns", 1, "--pairs", 1)


def test_levers_in_tables_and_words_and_in_a_folder(sim, tmp_path: Path) -> None:
    ended = sim("levers", QUARREL, "--outcome", "offensive", *FEW, "--all", "--out", tmp_path)
    assert ended.status == 0
    share = "the share of runs in which Crag launches a full offensive"
    assert " ".join(ended.out.split()).startswith(f"With no lever pulled, {share} is ")
    assert "Levers that others pull on Anvil" in ended.out
    assert "Levers that Anvil pulls itself" in ended.out
    assert "given in" in ended.out
    assert "Side effects of the same levers" in ended.out
    # Crag's offensive is what is asked about, so it is no side effect of its own.
    assert ended.out.count("alliance frozen") >= 1
    assert "no attack of any kind can happen" in ended.out.lower()
    assert "Next:" in ended.err
    facts = json.loads((tmp_path / "ranking.json").read_text())
    levers = [row["what"] for row in facts["levers"] if row["kind"] != "pair"]
    assert all(f"  {lever}" in ended.out for lever in levers)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"ranking.csv", "ranking.json", "levers.csv", "levers.png", "levers.svg"}


def test_levers_as_json_depend_on_the_seed_alone(sim) -> None:
    asked = ("levers", QUARREL, "--outcome", "recommitment_index", *FEW, "--json")
    first = sim(*asked, "--seed", 3)
    facts = json.loads(first.out)
    assert (facts["seat"], facts["outcome"]) == ("ANV", "recommitment_index")
    assert set(facts["side_effects"]) == {"offensive", "alliance_frozen"}
    assert sim(*asked, "--seed", 3).out == first.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--seat", "ANW"), "no actor 'ANW'"),
        (("--outcome", "recommited"), "did you mean 'recommitted'?"),
        (("--replicates", 1), "replicates = 1: must be at least 2"),
        (("--seed", -1), "--seed -1: expected a whole number from 0"),
    ],
)
def test_levers_that_cannot_be_asked_for(sim, arguments, said) -> None:
    ended = sim("levers", QUARREL, *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert said in ended.err


def test_levers_of_nothing(sim) -> None:
    ended = sim("levers", "nowhere.toml")
    assert ended.status == 2
    assert "no such file" in ended.err
