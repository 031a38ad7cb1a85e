"""Text on a page: nothing is lost, and no line is wider than it must be."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.page import NARROWEST, WIDEST, fill, folded, line_width, on_page
from sim.words import aligned, grid

WORD = st.sampled_from(["a", "in", "word", "several", "difference"])
CELL = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
TABLE = st.integers(2, 7).flatmap(
    lambda columns: st.lists(
        st.lists(CELL, min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


@settings(max_examples=25)
@given(rows=TABLE, width=st.integers(60, 140))
def test_a_table_keeps_its_words_and_fits_the_page(rows: list[list[str]], width: int) -> None:
    with on_page(width):
        text = aligned(rows)
    assert max(map(len, text.splitlines())) <= width
    told = Counter(text.split())
    assert told >= Counter(word for row in rows for cell in row for word in cell.split())


@settings(max_examples=25)
@given(rows=TABLE)
def test_a_table_that_fits_is_as_it_is_without_a_page(rows: list[list[str]]) -> None:
    plain = aligned(rows)
    with on_page(max(map(len, plain.splitlines()))):
        assert aligned(rows) == plain or max(map(len, plain.splitlines())) < NARROWEST


def test_columns_without_room_stand_below_beside_the_keys() -> None:
    rows = [["policy", "outcome", *(f"turn_{k}" for k in range(6))]]
    rows += [[f"p{k}", f"out{k}", *(f"0.{j}{k}" for j in range(6))] for k in range(2)]
    wide = [[cell + "_" * 8 * (k > 1) for k, cell in enumerate(row)] for row in rows]
    with on_page(60):
        blocks = [block.splitlines() for block in aligned(wide, keys=2).split("\n\n")]
    assert len(blocks) > 1
    for block in blocks:
        assert [line.split()[:2] for line in block] == [row[:2] for row in rows]
    beside = [[line.split()[2:] for line in block] for block in blocks]
    joined = [[cell for block in beside for cell in block[k]] for k in range(len(rows))]
    assert joined == [row[2:] for row in wide]


def test_an_interval_and_a_unit_stay_in_one_line() -> None:
    change = "-48.6 points [-51.1, -46.1]"
    rows = [["outcome", "change"], ["a long name of what was measured there", change]]
    with on_page(60):
        text = grid([*rows, [" ".join(["word"] * 12), "9.3 %"]])
    assert "[-51.1, -46.1]" in text
    assert "-48.6 points" in text
    assert "9.3 %" in text


@pytest.mark.parametrize(("columns", "width"), [(40, NARROWEST), (80, 80), (300, WIDEST)])
def test_sentences_are_neither_too_narrow_nor_too_wide(columns: int, width: int) -> None:
    text = "word " * 100
    with on_page(columns):
        assert line_width() == width
        assert width - 5 < max(map(len, fill(text).splitlines())) <= width
        assert folded(text) == fill(text)
    assert folded(text.strip()) == text.strip()
