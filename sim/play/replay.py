"""Replaying a record: the same orders and the same draws must give the same bits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.play.game import Game
from sim.record import Outcome, Record, TurnRecord


@dataclass(frozen=True)
class Difference:
    """One thing that came out otherwise than recorded: a state variable, a measure, an order."""

    path: str
    recorded: Any
    replayed: Any


@dataclass(frozen=True)
class Replay:
    """What a replay found: how many turns it played and the first one that differs, if any.

    `turn` is None when every turn agrees; `differences` lists what differs in that first turn.
    `beside` lists what differs outside the turns: the scenario's hash, the guarantor's resolve, the
    opening state and, where every turn agrees, the outcome.
    """

    turns: int
    turn: int | None
    differences: tuple[Difference, ...]
    beside: tuple[Difference, ...] = ()

    @property
    def agrees(self) -> bool:
        """True when everything came out exactly as recorded."""
        return self.turn is None and not self.beside


def replay(record: Record) -> Replay:
    """Play the recorded orders again and compare opening, turns and outcome, bit by bit.

    Raises:
        RecordError: The record's scenario or orders cannot be played at all.
    """
    game = Game.of_record(record)
    told = {"scenario_hash": record.scenario_hash, "resolve": record.resolve}
    beside = (
        *compare("", told, {"scenario_hash": game.scenario.hash, "resolve": game.resolve}),
        *_states("initial.", record, record.initial, game),
    )
    for played in record.turns_played:
        game.repeat(played)
        differences = tuple(_of_turn(record, played, game))
        if differences:
            return Replay(len(record.turns_played), played.turn, differences, beside)
    came = game.outcome()
    outcome = (
        *compare("outcome.", _told(record.outcome), _told(came)),
        *compare("outcome.measures.", record.outcome.measures, came.measures),
    )
    return Replay(len(record.turns_played), None, (), (*beside, *outcome))


def compare(
    prefix: str, recorded: Mapping[str, Any], replayed: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield what differs, by name; numbers that are not the same bits do (0.0 and -0.0)."""
    for name in dict.fromkeys((*recorded, *replayed)):
        before, after = recorded.get(name), replayed.get(name)
        if _bits(before) != _bits(after):
            yield Difference(prefix + name, before, after)


def _of_turn(record: Record, played: TurnRecord, game: Game) -> Iterator[Difference]:
    """What differs in a turn just played: orders, what is said of it, and the state after it."""
    ordered = {key: game.order(key) for key in played.orders}
    yield from compare("orders.", {key: one.action for key, one in played.orders.items()}, ordered)
    told = {"date": played.date, "stance": played.stance}
    date = game.scenario.calendar.date(game.turn - 1)
    yield from compare("", told, {"date": date, "stance": game.stance})
    yield from _states("", record, played.state, game)


def _states(
    prefix: str, record: Record, recorded: tuple[float, ...], game: Game
) -> Iterator[Difference]:
    replayed = game.closing(record.columns)
    return compare(
        prefix,
        dict(zip(record.columns, recorded, strict=True)),
        dict(zip(record.columns, replayed, strict=True)),
    )


def _told(outcome: Outcome) -> dict[str, Any]:
    return {"stance": outcome.stance, "reached": outcome.reached, "reason": outcome.reason}


def _bits(value: Any) -> Any:
    return value.hex() if isinstance(value, float) else value
