"""The milestones of a run: its main events with their dates, in a few words each."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.narrative.cast import Cast
from sim.narrative.courses import turning_sentence, turnings
from sim.record import Record, Ruling, TurnRecord
from sim.rules.outcomes import OFFENSIVE_FORCE
from sim.scenario.documents import number_at
from sim.vocabulary import RECOMMIT, STANCES
from sim.words import capitalised, counted, percent, possessive, sentence

MOST = 8
"""Most events that are told."""
TURNS, BREAKS, ATTACKS, OTHERS, COURSES = range(5)
"""Ranks of events, the most important first: turns of the guarantor's stance, what changes the
order of things for good, attacks, the rest, and changes of the guarantor's orders."""
LEAST_GAIN = 0.005
"""A change of control smaller than this is no gain."""


@dataclass(frozen=True)
class Milestone:
    """An event of a run.

    Attributes:
        turn: Its turn.
        date: Its quarter.
        text: What happens, as a sentence.
        rank: How important it is; 0 is the most important.
    """

    turn: int
    date: str
    text: str
    rank: int


def milestones(record: Record, most: int = MOST) -> tuple[tuple[Milestone, ...], int]:
    """Return the main events of a run in order of time, and how many events are left out.

    The first attack on a theatre is more important than later ones there.

    Args:
        record: The run.
        most: Most events to return.
    """
    found = list(_events(record, Cast(record.scenario)))
    kept = sorted(found, key=lambda one: (one.rank, one.turn))[:most]
    return tuple(one for one in found if one in kept), len(found) - len(kept)


def _events(record: Record, cast: Cast) -> Iterator[Milestone]:
    recommit = STANCES[RECOMMIT]
    seen: set[tuple[str, str]] = set()
    stance = ""
    for played, turned in zip(record.turns_played, turnings(record, cast), strict=True):

        def event(text: str, rank: int, played: TurnRecord = played) -> Milestone:
            return Milestone(played.turn, played.date, sentence(capitalised(text)), rank)

        # What happens as the run opens is its starting position.
        for key in played.events if played.turn else ():
            yield event(str(cast.document["events"][key]["text"]), OTHERS)
        for ruling in played.rulings:
            told = _told(cast, played, ruling)
            if told:
                text, rank = told
                kind = (ruling.rule, ruling.subject)
                yield event(text, rank if kind not in seen else rank + 1)
                seen.add(kind)
        for turning in turned:
            if turning.actor == cast.holder("guarantor"):
                yield event(turning_sentence(cast, turning), COURSES)
        if played.stance == recommit and stance != recommit:
            yield event(_spell(record, cast, played.turn), TURNS)
        stance = played.stance


def _spell(record: Record, cast: Cast, first: int) -> str:
    """Return the spell of recommitment that begins in a turn, with its length, in words."""
    rest = [played.stance for played in record.turns_played[first:]]
    ended = next((k for k, stance in enumerate(rest) if stance != STANCES[RECOMMIT]), None)
    length = len(rest) if ended is None else ended
    needed = number_at(record.scenario, "parameters.recommit_quarters")
    said = (
        f"{possessive(cast.role_name('guarantor'))} stance becomes recommitment to "
        f"{cast.role_name('defender')}, for {counted(length, 'quarter')}"
    )
    if ended is None:
        said += ", to the end"
    if needed is not None and length < needed:
        said += f" (too short to count: it takes {needed:.0f})"
    return said


def _told(cast: Cast, played: TurnRecord, ruling: Ruling) -> tuple[str, int] | None:
    """Return what a ruling is in words, and its rank; None if it is no milestone."""
    if ruling.rule == "war":
        small = ruling.inputs["force"] < OFFENSIVE_FORCE
        return _attack(cast, played, ruling, small=small), OTHERS if small else ATTACKS
    if ruling.rule == "treaty" and ruling.result["treaty"] > 0:
        pair = f"{cast.role_name('challenger')} and {cast.role_name('defender')}"
        return f"{pair} sign a peace treaty", BREAKS
    if ruling.rule == "freeze" and ruling.result["frozen"] > ruling.inputs.get("frozen", 0.0):
        patron, client = (cast.name(end(ruling.subject)) for end in (cast.patron, cast.client))
        return f"{client} freezes its alliance with {patron}", BREAKS
    if ruling.rule == "base" and ruling.inputs.get("grant", 0.0) > 0:
        patron, client = (cast.name(end(ruling.subject)) for end in (cast.patron, cast.client))
        return f"{client} lets {patron} have a base", BREAKS
    if ruling.rule == "mandate" and ruling.result["mandate"] <= 0:
        return "the mandate of the peacekeepers ends", BREAKS
    if ruling.rule == "shock":
        whom = cast.name(ruling.subject) if ruling.subject else cast.role_name("guarantor")
        begins = ruling.result["shock"] > 0
        return (
            f"a large commitment elsewhere ties {whom} down"
            if begins
            else f"the large commitment elsewhere ends for {whom}"
        ), OTHERS
    return None


def _attack(cast: Cast, played: TurnRecord, ruling: Ruling, *, small: bool) -> str:
    """Return an attack in words, with the ground gained and the guarantor's reply.

    A small attack is a probe, which is not after ground.
    """
    gain = ruling.result["gain"]
    ground = "gains no ground"
    if abs(gain) >= LEAST_GAIN:
        ground = f"{'gains' if gain > 0 else 'loses'} {percent(abs(gain))} of the ground"
    said = (
        f"{cast.theatre(ruling.subject)}: {cast.role_name('challenger')} "
        f"{'probes' if small else 'attacks'} {cast.role_name('defender')}"
    )
    if not small:
        said += f" and {ground}"
    tests = [one for one in played.rulings if one.rule == "test" and one.subject == ruling.subject]
    if not tests:
        return said
    met = tests[0].result["met"] > 0
    return (
        f"{said}; {cast.role_name('guarantor')} {'comes to its defence' if met else 'stands aside'}"
    )
