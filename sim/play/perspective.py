"""A game as one actor may see it: its view, the game that it would put together, and advice.

What the actor may know is decided in `sim.play.sight`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import layout as at
from sim.engine.courses import desk_place, expect_courses
from sim.engine.decision import consider
from sim.engine.reviews import set_other
from sim.engine.turn import observe
from sim.play.scribe import option_at
from sim.play.view import View
from sim.record import Option
from sim.vocabulary import DESKS, DIPLOMACY_DESK, DOCTRINES, SECURITY_DESK

if TYPE_CHECKING:
    from sim.play.game import Game


def view_of(game: Game, actor: str) -> View:
    """Return the view of an actor at this moment."""
    seen = as_seen(game, actor)
    actors = game.cast.actors
    return View(
        actor=actor,
        turn=game.turn,
        date=game.scenario.calendar.date(game.turn),
        state=game.sight.exact(actor, game.table),
        estimates=game.sight.estimates(actor, game.table),
        defence=game.sight.defence(actor, seen.table),
        courses={key: seen.courses(key) for key in actors},
        forecast={other: seen.forecast_of(other) for other in actors if other != actor},
    )


def as_seen(game: Game, actor: str) -> Game:
    """Return a copy of a game, put together from what an actor may know at this moment.

    Its state is what :meth:`Sight.believed` gives, its last orders are those that the actor sees,
    and what everybody expects from both is computed again. Orders of this turn are not in it.
    """
    copied = game.clone(record=False)
    table = copied.table
    attributed = table.private[at.ATTRIBUTED] > 0.5
    for other in game.cast.actors:
        first = desk_place(game.place(other), 0)
        for desk, name in enumerate(DESKS):
            given = game.action_names[table.before[first + desk]]
            seen = game.sight.order(actor, other, given, attributed=attributed)
            k = game.action_place(other, name, seen)
            table.order[first + desk] = table.before[first + desk] = k
    table.s[:] = game.sight.believed(actor, game.table, game.start)
    if actor != game.scenario.guarantor:
        table.private[at.RESOLVE] = 0.0
    expect_courses(copied.encoded, table)
    return copied


def advice(game: Game, actor: str) -> dict[str, tuple[Option, ...]]:
    """Return what the doctrine of an actor would weigh for each desk, by desk, the best first.

    The doctrine weighs the game as the actor sees it, so its advice tells nothing that the actor
    must not know. For the security desk the diplomacy desk is taken to stay on its course.
    """
    seen = as_seen(game, actor)
    sc, table, place = seen.encoded, seen.table, seen.place(actor)
    observe(sc, table)
    # The actor's misreading of the balance is in its estimates already.
    table.edge[:] = [1.0] * len(table.edge)
    table.counter[at.EXPLAINING] = 1
    found = {}
    for desk in (DIPLOMACY_DESK, SECURITY_DESK):
        set_other(place, desk, sc, table)
        consider(place, desk, sc, table)
        doctrine = DOCTRINES[sc.ix[at.DOCTRINE + desk_place(place, desk)]]
        options = [option_at(seen, actor, k, doctrine) for k in range(table.counter[at.OPTIONS])]
        found[DESKS[desk]] = tuple(sorted(options, key=lambda one: -one.probability))
    return {desk: found[desk] for desk in DESKS}
