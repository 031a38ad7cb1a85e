"""One case that somebody has coded: reading it, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.validation.decisions.case import find_case, judged, nearest, read_case, shipped_cases
from sim.validation.decisions.coding import DECISIONS, place_of
from sim.validation.decisions.rows import DataError, read_rows

SMALL = 'name = "A"\nyear = 2000\npatron = 2\nsource = "made up"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "case.toml"
    path.write_text(text)
    return path


def test_thirteen_cases_are_shipped_and_every_one_can_be_read() -> None:
    found = {name: read_case(path) for name, path in shipped_cases().items()}
    assert len(found) == 13
    assert all(0 <= one.rows.rung[0] <= 3 and one.texts["source"] for one in found.values())


@pytest.mark.parametrize("name", ["kuwait-1990", "azerbaijan-2020"])
def test_a_shipped_case_gets_four_chances(name: str) -> None:
    found = judged(read_case(find_case(name)), futures=2, seed=1, jobs=1)
    assert sum(found["chances"]) == pytest.approx(1)
    for chance, low, high in zip(found["chances"], found["low"], found["high"], strict=True):
        assert 0 <= low <= chance <= high <= 1
    assert {one["mechanism"] for one in found["drivers"]} >= {"troops", "enmity", "tie"}
    assert len(found["nearest"]) == 5


def test_a_row_of_the_record_is_nearest_to_itself() -> None:
    record = read_rows(place_of(DECISIONS))
    first = nearest(record.where([700]), record)[0]
    assert first["title"] == record.title[700] and first["distance"] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL + "pakt = 1\n", "pakt: no such key; did you mean"),
        (SMALL + "pact = 3\n", "pact = 3: must be 0 or 1"),
        (SMALL + "[more]\n", "more: no such key"),
        (SMALL + "pact = [1]\n", "pact: must be one value"),
        (SMALL.replace('source = "made up"\n', ""), "source is missing"),
        (SMALL.replace("2000", '"soon"'), "year = 'soon': must be a whole number"),
        ("name = \n", "cannot be read as TOML"),
    ],
)
def test_a_case_that_cannot_be_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        read_case(written(tmp_path, text))
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_name_that_nobody_ships_is_refused() -> None:
    with pytest.raises(DataError, match="kuwait-1990"):
        find_case("kuwait-1991")


def test_little_needs_to_be_known(tmp_path: Path) -> None:
    coded = read_case(written(tmp_path, SMALL))
    assert coded.rows.rung[0] == -1
    assert coded.rows.title == ("A (2000): USA for its client",)
