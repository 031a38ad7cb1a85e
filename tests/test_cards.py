"""What a notebook shows of a value that is the last line of a cell: one line, or a small card."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim
from sim.analysis.comparison import Comparison
from sim.cards import LONGEST, Card
from sim.plots import catalogue
from sim.report.content import Prose, Report, Section
from tests.plots.made_record import busy_record

PACKAGE = Path(sim.__file__).parent


class Named(Card):
    """A value with a name from a file."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines

    def _card(self) -> tuple[str, ...]:
        return self.lines


def test_names_are_text_and_nothing_else() -> None:
    shown = Named("<b>Bank</b>\n& \x1b[2Jsons", "", "a < b")
    assert repr(shown) == "<Named: <b>Bank</b> & \\x1b[2Jsons>"
    assert shown._repr_html_() == (
        "<p><b>&lt;b&gt;Bank&lt;/b&gt; &amp; \\x1b[2Jsons</b><br>a &lt; b</p>"
    )
    assert str(shown) == repr(shown)
    assert len(repr(Named("long " * 400))) < LONGEST + 20


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """One of each kind that can be had without a sweep of any size."""
    from tests.report.conftest import swept

    results = swept(tmp_path_factory.mktemp("cards"))
    record = sim.run("karabakh-2020", seed=5, turns=2)
    folder = results.store.folder
    return [
        sim.load_scenario("karabakh-2020"),
        sim.load_experiment("recommit-phase"),
        results,
        record,
        sim.explain(record, 0, "RUS"),
        sim.compare(folder),
        sim.compare(record, sim.run("karabakh-2020", seed=6, turns=2)),
        Report("T", "Q", "M", (Section("S", (Prose("p"),)),)),
        catalogue.draw(busy_record(2), "ties"),
    ]


def test_every_value_is_one_line_and_a_small_card(values: list[object]) -> None:
    for value in values:
        line, card = repr(value), value._repr_html_()
        assert line.startswith(f"<{type(value).__name__}")
        assert "\n" not in line
        assert len(line) < 250
        assert card.startswith("<p><b>")
        assert len(card) < 4000
        assert not re.search(r"<(?!/?(p|b|br)>)", card)


def test_a_comparison_and_a_report_are_cards_of_what_they_say() -> None:
    found = Comparison("a", "b", True, "", (), (), None)
    assert repr(found) == "<Comparison: a against b>"
    assert "the same in every outcome" in found._repr_html_()


def test_nothing_else_makes_cards_of_its_own() -> None:
    makers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "def _repr_html_" in path.read_text(encoding="utf-8")
    }
    assert makers == {"cards.py"}
