"""Briefings and sheets as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.exercise.seating import PLAYED
from sim.exercise.sheets import Answer, Briefing, Choice, Sheet
from sim.page import fill, folded
from sim.play.sight import BELIEFS
from sim.play.view import View
from sim.scenario.states import has_variable
from sim.state_words import VARIABLE_WORDS
from sim.vocabulary import DESKS, STATE_VARIABLES
from sim.words import NOTHING, REPLY_CHOICES, capitalised, counted, grid, joined, percent

NOT_KNOWN = "?"
"""Shown in a table for a number that the seat does not know."""
_SWITCHES = ("war", "treaty", "mandate", "shock")
_COUNTS = ("clock",)
_SECTIONS = {"theatres": "The ground", "ties": "Ties, patron to client", "actors": "Actors"}
TABLES = ("ground", "ties", "actors", "world", "courses")
"""Names of the tables of numbers, in the order of a sheet."""
_EFFORT = "The number after an effect is the effort behind it; 1 is a full effort."
_ORDERS = (
    "* goes on without a new order. A course goes on until you change it; an act happens once. The "
    "cost is taken from what your actor reaches in a quarter, in the unit of the weights of your "
    "briefing; what a fight costs comes on top."
)


def briefing_text(given: Briefing) -> str:
    """Return a briefing as text."""
    title = f"{capitalised(given.name)}, the {given.role}: {given.title}"
    span = counted(given.turns, "quarter") + f", {given.dates[0]}"
    if given.turns > 1:
        span += f" to {given.dates[-1]}"
    parts = [
        f"{title}\n{'-' * len(title)}",
        fill(given.summary),
        folded(f"You decide for {given.name} ({given.actor}), {span}."),
        listed("What it wants, the weightiest first", given.aims),
        listed("What you know", given.knows),
        listed("Actors", [f"{key}: {name}" for key, name in given.actors.items()]),
    ]
    return "\n\n".join(parts)


def sheet_text(given: Sheet, briefing: Briefing) -> str:
    """Return a sheet as text: news, messages, numbers, and the orders that are legal."""
    view = given.view
    place = f"quarter {view.turn + 1} of {briefing.turns}"
    title = f"{capitalised(briefing.name)}, {view.date} ({place})"
    head = f"{title}\n{'-' * len(title)}"
    return "\n\n".join([head, news_text(given), numbers_text(view, briefing), orders_text(given)])


def time_text(seconds: float, late: str) -> str:
    """Return how much time there is, and what is played for who is late."""
    played = PLAYED[late].format(its="your", it="you")
    return f"You have {seconds:g} seconds. If they run out, {played}."


def news_text(given: Sheet) -> str:
    """Return what happened since the last sheet, and the messages, as text."""
    news = listed("Since your last sheet", given.news or ["Nothing that you know of."])
    return f"{news}\n\n{listed('Messages to you', given.messages)}" if given.messages else news


def numbers_text(view: View, briefing: Briefing) -> str:
    """Return all numbers that a seat knows or estimates, as tables."""
    return "\n\n".join(number_tables(view, briefing).values())


def number_tables(view: View, briefing: Briefing) -> dict[str, str]:
    """Return the tables of the numbers that a seat knows or estimates, by the names of `TABLES`."""

    def cell(section: str, owner: str, name: str) -> str:
        held = section != "actors" or has_variable(name, briefing.roles[owner])
        return _cell(view, f"{section}.{owner}.{name}") if held else NOTHING

    tables = []
    for section, heading in _SECTIONS.items():
        owners = _owners(view, section)
        names = [
            name
            for name in STATE_VARIABLES[section]
            # Beliefs are told by what the seat thinks of an attack, which follows from them.
            if name not in BELIEFS
            and any(cell(section, owner, name) not in (NOT_KNOWN, NOTHING) for owner in owners)
        ]
        heads = ["", *(VARIABLE_WORDS[name].column for name in names)]
        rows = [[owner, *(cell(section, owner, name) for name in names)] for owner in owners]
        tables.append(f"{heading}\n{grid([heads, *rows])}")
    world = [
        f"{VARIABLE_WORDS[name].name} {number}"
        for section in ("world", "factions")
        for name in STATE_VARIABLES[section]
        if (number := _cell(view, f"{section}.{name}")) != NOT_KNOWN
    ]
    would = [f"{place} {percent(chance)}" for place, chance in view.defence.items()]
    by = [name for actor, name in briefing.actors.items() if briefing.roles[actor] == "guarantor"]
    whose = f" by {joined(by)}" if by and briefing.role != "guarantor" else ""
    answered = f"You think that an attack would be answered{whose}: {joined(would)}."
    sentences = [f"World: {', '.join(world)}.", answered]
    tables.append("\n\n".join(folded(one, hanging=2) for one in sentences))
    return dict(zip(TABLES, [*tables, _courses(view, briefing)], strict=True))


def orders_text(given: Sheet) -> str:
    """Return the legal orders of both desks, numbered from 1; courses that go on have a star."""
    return "\n\n".join([*(_desk_text(given, desk) for desk in DESKS), fill(_ORDERS)])


def _desk_text(given: Sheet, desk: str) -> str:
    standing = given.standing[desk]
    rows = [
        [
            f"{'*' if one.order == standing else ' '} {number}",
            one.order,
            one.phrase,
            "course" if one.lasts else "act",
            f"{one.cost:g}",
        ]
        for number, one in enumerate(given.legal[desk], start=1)
    ]
    heads = ["", "order", "what it does", "kind", "cost"]
    return f"{capitalised(desk)} desk\n{grid([heads, *rows], keys=2)}"


def choice_text(one: Choice, *, legal: bool = True) -> str:
    """Return everything about an order; that it is not legal in this turn, too."""
    lasts = "It goes on until you change it" if one.lasts else "It happens once"
    every = " a quarter" if one.lasts else ""
    cost = f"costs {one.cost:g}" if one.cost >= 0 else f"saves {-one.cost:g}"
    effects = f" It brings: {'; '.join(one.does)}. {_EFFORT}" if one.does else ""
    barred = "" if legal else " It is not legal in this turn."
    return folded(
        f"{one.order}: {one.phrase}. {lasts}; it {cost}{every}.{effects}{barred}", hanging=2
    )


def summary_text(sheet: Sheet, given: Answer) -> str:
    """Return the orders that are about to be sealed, with reply, intent and confidence."""
    lines = []
    for desk in DESKS:
        phrases = {one.order: one.phrase for one in sheet.legal[desk]}
        order, standing = getattr(given.decision, desk), sheet.standing[desk]
        said = f"{order} ({phrases[order]})" if order else f"stays on its course ({standing})"
        lines.append(f"{capitalised(desk)} desk: {said}")
    if sheet.replies:
        lines.append(f"If your client is attacked: {REPLY_CHOICES[given.decision.reply]}")
    sure = "" if given.confidence is None else f" ({percent(given.confidence)} likely)"
    lines.append(f"You mean to reach: {given.intent}{sure}" if given.intent else "No stated aim")
    return listed("Your orders", lines)


def reply_text(replies: Sequence[str]) -> str:
    """Return the replies to an attack, numbered from 1."""
    rows = [[f"  {k}", name, REPLY_CHOICES[name]] for k, name in enumerate(replies, start=1)]
    return f"If your client is attacked in this turn\n{grid([['', 'reply', 'meaning'], *rows])}"


def _courses(view: View, briefing: Briefing) -> str:
    rows = [
        [briefing.actors[actor], *(desks[desk] for desk in DESKS)]
        for actor, desks in view.courses.items()
    ]
    return f"Courses that go on, as you see them\n{grid([['', *DESKS], *rows])}"


def _owners(view: View, section: str) -> list[str]:
    paths = [*view.state, *view.estimates]
    return list(
        dict.fromkeys(path.split(".")[1] for path in paths if path.startswith(f"{section}."))
    )


def _cell(view: View, path: str) -> str:
    if path in view.state:
        value, name = view.state[path], path.rpartition(".")[2]
        if name in _SWITCHES:
            return "yes" if value > 0.5 else "no"
        return f"{value:.0f}" if name in _COUNTS else f"{value:.2f}"
    if path in view.estimates:
        one = view.estimates[path]
        return f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}]"
    return NOT_KNOWN


def listed(heading: str, lines: Iterable[str]) -> str:
    """Return lines below a heading, indented and as wide as the page."""
    told = (fill(line, initial_indent="  ", subsequent_indent="    ") for line in lines)
    return "\n".join([heading, *told])
