"""Replaying a record: the same orders and the same draws must give the same bits."""

from dataclasses import dataclass

from sim.play.model import Marchland
from sim.play.seats import Decision, ReplaySeat
from sim.record import Record
from sim.scenario import from_document


@dataclass(frozen=True)
class Difference:
    """One state variable that came out otherwise than recorded."""

    path: str
    recorded: float
    replayed: float


@dataclass(frozen=True)
class Replay:
    """What a replay found: how many turns it played and the first one that differs, if any.

    `turn` is None when every turn agrees; `differences` lists the variables that differ in that
    first turn.
    """

    turns: int
    turn: int | None
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """True when every turn came out exactly as recorded."""
        return self.turn is None


def replay(record: Record) -> Replay:
    """Play the recorded orders again and compare the state of every turn, bit by bit."""
    for played, state in zip(record.turns_played, _states(record), strict=True):
        differences = compare(record.columns, played.state, tuple(state))
        if differences:
            return Replay(len(record.turns_played), played.turn, differences)
    return Replay(len(record.turns_played), None, ())


def compare(
    columns: tuple[str, ...], recorded: tuple[float, ...], replayed: tuple[float, ...]
) -> tuple[Difference, ...]:
    """The variables whose two values are not the same bits (so 0.0 and -0.0 differ)."""
    return tuple(
        Difference(path, before, after)
        for path, before, after in zip(columns, recorded, replayed, strict=True)
        if before.hex() != after.hex()
    )


def _states(record: Record) -> list[tuple[float, ...]]:
    """Return the state at the end of every turn that the orders of a record give."""
    scenario = from_document(dict(record.scenario))
    model = Marchland(scenario, seed=record.seed, replicate=record.replicate, turns=record.turns)
    for key, actor in model.actors.items():
        actor.seat = ReplaySeat(
            [
                Decision(turn.orders[key].action, turn.orders[key].reply or "own")  # type: ignore[arg-type]
                for turn in record.turns_played
            ]
        )
    states = []
    for _ in record.turns_played:
        model.step()
        states.append(tuple(model.table.s[model.places[path]] for path in record.columns))
    return states
