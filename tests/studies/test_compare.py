"""The study that compares: what two arguments mean, and what comes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.analysis.comparison import Comparison
from sim.experiment.pairing import side_of
from sim.measures import ORDERED_OR_ARRIVED
from sim.narrative.divergence import Divergence

QUARREL = Path(__file__).parents[1] / "scenario" / "data" / "quarrel.toml"

TEXT = """
name = "small"
title = "A small sweep"
question = "Who stands by whom?"
scenario = "{scenario}"
turns = 1
seed = {seed}
outcomes = ["offensive", "recommitment_index"]
factors = [{{ path = "parameters.bulwark", low = 0, high = {high}, levels = 2 }}]
[design]
kind = "grid"
{policies}
[replicates]
fixed = 4
"""
TWO = """
[policies.plain]
[policies.attack]
set = { "actors.CRAG.doctrine" = "fixed:offensive" }
"""
THREE = TWO + "[policies.same]\n"


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Small sweeps: two policies, three, another seed, another design, one policy."""
    folder = tmp_path_factory.mktemp("sweeps")
    made = {}
    for name, changes in {
        "two": {},
        "three": {"policies": THREE},
        "seed": {"seed": 6},
        "design": {"high": 3},
        "one": {"policies": ""},
    }.items():
        path = folder / f"{name}.toml"
        values = {"scenario": QUARREL, "seed": 5, "high": 2, "policies": TWO, **changes}
        path.write_text(TEXT.format(**values), encoding="utf-8")
        sim.sweep(path, folder / name, jobs=1)
        made[name] = folder / name
    return made


def test_two_policies_of_one_folder(swept) -> None:
    found = sim.compare(swept["two"])
    assert isinstance(found, Comparison)
    assert (found.first, found.second, found.paired) == ("plain", "attack", True)
    assert found.changes == ("actors.CRAG.doctrine: bdm_challenge and fixed:offensive",)
    (effect,) = (item for item in found.effects if item.outcome == "offensive")
    # Two points of four replicates, and an attack in each of them.
    assert (effect.runs, effect.second) == (8, 1.0)
    assert found.crossing is not None
    assert found.crossing.runs == 8


def test_policies_are_named_in_either_way(swept) -> None:
    folder = swept["three"]
    one = sim.compare(folder, policies=("plain", "attack"))
    other = sim.compare(f"{folder}:plain", f"{folder}:attack")
    assert isinstance(one, Comparison)
    assert isinstance(other, Comparison)
    assert one.facts() == other.facts()


def test_the_same_course_under_two_names_is_exactly_zero(swept) -> None:
    found = sim.compare(swept["three"], policies=("plain", "same"))
    assert isinstance(found, Comparison)
    assert found.identical
    assert {effect.difference for effect in found.effects if effect.runs} == {0.0}


def test_two_folders_of_one_chance_pair(swept) -> None:
    found = sim.compare(f"{swept['two']}:plain", f"{swept['three']}:plain")
    assert isinstance(found, Comparison)
    assert (found.paired, found.identical) == (True, True)
    assert (found.first, found.second) == ("two:plain", "three:plain")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("seed", "the seeds differ (5 and 6)"),
        ("design", "the designs differ: their points are not the same"),
    ],
)
def test_folders_that_cannot_pair_say_why(swept, other: str, why: str) -> None:
    found = sim.compare(f"{swept['two']}:plain", f"{swept[other]}:plain")
    assert isinstance(found, Comparison)
    assert (found.paired, found.why_not) == (False, why)


def test_outcomes_may_be_chosen(swept) -> None:
    found = sim.compare(swept["two"], outcomes=["offensive"])
    assert isinstance(found, Comparison)
    assert [effect.outcome for effect in found.effects] == ["offensive"]


def test_what_was_offered_is_compared_beside_what_arrived(swept) -> None:
    other = f"{swept['two']}:plain", f"{swept['seed']}:plain"
    found = sim.compare(*other, outcomes=["recommitted"])
    assert isinstance(found, Comparison)
    assert {effect.outcome for effect in found.effects} == {"recommitted", "offered"}
    assert ORDERED_OR_ARRIVED in found.findings()
    attacks = sim.compare(*other, outcomes=["offensive"])
    assert isinstance(attacks, Comparison)
    assert ORDERED_OR_ARRIVED not in attacks.findings()


@pytest.mark.parametrize(
    ("first", "second", "more", "said"),
    [
        ("three", None, {}, "it holds 3 policies; name two to compare (--policies P Q)"),
        ("one", None, {}, "it holds one policy; name two to compare"),
        ("three", "two", {}, "it holds 3 policies; say which, such as"),
        ("two:plain", None, {}, "one policy alone; name a second"),
        ("two:plan", "two:attack", {}, "no policy 'plan'; did you mean 'plain'?"),
        ("two", None, {"outcomes": ["ofensive"]}, "no outcome 'ofensive' in both"),
        ("two:plain", "two", {"policies": ("plain", "attack")}, "name policies either as"),
    ],
)
def test_what_cannot_be_compared_is_refused(swept, first, second, more, said) -> None:
    def named(text: str) -> str:
        folder, colon, policy = text.partition(":")
        return f"{swept[folder]}{colon}{policy}"

    with pytest.raises(sim.ResultsError) as caught:
        sim.compare(named(first), None if second is None else named(second), **more)
    assert said in str(caught.value)


def test_a_folder_with_a_colon_in_its_name_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a:b"
    folder.mkdir()
    assert side_of(folder) == (folder, None)
    assert side_of("a:b") == (Path("a"), "b")
    assert side_of("plain") == (Path("plain"), None)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two records of the quarrel on other seeds, one in a folder and one as a file."""
    folder = tmp_path_factory.mktemp("records")
    (folder / "one").mkdir()
    paths = [folder / "one" / "record.json", folder / "two.json"]
    for seed, path in enumerate(paths):
        sim.run(QUARREL, seed=seed, turns=2).save(path)
    return [folder / "one", folder / "two.json"]


def test_records_are_followed_back(records) -> None:
    found = sim.compare(*records)
    assert isinstance(found, Divergence)
    assert not found.pair.same_chance
    read = [sim.load_record(records[0] / "record.json"), sim.load_record(records[1])]
    assert sim.compare(*read).facts() == found.facts()


def test_a_record_is_compared_with_a_record(records, swept) -> None:
    with pytest.raises(sim.ResultsError, match="compare two of a kind"):
        sim.compare(records[0], swept["two"])
    with pytest.raises(sim.ResultsError, match="a record is compared with another"):
        sim.compare(records[0])
