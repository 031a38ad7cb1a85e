"""What the page for Mesa's viewer plays and shows, without the viewer."""

from __future__ import annotations

import base64
import inspect
import sys

import pytest

import sim
from sim.viz import __main__ as command
from sim.viz.shown import (
    BEGIN,
    FIGURES,
    NUMBERS,
    VARIABLE,
    Shown,
    picture_of,
    quarter_told,
    sliders,
)


def test_a_slider_of_every_argument_within_its_range() -> None:
    made, scenario = sliders(), sim.load_scenario("karabakh-2020")
    assert list(made) == list(inspect.signature(Shown).parameters)
    for name, path in NUMBERS.items():
        assert (made[name]["min"], made[name]["max"]) == scenario.range_of(path)
        assert made[name]["value"] == scenario.numbers()[path]
    # The viewer begins again with what the sliders say: unmoved, it is the run as it was.
    again = Shown(**{name: slider["value"] for name, slider in made.items()})
    assert again.scenario.hash == Shown().scenario.hash


def test_a_moved_slider_changes_its_number() -> None:
    moved = Shown(bulwark=0.25)
    assert moved.scenario.parameters.bulwark == 0.25
    assert moved.scenario.parameters.review_rate == Shown().scenario.parameters.review_rate


def test_the_quarter_is_told_and_drawn_from_the_opening_on() -> None:
    model = Shown(seed=7)
    assert quarter_told(model).startswith(BEGIN)
    seen = {name: [picture_of(model, name)] for name in FIGURES}
    model.step()
    assert quarter_told(model).startswith("2021 Q1 (turn 0)")
    for name, (before, *_) in seen.items():
        after, words = picture_of(model, name)
        assert after != before[0]
        assert base64.b64decode(after.partition(",")[2]).startswith(b"\x89PNG")
        assert words


def test_another_scenario_is_played_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "libya-2019")
    assert Shown().scenario.name == "libya-2019"


def test_what_is_missing_is_said_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setitem(sys.modules, "solara.__main__", None)
    with pytest.raises(SystemExit, match=r"needs Solara: pip install 'marchland\[viz\]'"):
        command.main([])
    with pytest.raises(SystemExit, match=r"error: karabach-2020.*did you mean"):
        command.main(["karabach-2020"])
