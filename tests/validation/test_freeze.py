"""What was frozen stays as it was, or the change is listed with its reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.validation import freeze
from sim.validation.freeze import FreezeError, frozen

DAY = date(2026, 11, 29)


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A part called "made" with one frozen file, in folders of its own; returns that file."""
    place = tmp_path / "freeze-made.toml"
    place.write_text('what = "one rule"\nfiles = ["rule.txt"]\n')
    rule = tmp_path / "rule.txt"
    rule.write_text("half\n")
    monkeypatch.setattr(freeze, "place_of", lambda name: tmp_path / f"freeze-{name}.toml")
    monkeypatch.setattr(freeze, "located", lambda name: tmp_path / name)
    return rule


def test_nothing_holds_before_the_freeze(part: Path) -> None:
    assert not frozen("made").holds
    assert freeze.freeze("made", DAY).holds
    assert frozen("made").on == DAY


def test_a_change_is_seen_and_needs_a_reason(part: Path) -> None:
    first = freeze.freeze("made", DAY)
    part.write_text("a third\n")
    assert not frozen("made").holds
    with pytest.raises(FreezeError, match="give --reason"):
        freeze.freeze("made", DAY)
    later = freeze.freeze("made", DAY, 'the rule said "half" of what was meant')
    assert later.holds
    assert later.digest == first.digest != later.latest
    assert later.changes[0].reason == 'the rule said "half" of what was meant'


def test_freezing_twice_is_refused(part: Path) -> None:
    freeze.freeze("made", DAY)
    with pytest.raises(FreezeError, match="have not changed"):
        freeze.freeze("made", DAY, "again")


def test_the_ends_of_lines_do_not_matter(part: Path) -> None:
    freeze.freeze("made", DAY)
    part.write_bytes(b"half\r\n")
    assert frozen("made").holds


def test_a_missing_file_is_named(part: Path) -> None:
    part.unlink()
    with pytest.raises(FreezeError, match=r"rule\.txt"):
        freeze.freeze("made", DAY)


@pytest.mark.parametrize("name", freeze.parts())
def test_what_was_frozen_is_unchanged_or_its_change_is_listed(name: str) -> None:
    now = frozen(name)
    assert now.holds, f"{name}: changed since the freeze; list the change with its reason"
