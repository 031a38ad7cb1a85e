"""What one seat knew, turn by turn; written from the player's own copy and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.exercise.redaction import OwnCopy, OwnTurn
from sim.narrative.cast import Cast
from sim.play.view import Estimate, View
from sim.plots.paths import path_words
from sim.report.content import Block, Folded, Heading, Items, Prose, Section, Table
from sim.rules.curves import logistic
from sim.vocabulary import DESKS
from sim.words import capitalised, joined, percent, possessive, stance_headline

BELIEFS = ("belief_client", "belief_adversary")
"""State variables in log-odds; they are shown as probabilities."""


def what_it_knew(copy: OwnCopy, document: Mapping[str, Any]) -> Section:
    """Return the section on what a seat knew.

    Args:
        copy: The player's own copy.
        document: The scenario's document, for the names that it gives; no number is read from it.
    """
    cast = Cast(document)
    name = capitalised(copy.briefing.name)
    blocks: list[Block] = [
        Prose(
            f"{name}, {copy.briefing.role}. What stands here was on the sheets of this seat, or is "
            "what it answered."
        ),
        Folded("Its aims, and how it knows the numbers", _briefed(copy), printed=False),
    ]
    for turn in copy.turns:
        blocks += _turn(turn, cast, document)
    blocks += _end(copy, document)
    return Section(f"What {copy.briefing.name} knew", tuple(blocks))


def _briefed(copy: OwnCopy) -> tuple[Block, ...]:
    aims = tuple(("", capitalised(aim) + ".") for aim in copy.briefing.aims)
    return (Items(aims), *(Prose(known) for known in copy.briefing.knows))


def _turn(turn: OwnTurn, cast: Cast, document: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading(f"{turn.date} (turn {turn.turn})")
    entries = [("", news) for news in turn.sheet.news]
    entries += [("Message.", text) for text in turn.sheet.messages]
    entries.append(("Ordered.", answered(turn, cast)))
    if said := intended(turn):
        entries.append(("Meant.", said))
    entries += [("Note.", text) for text in turn.notes]
    yield Items(tuple(entries))
    tables = (known_table(turn.sheet.view, document), estimates_table(turn.sheet.view, document))
    yield Folded(f"What it saw in {turn.date}", tables, printed=False)


def answered(turn: OwnTurn, cast: Cast) -> str:
    """Return what a seat ordered in a turn, as a sentence."""
    answer, actor = turn.answer, turn.sheet.view.actor
    if answer is None:
        return "No answer is in."
    standing = turn.sheet.standing
    orders = {desk: getattr(answer, desk) or standing[desk] for desk in DESKS}
    does = joined(dict.fromkeys(cast.phrase(actor, name) for name in orders.values()))
    stays = [desk for desk in DESKS if not getattr(answer, desk)]
    said = f"{capitalised(cast.name(actor))} {does}."
    if answer.fault:
        return (
            f"No valid answer came ({answer.fault.rstrip('.')}), so the default was played. {said}"
        )
    if answer.by == "doctrine":
        return f"The doctrine of the scenario decided. {said}"
    if len(stays) == len(DESKS):
        return f"{said} Both desks stayed on their courses."
    return f"{said} The {stays[0]} desk stayed on its course." if stays else said


def intended(turn: OwnTurn) -> str:
    """Return what a seat meant to reach, with its confidence; "" if it did not say."""
    answer = turn.answer
    if answer is None or not answer.intent:
        return ""
    sure = "" if answer.confidence is None else f" (confidence {percent(answer.confidence)})"
    return f"\N{LEFT DOUBLE QUOTATION MARK}{answer.intent}\N{RIGHT DOUBLE QUOTATION MARK}{sure}"


def known_table(view: View, document: Mapping[str, Any]) -> Table:
    """Return the table of what a seat knows exactly; numbers of others that are 0 are left out."""
    rows = tuple(
        (path_words(path, document), shown(path, value))
        for path, value in view.state.items()
        if value
    )
    return Table("Known exactly; what is 0 is left out", ("Number", "Value"), rows)


def estimates_table(view: View, document: Mapping[str, Any]) -> Table:
    """Return the table of what a seat estimates, with its intervals."""
    rows = [
        (path_words(path, document), shown(path, one.value), bounds(path, one))
        for path, one in view.estimates.items()
    ]
    guarantor = possessive(Cast(document).role_name("guarantor"))
    rows += [
        (f"{capitalised(guarantor)} defence, {Cast(document).theatre(key)}", f"{chance:.2f}", "")
        for key, chance in view.defence.items()
    ]
    head = ("Number", "Estimate", "In nine of ten cases")
    return Table("Estimated", head, tuple(rows))


def bounds(path: str, one: Estimate) -> str:
    """Return the interval of an estimate."""
    return f"{shown(path, one.low)} to {shown(path, one.high)}"


def shown(path: str, value: float) -> str:
    """Return a state variable for readers; a belief as a probability.

    >>> shown("ties.A-B.belief_client", 0.0), shown("world.tension", 0.254)
    ('0.50', '0.25')
    """
    belief = path.rpartition(".")[2] in BELIEFS
    return f"{(logistic(value) if belief else value) + 0.0:.2f}"


def _end(copy: OwnCopy, document: Mapping[str, Any]) -> Iterator[Block]:
    entries = [("", news) for news in copy.news] + [("Note.", text) for text in copy.notes]
    if entries:
        yield Heading("After the last turn")
        yield Items(tuple(entries))
    if copy.ending is not None:
        yield Heading("How it ended")
        headline = stance_headline(document, copy.ending.stance)
        yield Prose(f"{headline}. {copy.ending.reason}")
