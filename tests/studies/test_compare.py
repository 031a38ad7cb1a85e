"""The study that compares: what two arguments mean, and what comes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.analysis.comparison import Comparison, Comparisons
from sim.experiment.pairing import side_of
from sim.measures import ORDERED_OR_ARRIVED
from sim.narrative.divergence import Divergence
from tests.scenario.bench import QUARREL

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
    changed = "Crag's doctrine (actors.CRAG.doctrine): bdm_challenge and fixed:offensive"
    assert found.changes == (changed,)
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


def test_all_policies_are_compared_with_the_first(swept) -> None:
    found = sim.compare(swept["three"])
    assert isinstance(found, Comparisons)
    assert found.first == "plain"
    assert [one.second for one in found.each] == ["attack", "same"]
    alone = sim.compare(swept["three"], policies=("plain", "attack"))
    assert isinstance(alone, Comparison)
    (one,) = (effect for effect in alone.effects if effect.outcome == "offensive")
    (among,) = (effect for effect in found.each[0].effects if effect.outcome == "offensive")
    assert (among.difference, among.p, among.runs) == (one.difference, one.p, one.runs)
    assert among.holm >= one.holm
    # Two points share four draws: Student's quantiles of 3 degrees of freedom at 97.5 and 98.75 %.
    wide, narrow = among.high - among.difference, one.high - one.difference
    assert wide == pytest.approx(narrow * 4.1765 / 3.1824, rel=1e-4)
    assert list(found.frame()["compared"].unique()) == ["attack", "same"]
    assert "all 2 hold at once (95 %, Bonferroni)" in " ".join(found.findings())


def test_another_than_the_first_may_be_compared_against(swept) -> None:
    folder = swept["three"]
    found = sim.compare(folder, against="attack")
    assert isinstance(found, Comparisons)
    assert (found.first, [one.second for one in found.each]) == ("attack", ["plain", "same"])
    sides = f"{folder}:plain", f"{folder}:attack"
    swapped, plain = sim.compare(*sides, against=sides[1]), sim.compare(*sides)
    assert isinstance(swapped, Comparison)
    assert isinstance(plain, Comparison)
    assert (swapped.first, swapped.second) == ("attack", "plain")
    changes = {effect.outcome: effect.difference for effect in plain.effects if effect.runs}
    assert {e.outcome: -e.difference for e in swapped.effects if e.runs} == changes


def test_policies_of_several_folders(swept) -> None:
    names = f"{swept['two']}:plain", f"{swept['three']}:plain", f"{swept['seed']}:plain"
    found = sim.compare(*names, outcomes=["offensive"])
    assert isinstance(found, Comparisons)
    assert found.first == "two:plain"
    assert [(one.second, one.paired) for one in found.each] == [
        ("three:plain", True),
        ("seed:plain", False),
    ]


@pytest.mark.parametrize(
    ("first", "second", "more", "said"),
    [
        ("one", None, {}, "it holds one policy, baseline; give a second folder"),
        ("three", None, {"policies": ["plain"]}, "plain: one policy alone; name a second"),
        ("three", None, {"policies": ["plain", "sam"]}, "no policy 'sam'; did you mean 'same'?"),
        ("three", None, {"against": "plan"}, "not compared here; did you mean 'plain'?"),
        ("two:plain", "three:plain", {"against": "plain"}, "2 have that name; give it as DIR"),
        ("two", "three", {"policies": ["plain"]}, "2 folders and 1 policies: name one policy for"),
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
        sim.compare(*map(named, filter(None, (first, second))), **more)
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
    with pytest.raises(sim.ResultsError, match="3 records: records are compared two at a time"):
        sim.compare(*records, records[0])
