"""The page of a review: its sections, what a seat knew first, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.exercise.intents import mark_intents
from sim.exercise.retelling import retell
from sim.exercise.seating import Seating
from sim.exercise.sheets import Answer
from sim.play.seats import Decision
from sim.plots.choices import choices_data, choices_table
from sim.report import make_report
from sim.report.content import Block, Folded, Items, Picture, Prose, Report, Table
from sim.report.of_review import UNSEEN, story
from sim.report.review_staff import injects_and_responses, intents_and_results
from sim.studies.review import Review, review
from tests.engine.pencil import pencil
from tests.exercise.players import Listed, begun

SECTIONS = [
    "The story",
    "The odds of every turn",
    "Decision points",
    "Luck and judgement",
    "Intents and what followed",
    "Injects and responses",
    "Notes and bookmarks",
    "What the model does not claim",
    "Provenance",
]
RUMOUR = {
    "rumour": {
        "at": 0,
        "text": "a rumour of war",
        "set": {"world.tension": 0.5},
        "source": "inject 4",
        "confidence": "C",
    }
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A game of two turns with an attack, an event, a message and notes."""
    attack = Answer(Decision("border_push", "hold"), "take the road", 0.6)
    players = {"CHA": Listed([attack, Answer(Decision(), "rest")]), "DEF": Listed()}
    session = begun(tmp_path_factory.mktemp("games") / "game", pencil(), players, turns=2)
    session.control("happen", events=RUMOUR, injects=["4"])
    session.step()
    session.control("message", to="DEF", text="Hold on")
    session.note("DEF", "We were alone.", sort="bookmark")
    session.step()
    session.close()
    mark_intents(session.folder, {("CHA", 0): True})
    return session.folder


@pytest.fixture(scope="module")
def found(folder: Path) -> Review:
    """The review for the attacker."""
    return review(folder, outcome="offensive", futures=2, actor="CHA")


@pytest.fixture(scope="module")
def report(found: Review) -> Report:
    return make_report(found)


def all_blocks(blocks: tuple[Block, ...]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        found += [block, *(all_blocks(block.blocks) if isinstance(block, Folded) else [])]
    return found


def told(report: Report, heading: str) -> str:
    """All text of a section."""
    (section,) = [one for one in report.sections if one.heading == heading]
    texts: list[str] = []
    for block in all_blocks(section.blocks):
        if isinstance(block, Prose):
            texts.append(block.text)
        elif isinstance(block, Items):
            texts += [" ".join(entry) for entry in block.entries]
        elif isinstance(block, Table):
            texts += [" | ".join(row) for row in (block.head, *block.rows)]
    return "\n".join(texts)


def test_the_page_has_all_sections(report: Report) -> None:
    assert [section.heading for section in report.sections[2:]] == SECTIONS
    blocks = [block for section in report.sections for block in section.blocks]
    names = {block.name for block in blocks if isinstance(block, Picture)}
    assert names == {"timeline", "odds", "choices"}
    assert "nan" not in " ".join(told(report, heading) for heading in SECTIONS)


def test_a_decision_tells_what_was_ordered_meant_and_open(found: Review, report: Report) -> None:
    text = told(report, "Decision points")
    assert "Challenger attacks Defender" in text
    assert "\N{LEFT DOUBLE QUOTATION MARK}take the road\N{RIGHT DOUBLE QUOTATION MARK}" in text
    assert "(confidence 60 %)" in text
    decided = next(one for one in found.decided if (one.turn, one.actor) == (0, "CHA"))
    for one in decided.alternatives:
        assert f"`{one.order}`" in text
    assert "Test of the guarantee" in text
    assert "to defend | " in text


def test_the_table_of_parts_ends_with_the_whole(found: Review, report: Report) -> None:
    assert found.odds is not None
    rows = [line.split(" | ") for line in told(report, "Luck and judgement").splitlines()]
    parts = {row[0]: row[1] for row in rows if len(row) == 2}
    whole = 100 * (found.odds.end - found.odds.starts[0][0])
    assert float(parts["The whole change"]) == pytest.approx(whole, abs=0.06)
    summed = sum(float(cell.split(" [")[0]) for what, cell in parts.items() if " [" in cell)
    assert summed == pytest.approx(whole, abs=0.06 * len(parts))
    assert sum("(player)" in what for what in parts) >= 2


def test_intents_injects_and_notes(folder: Path, report: Report) -> None:
    intents = told(report, "Intents and what followed")
    assert "take the road | 60 % | yes" in intents
    assert "rest |  | not judged yet" in intents
    assert f"`sim review {folder.name} --mark DEF:0=yes`" in intents
    injects = told(report, "Injects and responses")
    assert "inject 4. A rumour of war. New values: Tension 0.5. Then, in 2000 Q1: " in injects
    assert "Hold on. Then, in 2000 Q2: " in injects
    notes = told(report, "Notes and bookmarks")
    assert notes.endswith("bookmark. We were alone.")
    assert "intent" not in notes


def test_the_story_tells_who_took_a_seat_later(found: Review, tmp_path: Path) -> None:
    session = begun(tmp_path / "game", pencil(), {"DEF": Listed()}, turns=2)
    session.step()
    session.take_seat("DEF", Seating("logit_eu", None))
    session.close()
    changes = retell(session.folder).changes
    assert changes == [(1, "DEF", "logit_eu")]
    told = story(replace(found, told=replace(found.told, changes=changes)))
    text = " ".join(block.text for block in told.blocks if isinstance(block, Prose))
    assert "(listed, from 2000 Q2 on logit_eu)" in text


def test_a_review_for_a_seat_begins_with_what_it_knew(folder: Path, report: Report) -> None:
    blind = make_report(review(folder, actor="CHA", blind=True))
    first, line, *_ = report.sections
    assert blind.sections == (first,)
    assert line.heading == UNSEEN == "Now what you could not see"
    knew = told(blind, first.heading)
    assert "take the road" in knew
    assert "We were alone." not in knew
    assert "We were alone." in told(report, "Notes and bookmarks")
    # Decisions of others are not shown beside those of the seat.
    assert "take the road" in told(report, "Decision points")
    assert "Defender ordered." not in told(report, "Decision points")


def test_a_game_without_players_has_a_page_too(tmp_path: Path) -> None:
    session = begun(tmp_path / "game", pencil(), {}, turns=2)
    session.step()
    session.close()
    quiet = review(session.folder, outcome="offensive", futures=2)
    sections = (story(quiet), intents_and_results(quiet), injects_and_responses(quiet))
    page = Report("", "", "", sections)
    assert "The game is not over: 1 turn of 2 are played." in told(page, "The story")
    assert "No seat had a player." in told(page, "The story")
    assert "No player stated an intent." in told(page, "Intents and what followed")
    assert "put nothing into this game" in told(page, "Injects and responses")
    assert quiet.judgements == ()


def test_the_figure_of_choices_shows_the_decisions(found: Review) -> None:
    rows = choices_table(choices_data(found))[1:]
    assert [row[3] for row in rows] == [
        one.odds for actor in ("CHA", "DEF") for one in found.decided if one.actor == actor
    ]
    for row in rows:
        assert row[5] <= row[3] <= row[6]  # type: ignore[operator]
