"""What a language model is asked: the only place where its words stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sim.exercise.programs.protocol import LONGEST_INTENT, OWN_REPLY
from sim.exercise.sheets import Answer, Briefing, Choice, Sheet
from sim.play.view import View
from sim.record.codec import encode
from sim.vocabulary import DESKS
from sim.words import counted, joined

_DIGITS = 3
"""Significant digits of a number; more would make the text longer and tell a player nothing."""

_RULES = (
    "In every turn you give one order to each of your two desks, security and diplomacy. All "
    "actors give their orders at the same time. A course goes on until you change it; an act "
    "happens once. Costs are in utils a quarter. What you see comes as JSON: what you know, what "
    "you estimate, the courses of all actors, and what you expect of the others."
)
_FORM = (
    "Answer with one JSON object and nothing else, such as\n"
    '{"security": "ORDER", "diplomacy": "ORDER", "reply": "own", '
    '"intent": "what you mean to reach", "confidence": 0.6}\n'
    '"security" and "diplomacy" are names of legal orders of that desk, or "" to stay on its '
    f'course. "intent" is one line of at most {LONGEST_INTENT} characters. "confidence" is how '
    "likely you think that this comes, from 0 to 1."
)


def system_text(briefing: Briefing) -> str:
    """Return what a model is told before all turns."""
    others = (f"{name} ({key})" for key, name in briefing.actors.items() if key != briefing.actor)
    dates = briefing.dates
    span = f", {dates[0]} to {dates[-1]}" if dates else ""
    parts = (
        f"You play {briefing.name} ({briefing.actor}), the {briefing.role}, in a strategic game: "
        f"{briefing.title}.",
        briefing.summary.strip(),
        _listed(f"What {briefing.name} wants, the weightiest first:", briefing.aims),
        _listed("How you know what you know:", briefing.knows),
        f"The other actors are {joined(others)}. The game has "
        f"{counted(briefing.turns, 'turn')}{span}. " + _RULES,
        _FORM,
    )
    return "\n\n".join(filter(None, parts))


def turn_text(sheet: Sheet, memory: Sequence[str]) -> str:
    """Return what a model is asked in a turn.

    Args:
        sheet: The sheet of the turn.
        memory: What it did in the last turns, one line for each turn.
    """
    view = sheet.view
    standing = (f"{desk}: {sheet.standing[desk]}" for desk in DESKS if desk in sheet.standing)
    parts = (
        f"Turn {view.turn}, {view.date}.",
        _listed("Your last turns:", memory),
        _listed("What happened:", sheet.news),
        _listed("Messages to you:", sheet.messages),
        f"What you see: {_seen(view)}",
        _listed("Your courses:", tuple(standing)),
        *(_listed(f"Legal orders, {desk}:", _orders(sheet.legal[desk])) for desk in DESKS),
        _replies(sheet),
        f"Your last answer was not taken: {sheet.fault}" if sheet.fault else "",
        "Your orders, as one JSON object:",
    )
    return "\n\n".join(filter(None, parts))


def fault_text(fault: str) -> str:
    """Return what a model is told when its answer is not valid."""
    return f"This is no valid answer: {fault}\nAnswer with one JSON object and nothing else."


def remembered(sheet: Sheet, answer: Answer | None) -> str:
    """Return the line that a model later reads of a turn of its own.

    Args:
        sheet: The sheet of the turn.
        answer: Its answer; None if it gave no valid one.
    """
    if answer is None:
        return f"{sheet.view.date}: no valid answer of yours, so your default was played"
    given = (f"{desk} {getattr(answer.decision, desk) or 'on its course'}" for desk in DESKS)
    return f"{sheet.view.date}: {', '.join(given)}; you meant: {answer.intent or '-'}"


def _listed(head: str, lines: Sequence[str]) -> str:
    return "\n".join([head, *(f"- {line}" for line in lines)]) if lines else ""


def _orders(choices: Sequence[Choice]) -> list[str]:
    told = []
    for choice in choices:
        kind = "course" if choice.lasts else "act"
        does = f"; {', '.join(choice.does)}" if choice.does else ""
        told.append(f"{choice.order} ({kind}, cost {choice.cost:g}): {choice.phrase}{does}")
    return told


def _replies(sheet: Sheet) -> str:
    if not sheet.replies:
        return f'You give no reply: "reply" is "{OWN_REPLY}".'
    return (
        f'"reply" is what you do if your client is attacked: {joined(sheet.replies, "or")}; '
        f'"{OWN_REPLY}" leaves it to the model of the game.'
    )


def _seen(view: View) -> str:
    """Return a view as short JSON, whatever its entries are."""
    plain = encode(view, View, "view")
    return json.dumps(_rounded(plain), separators=(",", ":"), ensure_ascii=False)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
