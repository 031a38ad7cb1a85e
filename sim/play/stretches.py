"""Stretches: the turns of a run that are played by one scenario, on the draws of one replicate.

Most runs have one stretch. A branch has several: the turns of the run that it leaves, then its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.engine.draws import open_stream
from sim.engine.encoding import encode_scenario
from sim.play.arguments import with_events
from sim.play.seats import Decision
from sim.play.sight import Sight
from sim.record import Past, Record, RecordError, TurnRecord
from sim.scenario import Scenario, ScenarioError, from_document

if TYPE_CHECKING:
    from sim.play.game import Game

SEE_REPLAY = "the replay differs from the record; sim.replay(record) lists the differences"


class Stretch(NamedTuple):
    """Turns from `turn` on, played by a scenario on the draws of a seed and a replicate.

    The opening of turn `turn` is on the draws of the stretch before, if there is one.
    """

    turn: int
    scenario: Scenario
    seed: int
    replicate: int

    def past(self, end: int) -> Past:
        """Return how a record tells of this stretch, which ended before turn `end`."""
        return Past(end, self.scenario.document, self.seed, self.replicate)


def stretches_of(record: Record) -> tuple[Stretch, ...]:
    """Return the stretches of a recorded run, in the order of play.

    Raises:
        ScenarioError: A scenario in the record is not valid.
    """
    found: list[Stretch] = []
    parts: tuple[Past | Record, ...] = (*record.past, record)
    for past in parts:
        again = found and past.scenario == found[-1].scenario.document
        scenario = found[-1].scenario if again else from_document(past.scenario)
        turn = record.past[len(found) - 1].turn if found else 0
        found.append(Stretch(turn, scenario, past.seed, past.replicate))
    return tuple(found)


def new_game(kind: type[Game], record: Record, turns: int | None) -> Game:
    """Return a new game with the scenarios and seeds of a record, before its first turn.

    Args:
        kind: Class of the game.
        record: The record.
        turns: Number of turns of the game; that of the record if None.

    Raises:
        RecordError: A scenario in the record is not valid, or the number of turns is out of range.
    """
    asked = record.turns if turns is None else turns
    if len(record.turns_played) > asked:
        raise RecordError(f"the record has {len(record.turns_played)} turns, more than {asked}")
    try:
        first, *later = stretches_of(record)
        game = kind(first.scenario, seed=first.seed, replicate=first.replicate, turns=asked)
    except (ScenarioError, ValueError) as error:
        line = str(error).partition("\n")[0]
        raise RecordError(f"the record cannot be played: {line}") from error
    game._ahead = tuple(later)
    return game


def repeat_turn(game: Game, played: TurnRecord) -> None:
    """Play a turn with the orders of a recorded turn.

    Raises:
        RecordError: An actor's order is missing, or its reply is not allowed.
    """
    for key in game.cast.actors:
        if key not in played.orders:
            raise RecordError(f"turn {played.turn} ({played.date}) has no order from {key}")
        order = played.orders[key]
        reply: Any = order.reply or "own"
        try:
            game.submit(key, Decision(order.security, order.diplomacy, reply))
        except ValueError as error:
            raise RecordError(f"turn {played.turn} ({played.date}): {error}") from error
    game.step()


def play_again(game: Game, record: Record, count: int) -> None:
    """Play the first turns of a record in a new game of it, with the recorded orders.

    Raises:
        RecordError: The states are others than those of the record.
    """
    if game.closing(record.columns) != record.initial:
        raise RecordError(f"the opening state differs: {SEE_REPLAY}")
    for past in record.turns_played[:count]:
        game.repeat(past)
        if game.closing(record.columns) != past.state:
            at_turn = f"turn {past.turn} ({past.date})"
            raise RecordError(f"the state after {at_turn} differs: {SEE_REPLAY}")


def branch_off(game: Game, stretch: Stretch, orders: Mapping[str, Mapping[str, str]]) -> Game:
    """Return a copy of a game that goes on by a stretch, with some orders in its first turn.

    Raises:
        RuntimeError: A turn is open.
        ValueError: Seed or replicate are out of range.
    """
    if game._open:
        raise RuntimeError("a turn is open: close it, and branch off then")
    open_stream(stretch.seed, stretch.replicate)  # checks both
    copied = game.clone()
    copied._ahead, copied._given = (stretch,), orders
    return copied


def turn_off(game: Game, stretch: Stretch) -> None:
    """Let a game go on by a stretch, and note what was played before."""
    game.past = (*game.past, game._stretch.past(game.turn))
    game._stretch, game._ahead = stretch, game._ahead[1:]
    _, scenario, game.seed, game.replicate = stretch
    _play_by(game, scenario)


def add_events(game: Game, events: Mapping[str, Mapping[str, object]]) -> None:
    """Add events to the scenario of the turn that a game opens next; see `Game.happen`."""
    stretch = game.coming
    scenario = with_events(stretch.scenario, game.turn, events)
    if stretch is not game._stretch:
        game._ahead = (stretch._replace(scenario=scenario), *game._ahead[1:])
        return
    game._stretch = stretch._replace(scenario=scenario)
    _play_by(game, scenario)


def _play_by(game: Game, scenario: Scenario) -> None:
    if scenario is not game.scenario:
        game.scenario, game.encoded = scenario, encode_scenario(scenario)
        game.sight = Sight(scenario, game.cast, game.encoded)
