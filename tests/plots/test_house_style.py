"""Figures look alike whatever the user's settings, the names in them and the thread they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib import font_manager
from matplotlib.text import Text

from sim.experiment.results import Results
from sim.plots import catalogue, lettering, style
from sim.plots.entry import Drawn
from sim.plots.house_style import house_style
from sim.plots.lettering import letters_told
from sim.plots.saving import save
from sim.record import Record
from sim.report.inline_svg import inline_svg
from tests.plots.made_record import busy_record

SIM = Path(style.__file__).parents[1]
HOSTILE = {
    "text.usetex": True,
    "axes.facecolor": "red",
    "axes.prop_cycle": mpl.cycler(color=["pink"]),
    "font.size": 20,
    "font.family": "cursive",
    "lines.linewidth": 9,
    "savefig.bbox": "tight",
    "svg.fonttype": "none",
    "text.parse_math": True,
}


@contextmanager
def users_settings() -> Iterator[None]:
    """What a `matplotlibrc`, or a notebook, may have set."""
    with mpl.rc_context(HOSTILE):
        yield
        for name, value in HOSTILE.items():
            setting = mpl.rcParams[name]
            assert setting in (value, [value]), f"{name} was changed"


def pages(drawn: Drawn, folder: Path) -> list[bytes]:
    """All that is made of a figure: its files, and the SVG in a page."""
    files = save(drawn, folder, formats=("png", "svg"))
    page = inline_svg(drawn.figure, name="x", title=drawn.title, description=drawn.alt)
    return [path.read_bytes() for path in files] + [page.encode()]


def renamed(record: Record, names: dict[str, str]) -> Record:
    """The record with other names of actors."""
    actors = {
        key: {**actor, "name": names.get(key, actor["name"])}
        for key, actor in record.scenario["actors"].items()
    }
    return replace(record, scenario={**record.scenario, "actors": actors})


def texts_of(drawn: Drawn) -> list[str]:
    """Every text of a figure, ticks and all, as it is drawn."""
    return [text.get_text() for text in drawn.figure.findobj(Text)]


@pytest.mark.parametrize("name", [entry.name for entry in catalogue.OF_RECORD])
def test_the_users_settings_change_no_byte_of_a_runs_figure(name: str, tmp_path: Path) -> None:
    record = busy_record(3)
    ours = pages(catalogue.draw(record, name), tmp_path)
    with users_settings():
        theirs = pages(catalogue.draw(record, name), tmp_path)
    assert ours == theirs


def test_nor_of_a_figure_of_results(fords: Results, tmp_path: Path) -> None:
    for name in ("outcome-shares", "threshold-surface"):
        ours = pages(catalogue.draw(fords, name), tmp_path)
        with users_settings():
            assert pages(catalogue.draw(fords, name), tmp_path) == ours, name


def test_settings_are_switched_in_one_place_alone() -> None:
    """Wherever else they were, threads would meet one another's."""
    pattern = re.compile(r"rc_context|rcParams|\.rc\(|style\.(use|context)|pyplot")
    found = {
        path.name
        for path in SIM.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if pattern.search(line) and "without pyplot" not in line
    }
    assert found == {"house_style.py"}
    saving = {
        path.name for path in SIM.rglob("*.py") if ".savefig(" in path.read_text(encoding="utf-8")
    }
    assert saving == {"style.py", "inline_svg.py"}


def test_four_threads_make_the_bytes_of_one(tmp_path: Path) -> None:
    """A file has letters as shapes, a page has them as text: settings that must not meet."""

    def made(number: int) -> tuple[bytes, str]:
        with house_style():
            figure = style.page(3, 1, "Aid", "in 2021")
            style.dress(style.add_axes(figure, 0.5, 0.3, 2, 0.5))
        (file,) = style.save(figure, tmp_path / f"{number}", formats=("svg",))
        return file.read_bytes(), inline_svg(figure, name="x", title="t", description="d")

    alone = made(0)
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(made, range(12))) == {alone}


@pytest.mark.parametrize("name", [entry.name for entry in catalogue.OF_RECORD])
def test_dollars_are_dollars_and_what_cannot_be_printed_is_escaped(
    name: str, tmp_path: Path
) -> None:
    names = {"RUS": "Rus\x1b[2Jsia", "ARM": "Ar\x00menia\u202e", "AZE": "Bank $x_{$"}
    drawn = catalogue.draw(renamed(busy_record(3), names), name)
    assert any("$x_{$" in text for text in texts_of(drawn))
    assert not any(text.get_parse_math() for text in drawn.figure.findobj(Text))
    *_, svg, table, page = pages(drawn, tmp_path)
    for document in (svg, page):
        ElementTree.fromstring(document.decode())  # it is XML still
    for text in (*texts_of(drawn), drawn.title, drawn.caption, drawn.alt, table.decode()):
        assert "\x1b" not in text
        assert "\x00" not in text
    assert any("Rus\\x1b[2Jsia" in text for text in texts_of(drawn))


def test_letters_that_no_font_has_are_told_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    lettering._fonts_for.cache_clear()
    record = renamed(busy_record(3), {"RUS": "俄罗斯", "ARM": "आर्मेनिया"})
    drawn = catalogue.draw(record, "timeline")
    assert pages(drawn, tmp_path)  # warnings are errors here
    assert set("俄罗斯") < set(drawn.undrawn)
    said = letters_told(drawn.undrawn)
    assert "\n" not in said
    assert "罗" in said
    assert catalogue.draw(busy_record(3), "timeline").undrawn == ""
    lettering._fonts_for.cache_clear()


def test_letters_are_taken_from_a_font_that_has_them(tmp_path: Path) -> None:
    """Of the fonts that come with Matplotlib, one alone has a clover's letters of mathematics."""
    lettering._fonts_for.cache_clear()
    known = lettering._charmap(font_manager.findfont(lettering.OWN))
    letter = next(
        chr(code)
        for entry in font_manager.fontManager.ttflist
        if entry.name.startswith("STIX")
        for code in sorted(lettering._charmap(entry.fname) - known)
        if chr(code).isalpha()
    )
    drawn = catalogue.draw(renamed(busy_record(3), {"RUS": f"Russia {letter}"}), "timeline")
    assert pages(drawn, tmp_path)
    assert drawn.undrawn == ""
    families = {
        tuple(text.get_fontfamily())
        for text in drawn.figure.findobj(Text)
        if letter in text.get_text()
    }
    assert families
    assert all(len(names) > 1 for names in families)
