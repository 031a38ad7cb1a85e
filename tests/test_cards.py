"""What a notebook shows of a value that is the last line of a cell: one line, or a small card."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim
from sim.analysis.comparison import Comparison
from sim.cards import LONGEST, LONGEST_TEXT, MOST_LINES, Card, Line, dotted
from sim.experiment.results import Results
from sim.plots import catalogue
from sim.report.content import Prose, Report, Section
from tests.plots.made_record import busy_record
from tests.report.conftest import swept

PACKAGE = Path(sim.__file__).parent
TAGS = re.compile(r"<(?!/?(?:div|b|br|table|tr|th|td)[ >])[^>]*>")
"""Any tag that a card does not need."""
NASTY = "<b>Bank</b>\n& \x1b[2Jsons"
ESCAPED = "&lt;b&gt;Bank&lt;/b&gt; &amp; \\x1b[2Jsons"


class Named(Card):
    """A value with a name from a file."""

    def __init__(self, *lines: Line) -> None:
        self.lines = lines

    def _card(self) -> tuple[Line, ...]:
        return self.lines


def seen(card: str) -> list[str]:
    """The texts of a card, tags taken out."""
    return [text for text in re.split(r"<[^>]*>", card) if text]


def test_names_are_text_and_nothing_else() -> None:
    shown = Named(NASTY, "", NASTY, (NASTY, NASTY))
    assert repr(shown) == str(shown) == "<Named: <b>Bank</b> & \\x1b[2Jsons>"
    assert seen(shown._repr_html_()) == [ESCAPED] * 4
    assert TAGS.findall(shown._repr_html_()) == []


def test_what_is_empty_is_left_out_and_what_is_long_is_cut() -> None:
    shown = Named("Heading", "", ("label", ""), "long " * 400)._repr_html_()
    heading, line = seen(shown)
    assert heading == "Heading"
    assert len(line) == LONGEST_TEXT
    assert line.endswith("...")
    assert len(repr(Named("long " * 400))) < LONGEST + 20
    lines = seen(Named("Heading", *(f"line {n}" for n in range(50)))._repr_html_())
    assert len(lines) == 1 + MOST_LINES
    assert lines[-1] == f"... and {50 - MOST_LINES + 1} more lines."


def test_labels_that_follow_one_another_are_one_table() -> None:
    shown = Named("Heading", ("a", "1"), ("b", "2"), "sentence", ("c", "3"))._repr_html_()
    assert seen(shown) == ["Heading", "a", "1", "b", "2", "sentence", "c", "3"]
    assert [len(table.split("<tr>")) - 1 for table in shown.split("<table")[1:]] == [2, 1]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return swept(tmp_path_factory.mktemp("cards"))


@pytest.fixture(scope="module")
def values(results: Results) -> list[Card]:
    """One of each kind of value that a public function or method returns."""
    scenario = sim.load_scenario("karabakh-2020")
    record = sim.run(scenario, seed=5, turns=2)
    game = sim.Game.at(record, 1)
    found: list[object] = [
        scenario,
        sim.load_experiment("recommit-phase"),
        results,
        sim.summary(results),
        record,
        record.outcome,
        record.find_turn(0),
        record.find_turn(0).why["AZE"]["security"],
        sim.explain(record, 0, "RUS"),
        sim.replay(record),
        game,
        game.view("ARM"),
        sim.Marchland(scenario, seed=5, turns=2),
        sim.compare(results),
        sim.compare(record, sim.run(scenario, seed=6, turns=2)),
        Report("T", "Q", "M", (Section("S", (Prose("p"),)),)),
        catalogue.draw(busy_record(2), "ties"),
    ]
    assert all(isinstance(value, Card) for value in found)
    return [value for value in found if isinstance(value, Card)]


def test_every_value_is_one_line_and_a_small_card(values: list[Card]) -> None:
    for value in values:
        line, card = repr(value), value._repr_html_()
        assert line.startswith(f"<{type(value).__name__}")
        assert "\n" not in line
        assert len(line) < 250
        assert not re.search(r"0x[0-9a-f]{6}", line), "the place in memory says nothing"
        assert 0 < len(seen(card)) <= 2 * MOST_LINES + 1
        assert TAGS.findall(card) == []


def test_cards_take_the_colours_of_the_notebook(values: list[Card]) -> None:
    for value in values:
        styles = " ".join(re.findall(r'style="([^"]*)"', value._repr_html_()))
        assert "color" not in styles
        assert "background" not in styles


def test_a_record_says_how_it_ended_and_when_there_was_fighting() -> None:
    record = busy_record(4)
    card = " ".join(seen(record._repr_html_()))
    fought = {
        played.date
        for played in record.turns_played
        if any(ruling.rule == "war" for ruling in played.rulings)
    }
    assert fought
    for played in record.turns_played:
        assert (f"{played.date} (" in card) == (played.date in fought)
    path = "ties.RUS-ARM.commitment"
    opening, end = record.series(path)[0], record.series(path)[-1]
    assert f"Commitment {opening:.2f} at the opening, {end:.2f} at the end" in card


def test_an_explanation_says_what_was_likely(values: list[Card]) -> None:
    told = next(value for value in values if isinstance(value, sim.Explanation))
    card = " ".join(seen(told._repr_html_()))
    for desk, why in told.why.items():
        best = max(why.options, key=lambda option: option.probability, default=None)
        assert (f"{desk.capitalize()} options {best.action} " if best else "Not reviewed") in card


def test_a_report_shows_its_answer() -> None:
    answer = Section("S", (Prose("The answer.", lead=True), Prose("More.")))
    shown = seen(Report("T", "Q", "M", (answer,), missing="Half of it.")._repr_html_())
    assert shown[:4] == ["T", "Q", "Half of it.", "The answer."]
    assert "More." not in shown


def test_results_say_what_was_played(results: Results) -> None:
    card = " ".join(seen(results._repr_html_()))
    assert "16 runs of 2 quarters; 2 settings, seed 5" in card
    assert "plain, dice" in card


def test_a_comparison_is_a_card_of_its_findings() -> None:
    found = Comparison("a", "b", ("a", "the other"), True, "", (), (), None)
    assert repr(found) == '<Comparison: a against "the other">'
    assert "the same in every outcome" in found._repr_html_()


def test_a_list_says_how_many_it_leaves_out() -> None:
    assert dotted((str(n) for n in range(1003)), 2) == "0, 1 and 1,001 more"


def test_nothing_else_makes_cards_of_its_own() -> None:
    makers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "def _repr_html_" in path.read_text(encoding="utf-8")
    }
    assert makers == {"cards.py"}
