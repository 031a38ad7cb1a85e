"""What a seat hears of a turn that was played: orders, rulings and events that it may know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.narrative.cast import Cast
from sim.narrative.rulings import closing_rulings, opening_rulings
from sim.play.game import Game
from sim.play.rulings import opening_rulings_of
from sim.play.sight import Sight
from sim.record import Order, TurnRecord
from sim.vocabulary import DESKS, HOLD
from sim.words import REPLY_WORDS, capitalised, joined, sentence


def as_seen_by(sight: Sight, actor: str, played: TurnRecord) -> TurnRecord:
    """Return a turn with only those orders, rulings and events that a seat may know of.

    The reasons of all orders are left out, and so is the state, which a seat sees in its view.
    """
    return replace(
        played,
        orders=sight.orders(actor, played),
        rulings=sight.rulings(actor, played),
        events=sight.events(actor, played),
        why={},
        state=(),
        hash="",
    )


def opening_news(game: Game, cast: Cast, actor: str, before: Sequence[float]) -> list[str]:
    """Return what a seat hears as a turn opens: the events and what is ruled before the orders.

    Args:
        game: The game, with the turn open.
        cast: Names of its scenario.
        actor: Id of the seat's actor.
        before: State before the turn was opened [place].
    """
    turn, calendar = game.turn, game.scenario.calendar
    names = [key for key, one in game.scenario.events.items() if one.turn(calendar) == turn]
    rulings = opening_rulings_of(game.cast, game.encoded, game.table, turn, before)
    opened = TurnRecord(turn, "", tuple(names), {}, {}, rulings, "", (), "")
    seen = as_seen_by(game.sight, actor, opened)
    events = [sentence(game.scenario.events[key].text) for key in seen.events]
    return [*events, *opening_rulings(cast, seen)]


def closing_news(
    sight: Sight, cast: Cast, actor: str, played: TurnRecord, before: TurnRecord | None
) -> list[str]:
    """Return what a seat hears after a turn: what the others did, and what came of it.

    Args:
        sight: What the seats may know.
        cast: Names of the scenario.
        actor: Id of the seat's actor.
        played: The turn.
        before: The turn before it; None for the first.
    """
    seen = as_seen_by(sight, actor, played)
    earlier = None if before is None else as_seen_by(sight, actor, before)
    orders = [
        f"{capitalised(cast.name(other))} {done}."
        for other, order in seen.orders.items()
        if other != actor and (done := _done(cast, other, order))
    ]
    # A ruling on a test of the guarantee says who replied what, and to whom.
    tested = any(ruling.rule == "test" for ruling in seen.rulings)
    replies = [
        f"{capitalised(cast.name(other))} {REPLY_WORDS[order.reply]}."
        for other, order in seen.orders.items()
        if order.reply is not None and not tested
    ]
    return [*orders, *closing_rulings(cast, seen, earlier), *replies]


def _done(cast: Cast, actor: str, order: Order) -> str:
    """Return what an actor does in words; "" if both desks wait."""
    names = (order.of(desk) for desk in DESKS)
    return joined(dict.fromkeys(cast.phrase(actor, name) for name in names if name != HOLD))
