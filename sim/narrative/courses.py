"""Orders in words: courses are told when they begin and end, acts when they happen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.narrative.cast import Cast
from sim.record import Record, TurnRecord
from sim.vocabulary import DESKS, HOLD
from sim.words import joined, sentence


@dataclass(frozen=True)
class Turning:
    """The changes in the orders of one actor in a turn; all parts are names of actions.

    Attributes:
        actor: Id of the actor.
        acts: Acts that happen in this turn.
        repeated: Acts that their desk also ordered in the turn before.
        resumed: Courses that go on after an act.
        begun: Courses that begin.
        ended: Courses that no longer go on.
        waits: Whether the actor now waits at both desks.
    """

    actor: str
    acts: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    waits: bool = False

    def __bool__(self) -> bool:
        parts = (self.acts, self.repeated, self.resumed, self.begun, self.ended)
        return any(parts)


def opening(cast: Cast, actor: str) -> Mapping[str, str]:
    """The courses of an actor before the first turn, by desk."""
    courses = cast.actors[actor]["opening"]
    return {desk: str(courses[desk]) for desk in DESKS}


def orders_before(record: Record, cast: Cast, turn: int, actor: str) -> Mapping[str, str]:
    """The orders of an actor in the turn before, by desk; in turn 0 the opening courses."""
    if turn == 0:
        return opening(cast, actor)
    order = record.turns_played[turn - 1].orders[actor]
    return {desk: order.of(desk) for desk in DESKS}


def turnings(record: Record, cast: Cast) -> list[list[Turning]]:
    """The changes in orders, by turn: one entry for each actor with a change."""
    standing = {actor: dict(opening(cast, actor)) for actor in cast.actors}
    last = {actor: dict(courses) for actor, courses in standing.items()}
    found = []
    for played in record.turns_played:
        turned = (_turning(cast, played, key, standing[key], last[key]) for key in cast.actors)
        found.append([one for one in turned if one])
    return found


def _turning(
    cast: Cast, played: TurnRecord, actor: str, standing: dict[str, str], last: dict[str, str]
) -> Turning:
    """The changes of one actor; `standing` and `last` are brought up to this turn.

    Args:
        cast: Names of the record.
        played: The turn.
        actor: Id of the actor.
        standing: Latest course of each desk; an act does not end it.
        last: Order of each desk in the turn before.
    """
    parts: dict[str, list[str]] = {}
    for desk in DESKS:
        order = played.orders[actor].of(desk)
        if not cast.lasts(actor, order):
            parts.setdefault("repeated" if order == last[desk] else "acts", []).append(order)
        elif order != standing[desk]:
            parts.setdefault("begun", []).append(order)
            parts.setdefault("ended", []).append(standing[desk])
            standing[desk] = order
        elif order != last[desk]:
            parts.setdefault("resumed", []).append(order)
        last[desk] = order
    told = {
        name: tuple(order for order in orders if order != HOLD) for name, orders in parts.items()
    }
    return Turning(actor, **told, waits=all(order == HOLD for order in last.values()))


def turning_sentence(cast: Cast, turning: Turning) -> str:
    """The changes in the orders of an actor as one sentence."""

    def phrases(adverb: str, actions: Iterable[str]) -> list[str]:
        return [f"{adverb} {cast.phrase(turning.actor, action)}".strip() for action in actions]

    done = [
        *phrases("", turning.acts),
        *phrases("again", (*turning.repeated, *turning.resumed)),
        *phrases("now", turning.begun),
    ]
    name = cast.name(turning.actor)
    clauses = [f"{name} {joined(done)}"] if done else []
    if turning.ended:
        clauses.append(f"{'it' if done else name} {joined(phrases('no longer', turning.ended))}")
    if turning.waits:
        clauses.append("it waits")
    return sentence("; ".join(clauses))


def opening_sentences(cast: Cast) -> list[str]:
    """The courses with which the run opens, one sentence for each actor that does not wait."""
    told, waiting = [], []
    for actor in cast.actors:
        courses = [order for order in opening(cast, actor).values() if order != HOLD]
        if courses:
            does = joined(cast.phrase(actor, order) for order in courses)
            told.append(sentence(f"{cast.name(actor)} {does}"))
        else:
            waiting.append(cast.name(actor))
    if waiting:
        told.append(sentence(f"{joined(waiting)} {'wait' if len(waiting) > 1 else 'waits'}"))
    return told
