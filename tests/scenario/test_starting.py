"""A first draft of a scenario is complete, commented, valid and can be played, whoever is in it."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from sim.cli import main
from sim.narrative.chronicle import chronicle
from sim.play.running import run
from sim.scenario import Scenario, load_scenario
from sim.scenario.brief import brief
from sim.scenario.starting import SOURCE, Seat, StartingError, draft_of, seat_of

NAMES = {
    "guarantor": "NOR:Northmark:Northern",
    "challenger": "HIG:the Highlands:Highland",
    "defender": "RIV:Riverland:River",
    "sponsor": "SUD:Southmark:Southern",
}
CASTS = list(itertools.product((False, True), (0, 1, 2), (False, True), (1, 2, 4)))


def seats(*, sponsor: bool = True, suitors: int = 1) -> list[Seat]:
    found = [seat_of(text, role) for role, text in NAMES.items() if role != "sponsor" or sponsor]
    return found + [seat_of(f"OUT{k}:Outer {k}", "suitor") for k in range(suitors)]


def drafted(folder: Path, text: str) -> Scenario:
    path = folder / "first.toml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(str(path))


@pytest.mark.parametrize(("sponsor", "suitors", "cross_tie", "theatres"), CASTS)
def test_every_cast_is_valid_and_plays(
    tmp_path: Path, sponsor: bool, suitors: int, cross_tie: bool, theatres: int
) -> None:
    keys = ("valley", "ridge", "coast", "isle")[:theatres]
    who = seats(sponsor=sponsor, suitors=suitors)
    scenario = drafted(tmp_path, draft_of("first", who, theatres=keys, cross_tie=cross_tie))
    assert list(scenario.actors) == [seat.key for seat in who]
    assert len(scenario.ties) == 1 + sponsor + suitors + cross_tie
    told = brief(scenario) + chronicle(run(scenario, seed=1, turns=2))
    assert not re.search(r"\b(nan|None|null|inf)\b", told)


def test_every_number_that_is_not_a_convention_has_a_range_and_says_that_it_is_neutral(
    tmp_path: Path,
) -> None:
    scenario = drafted(tmp_path, draft_of("first", seats()))
    for path in ("actors.NOR.capability", "ties.SUD-HIG.rivalry", "theatres.ground.coverage"):
        low, high = scenario.range_of(path)
        assert low < high
    text = (tmp_path / "first.toml").read_text(encoding="utf-8")
    assert text.count(SOURCE) > 60


def test_a_theatre_has_the_name_that_it_is_given(tmp_path: Path) -> None:
    text = draft_of("first", seats(), theatres=("pass:the high pass", "far_coast"))
    names = {key: theatre.name for key, theatre in drafted(tmp_path, text).theatres.items()}
    assert names == {"pass": "the high pass", "far_coast": "far coast"}


def test_what_a_number_means_stands_above_it(tmp_path: Path) -> None:
    lines = draft_of("first", seats()).splitlines()
    numbers = [k for k, line in enumerate(lines) if line.startswith("coverage = ")]
    assert [lines[k - 1] for k in numbers] == [
        "# How far the guarantee covers it in law (cov; share)"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("usa", "capital letters"),
        ("", "capital letters"),
        ("A:b:c:d", "ID:NAME"),
        ("A:", "ID:NAME"),
    ],
)
def test_an_actor_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(StartingError, match=said):
        seat_of(text, "guarantor")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "First one"}, "First one: a name is"),
        ({"theatres": ()}, "from one to 4"),
        ({"theatres": ("Valley",)}, "--theatre Valley"),
        ({"theatres": ("a", "a")}, "two theatres"),
        ({"theatres": ("a:the pass", "b:the pass")}, "the pass: two theatres"),
        ({"theatres": ("a:",)}, "KEY:NAME"),
        ({"seats": [*seats(), seat_of("NOR", "suitor")]}, "two actors"),
        ({"seats": [*seats(), seat_of("X:Riverland", "suitor")]}, "two names"),
    ],
)
def test_a_draft_that_cannot_be_written_is_refused(changes: dict[str, object], said: str) -> None:
    given = {"name": "first", "seats": seats(), **changes}
    with pytest.raises(StartingError, match=said):
        draft_of(**given)  # type: ignore[arg-type]


def test_the_command_writes_no_file_that_is_not_valid_and_replaces_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["new", "first", "--guarantor", "NOR", "--client", "RIV", "--challenger", "HIG"]

    def status(*more: str) -> object:
        with pytest.raises(SystemExit) as ended:
            main([*words, *more])
        return ended.value.code

    assert status("--start", "2026") == 2
    assert list(tmp_path.iterdir()) == []
    assert status() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["first.toml"]
    assert status() == 2
    assert "there is such a file" in capsys.readouterr().err
