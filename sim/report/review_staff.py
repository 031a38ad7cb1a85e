"""The sections of a review on intents, on what the control desk put in, and on notes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.exercise import log as kinds
from sim.exercise.injects.inject import ALL, CONTROL
from sim.exercise.intents import Intent
from sim.exercise.log import of_kind
from sim.exercise.session import REMARKS
from sim.narrative.cast import Cast
from sim.plots.paths import path_words
from sim.report.content import Block, Items, Prose, Section, Table
from sim.report.wording import number
from sim.studies.alternatives import decided_by_player
from sim.studies.review import Calibration, Review
from sim.vocabulary import DESKS
from sim.words import capitalised, counted, joined, percent, sentence

RESULTS = {True: "yes", False: "no", None: "not judged yet"}
STEPS = {
    "hold": "held back",
    "release": "released",
    "cancel": "cancelled",
    "edit": "changed",
    "add": "added",
}
"""What the control desk did to an inject on its list."""


# --- intents -------------------------------------------------------------------------------------


def intents_and_results(found: Review) -> Section:
    """Return the section on what players meant to reach, how sure they were, and what came."""
    cast, stated = Cast(found.told.record.scenario), found.intents
    heading = "Intents and what followed"
    if not stated:
        return Section(heading, (Prose("No player stated an intent."),))
    blocks: list[Block] = []
    if found.calibration:
        blocks += [
            _calibration(found.calibration, cast),
            Prose(
                "The Brier score is the mean of the squared difference between the confidence and "
                "what came, 1 or 0. It is 0 for certainty that is always right and 0.25 for who "
                "always says 50 %. A few intents say little about a player."
            ),
        ]
    missing = [one for one in stated if one.came is None]
    if missing:
        folder, first = shlex.quote(found.told.folder.name), missing[0]
        blocks.append(
            Prose(
                f"{capitalised(counted(len(missing), 'intent'))} "
                f"{'is' if len(missing) == 1 else 'are'} not judged yet. An intent is a free "
                "sentence, so a person has to say whether it came: "
                f"`sim review {folder} --mark {first.actor}:{first.turn}=yes`."
            )
        )
    rows = tuple(_row(one, cast) for one in stated)
    head = ("When", "Seat", "Intent", "Confidence", "Came")
    return Section(heading, (*blocks, Table("The intents of all players", head, rows)))


def _row(one: Intent, cast: Cast) -> tuple[str, ...]:
    sure = "" if one.confidence is None else percent(one.confidence)
    when = f"{one.date} (turn\N{NO-BREAK SPACE}{one.turn})"
    return when, capitalised(cast.name(one.actor)), one.text, sure, RESULTS[one.came]


def _calibration(found: Sequence[Calibration], cast: Cast) -> Table:
    rows = tuple(
        (
            capitalised(cast.name(one.actor)) if one.actor else "All seats",
            str(one.count),
            percent(one.confidence),
            percent(one.came),
            number(one.score),
        )
        for one in found
    )
    head = ("Seat", "Judged", "Mean confidence", "Came", "Brier score")
    return Table("Stated confidence, and what came", head, rows)


# --- injects and responses -----------------------------------------------------------------------


def injects_and_responses(found: Review) -> Section:
    """Return the section on what the control desk put in, and what was ordered next."""
    entries = tuple(_acts(found))
    heading = "Injects and responses"
    if not entries:
        return Section(heading, (Prose("The control desk put nothing into this game."),))
    return Section(heading, (Items(entries),))


def _acts(found: Review) -> Iterator[tuple[str, str]]:
    """Yield every act of the control desk: a heading and what came of it."""
    calendar = found.told.game.scenario.calendar
    listed = {str(one["serial"]): one for one in found.told.entries[0].fields.get("injects", ())}
    for act in of_kind(list(found.told.entries), kinds.CONTROL):
        when = f"{calendar.date(int(act['turn']))} (turn {act['turn']})"
        if act["act"] == "schedule":
            if act.get("inject"):
                listed[str(act["serial"])] = act["inject"]
            step = STEPS.get(act["step"], act["step"])
            yield f"{when}, inject {act['serial']}.", f"{capitalised(step)} by the control desk."
            continue
        serials = [str(one) for one in act.get("serials", act.get("injects", ()))]
        told = [listed[serial] for serial in serials if serial in listed]
        yield f"{when}, {_called(act, serials)}.", " ".join(_told(found, act, told))


def _called(act: Mapping[str, Any], serials: Sequence[str]) -> str:
    """Return what an act of the control desk is called."""
    if serials:
        return f"{'inject' if len(serials) == 1 else 'injects'} {joined(serials)}"
    if act["act"] == "rule":
        return f"challenge {'accepted' if act['accepted'] else 'not accepted'}"
    return {"change": "change of numbers"}.get(act["act"], str(act["act"]).replace("_", " "))


def _told(
    found: Review, act: Mapping[str, Any], injects: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield the sentences on an act: to whom, its text, effects, what was expected, and orders."""
    cast = Cast(found.told.record.scenario)
    sources = [*injects, act]
    to = list(dict.fromkeys(one for source in sources for one in _list(source.get("to", ()))))
    if to:
        yield f"To {_whom(to, cast)}."
    texts = [str(source[key]) for source in sources for key in ("text", "reason") if key in source]
    events = list(dict(act.get("events", {})).values())
    if not injects:
        texts += [str(event["text"]) for event in events]
    yield from (sentence(" ".join(text.split())) for text in dict.fromkeys(filter(None, texts)))
    for event in events:
        yield from _effects(found, event)
    for source in injects:
        if source.get("expected"):
            yield f"Expected: {sentence(' '.join(str(source['expected']).split()))}"
    yield from _responses(found, act, addressed(found, to), cast)


def _effects(found: Review, event: Mapping[str, Any]) -> Iterator[str]:
    changed = dict(event.get("set", {}))
    if changed:
        document = found.told.record.scenario
        said = "; ".join(f"{path_words(path, document)} {_value(x)}" for path, x in changed.items())
        yield f"New values: {said}."


def _value(value: bool | float) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else number(float(value))


def _whom(to: Sequence[str], cast: Cast) -> str:
    names = {ALL: "all seats", CONTROL: "the control desk"}
    return joined(names.get(one) or (cast.name(one) if one in cast.actors else one) for one in to)


def _list(to: Any) -> list[str]:
    return [to] if isinstance(to, str) else [str(one) for one in to]


def addressed(found: Review, to: Sequence[str]) -> list[str]:
    """Return the seats with players that an act was addressed to; all, if it names nobody."""
    players = list(dict.fromkeys(one.actor for one in found.decided))
    return players if ALL in to or not to else [actor for actor in players if actor in to]


def _responses(
    found: Review, act: Mapping[str, Any], to: Sequence[str], cast: Cast
) -> Iterator[str]:
    """Yield what the addressed seats ordered in the first turn in which they knew of an act."""
    for actor in to:
        for turn in found.told.turns[int(act["turn"]) :]:
            late = act["act"] == "message" and act["text"] not in turn.sheets[actor].messages
            if late or turn.played is None or not decided_by_player(turn.answers.get(actor)):
                continue
            order = turn.played.orders[actor]
            does = joined(dict.fromkeys(cast.phrase(actor, order.of(desk)) for desk in DESKS))
            yield f"Then, in {turn.date}: {cast.name(actor)} {does}."
            break


# --- notes -------------------------------------------------------------------------------------


def notes(found: Review) -> Section:
    """Return the section with the notes and bookmarks that were made in play."""
    cast, calendar = Cast(found.told.record.scenario), found.told.game.scenario.calendar
    entries = []
    for note in of_kind(list(found.told.entries), kinds.NOTE):
        if note.get("mark"):
            continue
        author = str(note["author"])
        who = cast.name(author) if author in cast.actors else f"the {author} desk"
        mark = "".join(f", {sort}" for sort in REMARKS if note.get(sort))
        when = calendar.date(int(note["turn"]))
        entries.append((f"{when} (turn {note['turn']}), {who}{mark}.", str(note["text"])))
    told: Block = Items(tuple(entries)) if entries else Prose("Nobody made a note in this game.")
    return Section("Notes and bookmarks", (told,))
