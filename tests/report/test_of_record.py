"""The report on one run."""

from __future__ import annotations

import sim
from sim.narrative.chronicle import chronicle
from sim.record import Record
from sim.report import make_report
from sim.report.content import Code, Heading, Picture, Prose, Table
from sim.report.decisions import MOST_DECISIONS, Moment, decision_blocks, key_moments
from sim.report.of_record import report_record


def test_the_outcome_the_turns_and_the_reasons(record: Record) -> None:
    report = make_report(record)
    headings = [part.heading for part in report.sections]
    assert headings == [
        "The outcome",
        "The run turn by turn",
        "Decisions that mattered",
        "The chronicle",
        "What the model does not claim",
        "Provenance",
    ]
    lead = report.sections[0].blocks[0]
    assert isinstance(lead, Prose)
    assert lead.text.startswith("Russia ")
    assert sum(isinstance(block, Picture) for block in report.sections[1].blocks) >= 3
    (told,) = report.sections[3].blocks
    assert isinstance(told, Code)
    assert told.text == chronicle(record)


def test_the_war_and_the_reply_to_it_are_explained() -> None:
    attacked = sim.load_scenario("karabakh-2020").replace(
        {"actors.AZE.doctrine": "fixed:offensive", "theatres.karabakh.coverage": 0.5}
    )
    record = sim.run(attacked, seed=2020, turns=3)
    found = key_moments(record)
    assert ("AZE", "an attack") in {(moment.actor, moment.reason) for moment in found}
    assert ("RUS", "a test of the guarantee") in {(m.actor, m.reason) for m in found}
    assert [moment.turn for moment in found] == sorted(moment.turn for moment in found)
    part = report_record(record).sections[2]
    headings = [block.text for block in part.blocks if isinstance(block, Heading)]
    assert "2021 Q1 (turn 0): an attack" in headings
    told = " ".join(block.text for block in part.blocks if isinstance(block, Prose))
    assert "Security desk: Azerbaijan launches a full offensive in Karabakh" in told
    assert "Diplomacy desk: Azerbaijan " in told
    assert "Its doctrine gives an order every quarter." in told
    assert "Client under attack (Karabakh): Russia " in told
    assert "defending would gain" in told
    for block in part.blocks:
        if isinstance(block, Table):
            assert sum(cell.endswith(", ordered") for cell, *_ in block.rows) == 1


def test_a_desk_that_was_not_reviewed_stays_on_its_course_without_a_table(record: Record) -> None:
    resting = next(
        (played.turn, actor)
        for played in record.turns_played
        for actor, why in played.why.items()
        if all(one.review and one.review.reason == "course" for one in why.values())
    )
    blocks = decision_blocks(record, Moment(*resting, "a reason"))
    told = " ".join(block.text for block in blocks if isinstance(block, Prose))
    assert told.count("Not reviewed: ") == 2
    assert "had a probability" not in told
    assert not any(isinstance(block, Table) for block in blocks)


def test_a_long_run_tells_a_handful_of_every_kind() -> None:
    record = sim.run("karabakh-2020", seed=3, turns=30)
    found = key_moments(record)
    assert 0 < len(found) <= MOST_DECISIONS
    assert len({(moment.turn, moment.actor) for moment in found}) == len(found)


def test_a_run_in_which_nothing_happens() -> None:
    quiet = sim.load_scenario("karabakh-2020")
    quiet = quiet.replace({f"actors.{key}.doctrine": "fixed:hold" for key in quiet.actors})
    record = sim.run(quiet, seed=1, turns=2)
    assert key_moments(record) == ()
    html = make_report(record).to_html()
    assert "No attack, no test of the guarantee" in html
    assert "never" in html


def test_the_same_record_gives_the_same_bytes(record: Record) -> None:
    again = sim.run("karabakh-2020", seed=2020, turns=14)
    assert make_report(again).to_html() == make_report(record).to_html()
