"""The moments of a run from which futures are played, and their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engine.courses import desk_place
from sim.engine.opening import Opening, from_table
from sim.experiment.futures import play_moments
from sim.play.game import Game
from sim.play.stretches import SEE_REPLAY
from sim.record import RecordError
from sim.scenario.happenings import was_put_in
from sim.vocabulary import DESKS, REPLIES

if TYPE_CHECKING:
    from sim.experiment.table import Values
    from sim.record import Record, TurnRecord
    from sim.scenario import Scenario

Watch = Callable[[int, int], None]
"""Called with the number of futures that are played, and with that of all."""

ANSWERS = REPLIES[:2]
"""Replies to an attack that a guarantor can order."""
ASKED, ORDERED, REPLIED, OPENED = range(4)
"""Moments of a turn: before its orders, after them, after the guarantor's reply to an attack, and
as it opens, before what the control desk of a game has put in."""
IN_ORDER = (OPENED, ASKED, ORDERED, REPLIED)
"""The moments of a turn in the order of play."""


class Moment(NamedTuple):
    """A moment of a run, and the scenario by which it goes on from there."""

    scenario: Scenario
    opening: Opening


class Ways(NamedTuple):
    """Moments of a turn other than those through which the run went one after the other.

    Attributes:
        first: The orders of the first seats of the scenario are known, of one more in each.
        last: Those of the last seats are known, of one more in each.
        other: All orders are known, and the reply to an attack that was not given; empty without
            an attack.
    """

    first: list[Moment]
    last: list[Moment]
    other: list[Moment]


class Shape(NamedTuple):
    """Which moments of a turn were played: that before what was put in, and that after a reply."""

    put_in: bool
    replied: bool


@dataclass
class Player:
    """Plays the futures of moments, and tells how many are played.

    Attributes:
        seed: Seed of all chance.
        outcome: The outcome.
        turns: Number of turns of the whole run.
        jobs: Threads; all cores if None.
        watch: Called as futures are played.
        total: Number of futures that will be played, as far as is known.
        done: Number of those that are played.
    """

    seed: int
    outcome: str
    turns: int
    jobs: int | None
    watch: Watch
    total: int = 0
    done: int = 0

    def play(self, moments: Sequence[Moment], first: int, count: int) -> Values:
        """Return the outcome in the futures of every moment, axes [moment, future]."""
        parts = [
            play_moments(
                group[0].scenario,
                [one.opening for one in group],
                self.outcome,
                seed=self.seed,
                first=first,
                count=count,
                turns=self.turns,
                jobs=self.jobs,
                watch=self._tell,
            )
            for group in (list(some) for _, some in groupby(moments, lambda one: id(one.scenario)))
        ]
        return np.vstack(parts) if parts else np.empty((0, count))

    def _tell(self, played: int) -> None:
        self.done += played
        self.watch(self.done, max(self.total, self.done))


def put_in(record: Record, turn: int) -> dict[str, dict[str, object]]:
    """Return the events of a turn that were put in while the run was played, by name.

    Of a branch it is not known when they were put in, so there are none.
    """
    if record.past:
        return {}
    events = record.scenario.get("events", {})
    return {key: one for key, one in events.items() if was_put_in(key) and one["at"] == turn}


def game_before(record: Record) -> Game:
    """Return a game before the first turn of a record, without what was put in while it was played.

    Raises:
        RecordError: The record cannot be played.
    """
    document = dict(record.scenario)
    events = document.get("events", {})
    if record.past or not any(map(was_put_in, events)):
        return Game.of_record(record)
    document["events"] = {key: one for key, one in events.items() if not was_put_in(key)}
    return Game.of_record(replace(record, scenario=document))


def all_moments(game: Game, record: Record) -> tuple[list[Moment], list[Ways], list[Shape]]:
    """Play a record again, and return the moments of all its turns.

    Returns:
        The moments in the order of play; for each turn the moments in which the orders of some
        seats are known; for each turn which of its moments stand in the first list.

    Raises:
        RecordError: The replay gives other states than the record.
    """
    found, parts, shapes = list[Moment](), list[Ways](), list[Shape]()
    for played in record.turns_played:
        events = put_in(record, played.turn)
        if events:
            bare = game.clone(record=False)
            bare.open()
            opened = from_table(bare.encoded, bare.table, opened=True)
            found.append(Moment(bare.scenario, opened))
            game.happen(events)
        moments, seats = _moments(game, played)
        found += moments
        parts.append(seats)
        shapes.append(Shape(bool(events), reply_of(played) is not None))
        game.repeat(played)
        if game.closing(record.columns) != played.state:
            raise RecordError(
                f"the state after turn {played.turn} ({played.date}) differs: {SEE_REPLAY}"
            )
    return found, parts, shapes


def after_all(game: Game) -> Moment:
    """Return the moment after the last turn that was played, in which the next is not open yet."""
    return Moment(game.scenario, from_table(game.encoded, game.table))


def open_turn(record: Record, turn: int) -> Game:
    """Return a game in a turn of a record: it is open, with what was put in, without orders.

    Raises:
        RecordError: The record cannot be played.
    """
    game = game_before(record)
    for played in record.turns_played[: turn + 1]:
        if events := put_in(record, played.turn):
            game.happen(events)
        if played.turn < turn:
            game.repeat(played)
    game.open()
    return game


def _moments(game: Game, played: TurnRecord) -> tuple[list[Moment], Ways]:
    """Return the moments of a turn, and those in which something else is known.

    There is a third moment only if there was a reply.
    """
    encoded, actors, answered = game.encoded, game.cast.actors, reply_of(played)
    game.open()

    def known(seats: Sequence[str], reply: str = "") -> Moment:
        given = {
            desk_place(game.place(actor), k): game.action_place(
                actor, desk, played.orders[actor].of(desk)
            )
            for actor in seats
            for k, desk in enumerate(DESKS)
        }
        replies = {game.place(answered[0]): REPLIES.index(reply)} if answered and reply else {}
        opening = from_table(encoded, game.table, opened=True, given=given, replies=replies)
        return Moment(game.scenario, opening)

    moments, other = [known(()), known(actors)], list[Moment]()
    if answered is not None:
        moments.append(known(actors, reply=answered[1]))
        other.append(known(actors, reply=other_reply(answered[1])))
    first = [known(actors[:k]) for k in range(1, len(actors))]
    last = [known(actors[k:]) for k in range(len(actors) - 1, 0, -1)]
    return moments, Ways(first, last, other)


def by_turn(values: Values, shapes: Sequence[Shape]) -> Values:
    """Return the outcomes of all moments as [turn, moment, future].

    Without a reply, the moment after it is that after the orders; where nothing was put in, the
    moment at which the turn opens is that before the orders.
    """
    found, at = np.empty((len(shapes), len(IN_ORDER), values.shape[1])), 0
    for turn, shape in enumerate(shapes):
        first = at + shape.put_in
        found[turn, ASKED], found[turn, ORDERED] = values[first], values[first + 1]
        found[turn, REPLIED] = values[first + 1 + shape.replied]
        found[turn, OPENED] = values[at]
        at = first + 2 + shape.replied
    return found


def other_reply(reply: str) -> str:
    """Return the reply to an attack that a guarantor did not give."""
    return next(one for one in ANSWERS if one != reply)


def reply_of(played: TurnRecord) -> tuple[str, str] | None:
    """Return the guarantor and its reply to an attack in this turn; None without an attack."""
    for actor, order in played.orders.items():
        if order.reply is not None:
            return actor, order.reply
    return None
