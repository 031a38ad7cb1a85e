"""The places of keys, against what tomllib reads and against the text itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.positions import MAX_DEPTH, Positions
from sim.scenario.shipped import folder

FILES = [*sorted(Path(__file__).parent.glob("data/*.toml")), *sorted(folder().rglob("*.toml"))]

TEXTS = [file.read_text(encoding="utf-8") for file in FILES]
NASTY = (Path(__file__).parent / "data" / "nasty.toml").read_text(encoding="utf-8")


def paths(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Every key path and array position in a parsed document."""
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    else:
        return set()
    found = {(*path, key) for key, _ in items}
    return found.union(*(paths(item, (*path, key)) for key, item in items))


def key_at(text: str, place: tuple[int, int]) -> str:
    line, column = place
    return text.split("\n")[line - 1][column - 1 :]


@pytest.mark.parametrize("text", TEXTS)
def test_every_path_is_marked_and_no_other(text: str) -> None:
    positions = Positions(text)
    expected = paths(tomllib.loads(text))
    assert {path for path in expected if path not in positions} == set()
    assert set(positions.paths()) == expected


@pytest.mark.parametrize("text", TEXTS)
def test_each_mark_stands_at_its_key(text: str) -> None:
    positions = Positions(text)
    for path in paths(tomllib.loads(text)):
        key, found = path[-1], key_at(text, positions.of(path))
        if isinstance(key, str) and key != "sixA":  # written with an escape
            assert found.lstrip("'\"").startswith(key)


def test_places_worked_by_hand() -> None:
    positions = Positions(NASTY)
    assert positions.of(("a", "b", "c")) == (2, 7)
    assert positions.of(("q.r", "s", 1, "t", 1, 1)) == (3, 46)
    assert positions.of(("q.r", "u v", "w")) == (3, 65)
    assert positions.of(("x", "y.z")) == (4, 7)
    assert positions.of(("rows", 0, "cells", 1, "v")) == (21, 1)
    assert positions.of(("rows", 1, "id")) == (25, 1)
    # A path that is not there has the place of what it would be in.
    assert positions.of(("rows", 1, "colour")) == (24, 3)
    assert positions.of(("nowhere",)) == (1, 1)


def test_nesting_is_measured() -> None:
    def nested(levels: int) -> str:
        return "x = " + "[" * levels + "]" * levels

    assert Positions(nested(MAX_DEPTH)).too_deep is None
    assert Positions(nested(MAX_DEPTH + 1)).too_deep == 4 + MAX_DEPTH


PIECES = st.sampled_from(
    [
        *"[]{}=,.#\n\"'\\ \t\0é\u2028a1",
        "[[",
        "]]",
        '"""',
        "'''",
        "b.c",
        "x = ",
        "\r\n",
        '"k" = 1\n',
        "[t]\n",
    ]
)


@settings(max_examples=150, deadline=1000)
@given(st.lists(PIECES, max_size=200).map("".join))
def test_any_text_is_scanned(text: str) -> None:
    positions = Positions(text)
    lines = text.split("\n")
    for path in positions.paths():
        line, column = positions.of(path)
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
    try:
        expected = paths(tomllib.loads(text.replace("\r\n", "\n")))
    except ValueError:
        return
    assert expected <= set(Positions(text.replace("\r\n", "\n")).paths())


GARBAGE = ['"', "[", "{", "a=", "'''\"", ",[", '"""', "x.", "'", "#", "[["]


@pytest.mark.parametrize("text", [piece * 20_000 for piece in GARBAGE], ids=GARBAGE)
def test_long_garbage_takes_no_time(text: str) -> None:
    Positions(text)
    Positions("x = [" + text)
    Positions("x = {" + text)
