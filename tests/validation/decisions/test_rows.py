"""Reading a record: what may be missing, and what is said of what cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.validation.decisions.coding import DECISIONS, place_of
from sim.validation.decisions.rows import DataError, read_rows
from tests.validation.decisions.conftest import ORDINARY, Made


def written(path: Path, *changes: dict[str, object], without: str = "") -> Path:
    names = [name for name in ORDINARY if name != without] + ["client"]
    lines = [",".join(names)]
    for one in changes:
        row = {**ORDINARY, "client": "", **one}
        lines.append(",".join(str(row[name]) for name in names))
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_record_is_what_its_notes_say() -> None:
    rows = read_rows(place_of(DECISIONS))
    assert len(rows) == 1003
    assert len(set(rows.crisis)) == 289
    assert set(rows.patron.tolist()) == {2, 365}


def test_a_crisis_counts_once_for_each_patron(made: Made) -> None:
    rows = made({"crisno": 7}, {"crisno": 7}, {"crisno": 7, "patron": 365}, {"crisno": 8})
    assert rows.weight.tolist() == [0.5, 0.5, 1, 1]


def test_values_that_are_not_known_may_be_left_out(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path / "a.csv", {"idpc": "", "cc": "NA"}, {}))
    assert np.isnan(rows.columns["idpc"][0]) and np.isnan(rows.columns["cc"][0])
    assert rows.columns["idpc"][1] == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"y": 4}, "y = '4': must be a whole number from 0 to 3"),
        ({"y": ""}, "y = '': must be"),
        ({"pact": 2}, "pact = 2: must be 0 or 1, or empty"),
        ({"cp": 0}, "cp = 0: must be a share above 0"),
        ({"idpc": "far"}, "idpc = 'far': must be a number from 0 on, or empty"),
        ({"triggr": 12}, "triggr = 12: must be a whole number from 1 to 9"),
        ({"year": 19.5}, "year = '19.5': must be a whole number"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_line(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    path = written(tmp_path / "a.csv", {}, change)
    with pytest.raises(DataError) as caught:
        read_rows(path)
    assert f"{path}:3: {said}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_column_that_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column idph;"):
        read_rows(written(tmp_path / "a.csv", {}, without="idph"))


def test_a_file_without_rows_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no rows below the header"):
        read_rows(written(tmp_path / "a.csv"))
    with pytest.raises(DataError, match="cannot be read"):
        read_rows(tmp_path / "none.csv")
