"""Replay of a record: the same orders and the same draws must give the same bits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.cards import Card, Line
from sim.play.game import Game
from sim.play.stretches import stretches_of
from sim.record import Outcome, Record, TurnRecord
from sim.vocabulary import DESKS
from sim.words import counted


@dataclass(frozen=True)
class Difference:
    """One value that differs between record and replay: a state variable, a measure, an order.

    `path` names the value; `recorded` and `replayed` are its two values.
    """

    path: str
    recorded: Any
    replayed: Any


@dataclass(frozen=True, repr=False)
class Replay(Card):
    """The result of a replay: the differences between record and replay.

    `turns` is the number of turns in the record. `turn` is the first turn that differs, None if all
    turns agree; `differences` lists the differences in that turn. `beside` lists the differences
    outside the turns: the scenario's hash, the guarantor's resolve, the opening state and, if all
    turns agree, the outcome.
    """

    turns: int
    turn: int | None
    differences: tuple[Difference, ...]
    beside: tuple[Difference, ...] = ()

    def _card(self) -> tuple[Line, ...]:
        agree = (
            f"{counted(self.turns, 'turn')} played, and all is the same"
            if self.turn is None
            else f"turn {self.turn} differs"
        )
        found = (*self.beside, *self.differences)
        return agree, *((one.path, f"{one.recorded} recorded, {one.replayed} now") for one in found)

    @property
    def agrees(self) -> bool:
        """Whether the replay gave exactly the values of the record."""
        return self.turn is None and not self.beside


def replay(record: Record) -> Replay:
    """Play the recorded orders again and return the differences, compared bit by bit.

    Raises:
        RecordError: The record's scenario or orders cannot be played.
    """
    game = Game.of_record(record)
    recorded = {"scenario_hash": record.scenario_hash, "resolve": record.resolve}
    last = stretches_of(record)[-1].scenario if record.past else game.scenario
    replayed = {"scenario_hash": last.hash, "resolve": game.resolve}
    beside = (
        *compare("", recorded, replayed),
        *_states("initial.", record, record.initial, game),
    )
    for played in record.turns_played:
        game.repeat(played)
        differences = tuple(_of_turn(record, played, game))
        if differences:
            return Replay(len(record.turns_played), played.turn, differences, beside)
    ended = game.outcome()
    outcome = (
        *compare("outcome.", _texts(record.outcome), _texts(ended)),
        *compare("outcome.measures.", record.outcome.measures, ended.measures),
    )
    return Replay(len(record.turns_played), None, (), (*beside, *outcome))


def compare(
    prefix: str, recorded: Mapping[str, Any], replayed: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield the values that differ; numbers differ if any bit does, such as 0.0 and -0.0.

    Args:
        prefix: Beginning of every path.
        recorded: Values in the record, by name.
        replayed: Values in the replay, by name.
    """
    for name in dict.fromkeys((*recorded, *replayed)):
        before, after = recorded.get(name), replayed.get(name)
        if _bits(before) != _bits(after):
            yield Difference(prefix + name, before, after)


def _of_turn(record: Record, played: TurnRecord, game: Game) -> Iterator[Difference]:
    """Yield the differences in the last turn: orders, date, stance and the state after it."""
    for key, order in played.orders.items():
        recorded_orders = {desk: order.of(desk) for desk in DESKS}
        yield from compare(f"orders.{key}.", recorded_orders, game.orders(key))
    recorded = {"date": played.date, "stance": played.stance}
    date = game.scenario.calendar.date(game.turn - 1)
    yield from compare("", recorded, {"date": date, "stance": game.stance})
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


def _texts(outcome: Outcome) -> dict[str, Any]:
    return {"stance": outcome.stance, "reached": outcome.reached, "reason": outcome.reason}


def _bits(value: Any) -> Any:
    return value.hex() if isinstance(value, float) else value
