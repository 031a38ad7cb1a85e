"""The report on one run: outcome, figures, most important decisions, provenance."""

from __future__ import annotations

import shlex
from typing import Any

from sim.measures import has_subject
from sim.narrative.chronicle import chronicle
from sim.narrative.outcome import CAUTION, outcome_headline
from sim.record import Record
from sim.report.content import Block, Code, Folded, Prose, Report, Section, Table
from sim.report.decisions import decisions
from sim.report.limits import limits
from sim.report.pictures import gallery
from sim.report.provenance import facts_table, scenario_text, sources
from sim.report.wording import as_sentence, number
from sim.words import counted


def report_record(record: Record) -> Report:
    """Return the report on one run."""
    document = record.scenario
    return Report(
        title=f"{document['title']}: one run",
        question=as_sentence(str(document["question"])),
        made=(
            f"Seed {record.seed}, replicate {record.replicate}, "
            f"{counted(len(record.turns_played), 'turn')}; "
            f"marchland {record.code_version}, model {record.model_version}."
        ),
        sections=(
            outcome(record),
            turn_by_turn(record),
            decisions(record),
            Section("The chronicle", (Code(chronicle(record), "Chronicle of the run"),)),
            limits(),
            record_provenance(record),
        ),
    )


def outcome(record: Record) -> Section:
    """Return the section on the outcome: the stance in a sentence, and a table of measures."""
    reached = record.outcome.reached
    when = "judged at the end of the run"
    if reached is not None:
        when = f"reached in {record.find_turn(reached).date} (turn {reached})"
    rows = tuple(
        (f"`{name}`", _told(value))
        for name, value in record.outcome.measures.items()
        if has_subject(name, record.scenario)
    )
    return Section(
        "The outcome",
        (
            Prose(f"{outcome_headline(record)}, {when}.", lead=True),
            Prose(f"{record.outcome.reason} {CAUTION}"),
            Folded(
                "What the run is measured by",
                (Table("Measures of the run", ("Measure", "Value"), rows),),
            ),
        ),
    )


def turn_by_turn(record: Record) -> Section:
    """Return the section with the figures of the run."""
    blocks: list[Block] = [*gallery(record).pictures.values()]
    return Section("The run turn by turn", tuple(blocks))


def record_provenance(record: Record) -> Section:
    """Return the section on the scenario, seeds and versions of a run, and on checking it."""
    facts = (
        ("Scenario", str(record.scenario["name"])),
        ("Seed", str(record.seed)),
        ("Replicate", str(record.replicate)),
        ("Turns", str(len(record.turns_played))),
        *((("Branch", record.descent),) if record.descent else ()),
        ("Driver", record.driver),
        ("Made with", f"marchland {record.code_version}, model {record.model_version}"),
        ("Hash of the rules", f"`{record.rules_hash}`"),
        ("Hash of the scenario", f"`{record.scenario_hash}`"),
        ("Hash of the last state", f"`{record.turns_played[-1].hash}`"),
    )
    told = Prose(
        f"{_how(record)} `sim replay` plays the recorded orders and checks the state of every turn."
    )
    return Section(
        "Provenance",
        (
            facts_table(facts),
            told,
            Code(_commands(record), "Commands"),
            scenario_text(record.scenario, record.scenario_hash),
            *sources(record.scenario),
        ),
    )


def _how(record: Record) -> str:
    """Return in a sentence how the run can be played again."""
    if record.past:
        return "It is a branch: the folder of results that it comes from plays it again."
    return (
        "To play it again, if the scenario is a shipped one left as it is; otherwise from the "
        "scenario below."
    )


def _commands(record: Record) -> str:
    if record.past:
        return "sim replay record.json"
    words = ["sim", "run", str(record.scenario["name"]), "--seed", str(record.seed)]
    words += ["--replicate", str(record.replicate)] if record.replicate else []
    words += ["--turns", str(record.turns), "--out", "again"]
    return f"{shlex.join(words)}\nsim replay again"


def _told(value: Any) -> str:
    if value is None:
        return "never"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else number(float(value))
