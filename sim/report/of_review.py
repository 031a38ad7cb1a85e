"""The review of a game: the story, what turned it, decisions, luck and judgement, intents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sim.exercise.redaction import OwnCopy
from sim.narrative.cast import Cast
from sim.narrative.chronicle import Watch
from sim.narrative.courses import turnings
from sim.narrative.outcome import CAUTION, outcome_headline
from sim.plots import catalogue
from sim.plots.choices import choices_drawn
from sim.plots.odds import odds_drawn
from sim.report.content import Block, Items, Prose, Report, Section, Table
from sim.report.limits import limits
from sim.report.pictures import picture
from sim.report.provenance import facts_table
from sim.report.review_decisions import cell, decision_points, ends, headed
from sim.report.review_staff import injects_and_responses, intents_and_results, notes
from sim.report.seat_copy import what_it_knew
from sim.studies.odds import CHANCE, PUT_IN, REPLY, Odds
from sim.studies.review import Review
from sim.version import MODEL_VERSION, __version__
from sim.words import (
    STANCE_WORDS,
    capitalised,
    counted,
    joined,
    mean_words,
    points,
    possessive,
)

ODDS_CAPTION = (
    "Above: the outcome in futures from every quarter, before its orders (full dot) and after them "
    "(open dot), with 95 % intervals. Below: what the orders of all seats, the reply to an attack, "
    "and chance changed."
)
UNSEEN = "Now what you could not see"
"""Heading of the line in the review for one seat, below which the truth stands."""


def report_review(found: Review) -> Report:
    """Return the review of a game as a page."""
    if found.copy is not None and found.odds is None:
        return report_copy(found.copy, found.told.game.scenario.document)
    own: tuple[Section, ...] = ()
    document = found.told.game.scenario.document
    if found.copy is not None:
        own = (what_it_knew(found.copy, document), _line(found.copy))
    title = f"{document['title']}: after-action review"
    if found.copy is not None:
        title += f" for {found.copy.briefing.name}"
    record = found.told.record
    return Report(
        title=title,
        question="What turned this game: judgement, or luck?",
        made=(
            f"{counted(len(record.turns_played), 'turn')} of {record.turns}; "
            f"marchland {__version__}, model {MODEL_VERSION}."
        ),
        sections=(
            *own,
            story(found),
            odds_of_every_turn(found),
            decision_points(found),
            luck_and_judgement(found),
            intents_and_results(found),
            injects_and_responses(found),
            notes(found),
            limits(),
            provenance(found),
        ),
    )


def report_copy(copy: OwnCopy, document: Mapping[str, Any]) -> Report:
    """Return the page of what one seat knew, which can be handed out while the game goes on."""
    return Report(
        title=f"{copy.briefing.title}: what {copy.briefing.name} knew",
        question=" ".join(copy.briefing.summary.split()),
        made=(
            f"{counted(len(copy.turns), 'turn')} of {copy.briefing.turns}; marchland {__version__}."
        ),
        sections=(what_it_knew(copy, document),),
    )


def _line(copy: OwnCopy) -> Section:
    told = Prose(
        f"Everything above this line {copy.briefing.name} knew when it decided. Everything below "
        "is the truth, as the control desk knows it.",
        lead=True,
    )
    return Section(UNSEEN, (told,))


# --- the story ---------------------------------------------------------------------------------


def story(found: Review) -> Section:
    """Return the section with the outcome and what happened, turn by turn."""
    record, cast = found.told.record, Cast(found.told.record.scenario)
    if found.told.ended:
        lead, reason = f"{outcome_headline(record)}.", record.outcome.reason
    else:
        played = counted(len(record.turns_played), "turn")
        lead = f"The game is not over: {played} of {record.turns} are played."
        reason = f"As it stands: {record.outcome.reason}"
    players = dict.fromkeys(one.actor for one in found.decided)
    seats = joined(f"{cast.name(actor)} ({_sat(found, actor)})" for actor in players)
    sat = f"Seats with players: {seats}. " if seats else "No seat had a player. "
    return Section(
        "The story",
        (
            Prose(lead, lead=True),
            Prose(f"{reason} {CAUTION}"),
            Prose(f"{sat}All other seats followed the doctrines of the scenario."),
            Items(tuple(_told(found, cast))),
            picture(catalogue.draw(record, "timeline")),
        ),
    )


def _sat(found: Review, actor: str) -> str:
    """Return who sat in a seat, such as "human, from 2022 Q1 on logit_eu"."""
    first = found.told.entries[0].fields["seats"][actor]["seat"]
    calendar, told = found.told.game.scenario.calendar, [str(first)]
    for turn, who, seat in found.told.changes:
        if who == actor:
            told.append(f"from {calendar.date(turn)} on {seat}")
    return ", ".join(told)


def _told(found: Review, cast: Cast) -> Iterator[tuple[str, str]]:
    record = found.told.record
    watch, stance = Watch(record, cast), ""
    for played, turned in zip(record.turns_played, turnings(record, cast), strict=True):
        lines = [line.removeprefix("! ").removeprefix("> ") for line in watch.news(played, turned)]
        if played.stance != stance:
            guarantor = capitalised(possessive(cast.role_name("guarantor")))
            lines.append(f"{guarantor} stance: {STANCE_WORDS[played.stance].label}.")
            stance = played.stance
        if lines:
            yield f"{played.date} (turn {played.turn}).", " ".join(lines)


# --- the odds ----------------------------------------------------------------------------------


def odds_of_every_turn(found: Review) -> Section:
    """Return the section with the line of the odds and the turning points."""
    odds = _odds(found)
    first, *others = odds.course()
    blocks: list[Block] = [Prose(first, lead=True), *map(Prose, others)]
    if named := odds.turned():
        blocks += [
            Prose("What moved them most, largest first, with 95 % intervals:"),
            Items(tuple((f"{date}.", capitalised(said)) for date, said in named)),
        ]
    blocks += [
        picture(replace(odds_drawn(odds), caption=ODDS_CAPTION)),
        Prose(
            "The odds are of futures in which the doctrines decide, for all seats from that turn "
            "on, with other draws than those of the game. They are not what a player thought, and "
            "they know what no player knew: the true state and the resolve of the guarantor."
        ),
    ]
    return Section("The odds of every turn", tuple(blocks))


# --- luck and judgement --------------------------------------------------------------------------


def luck_and_judgement(found: Review) -> Section:
    """Return the section that shares the whole change out, and judges every seat by itself."""
    odds, cast = _odds(found), Cast(found.told.record.scenario)
    end = "at its end" if odds.over else "after the last turn that is played"
    blocks: list[Block] = [
        Prose(
            f"Of the whole change, from {mean_words(odds.starts[0][0], share=odds.share)} as the "
            f"game opened to {mean_words(odds.end, share=odds.share)} {end}, every part "
            "below is exact for the futures that were played, and the parts add up to the whole. "
            f"A plus made the outcome {'more likely' if odds.share else 'higher'}, a minus the "
            "opposite; whether that was wanted is for the players to say."
        ),
        _parts(found, odds, cast),
        Prose(
            "Whose orders count how much is a convention. All orders of a turn are given at once, "
            "so they are made known one seat after the other: in one half of the futures in the "
            "order of the scenario, in the other half in the reverse order. Chance is common to "
            "all seats: battles, ceasefires, what is believed and signed, and wars elsewhere."
        ),
    ]
    if found.judgements:
        blocks += [
            Prose(
                "The judgement of a seat is looked at alone. What did its orders change, when the "
                "orders of all others were still open? They are held against its doctrine, which "
                "is the mean of all its alternatives with the weights of the doctrine, and "
                f"against the alternatives after which the outcome was {' and '.join(ends(odds))}."
            ),
            _judgements(found, odds, cast),
            Prose(
                "The last two columns add up what single turns gave away, each in the game as it "
                "was then played. Nobody could have had all of it: after another order, the next "
                "turn would have been another one. To keep luck out, these orders are chosen in "
                "one half of the futures and measured in the other."
            ),
            picture(choices_drawn(found)),
        ]
    return Section("Luck and judgement", tuple(blocks))


def _parts(found: Review, odds: Odds, cast: Cast) -> Table:
    players = {one.actor for one in found.decided}
    rows = []
    for part in found.parts:
        if part.cause == CHANCE:
            what = "Luck: chance after the orders"
        elif part.cause == PUT_IN:
            what = "What the control desk put in"
        else:
            who = "player" if part.actor in players else "doctrine"
            noun = "reply to attacks" if part.cause == REPLY else "orders"
            owner = capitalised(possessive(cast.name(part.actor)))
            what = f"{owner} {noun} ({who})"
        rows.append((what, cell(part.change, odds)))
    whole = odds.end - odds.starts[0][0]
    rows.append(("The whole change", _bare(whole, odds)))
    head = ("Part", headed("Change, with its 95 % interval", odds))
    return Table("The whole change, shared out", head, tuple(rows))


def _judgements(found: Review, odds: Odds, cast: Cast) -> Table:
    rows = tuple(
        (
            capitalised(cast.name(one.actor)),
            str(one.turns),
            cell(one.doctrine, odds),
            cell(one.highest, odds),
            cell(one.lowest, odds),
        )
        for one in found.judgements
    )
    most, least = (f"Against the {end}" for end in ends(odds))
    head = ("Seat", "Turns", "Against its doctrine", most, least)
    caption = headed("The orders of every seat alone, summed over its turns", odds)
    return Table(caption, head, rows)


def _bare(value: float, odds: Odds) -> str:
    return points(value) if odds.share else f"{value:+.3g}"


# --- provenance --------------------------------------------------------------------------------


def provenance(found: Review) -> Section:
    """Return the section on what was played and how the numbers were made."""
    record, odds = found.told.record, _odds(found)
    facts = (
        ("Game", found.told.folder.name),
        ("Scenario", str(record.scenario["name"])),
        ("Seed", str(record.seed)),
        ("Replicate", str(record.replicate)),
        ("Turns", f"{len(record.turns_played)} of {record.turns}"),
        ("Outcome", f"`{odds.outcome}`"),
        ("Futures of every moment", f"{odds.futures:,}"),
        ("Made with", f"marchland {__version__}, model {MODEL_VERSION}"),
        ("Hash of the scenario", f"`{record.scenario_hash}`"),
        ("Hash of the last state", f"`{record.turns_played[-1].hash}`"),
    )
    return Section("Provenance", (facts_table(facts),))


def _odds(found: Review) -> Odds:
    assert found.odds is not None, "a blind copy has no odds"
    return found.odds
