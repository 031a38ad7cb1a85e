"""A game: a scenario in play, turn by turn, without an agent library.

A game owns its board and table and is the one place that plays the engine's turns one at a time.
It can be copied at any moment (:meth:`Game.clone`) and put back to the opening of any turn of a
record (:meth:`Game.at`), so that a program can look ahead or play on from there.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.engine import layout as at
from sim.engine.board import build_board, menu_places
from sim.engine.decision import consider
from sim.engine.forecast import list_options
from sim.engine.layout import Board, Table
from sim.engine.naming import channel_names
from sim.engine.outcome import MEASURES, measure_run
from sim.engine.places import Cast
from sim.engine.table import copy_table, lay_table
from sim.engine.turn import choose, close_turn, open_turn
from sim.engine.value import defence_expected, observed_belief
from sim.play.arguments import (
    as_scenario,
    as_seats,
    as_turns,
    check_actor,
    check_decision,
    check_seat,
)
from sim.play.scribe import Scribe, outcome_of
from sim.play.seats import Decision, DoctrineSeat, Sitter
from sim.play.view import View
from sim.record import Outcome, Record, RecordError, TurnRecord
from sim.rules.curves import logistic
from sim.scenario import Scenario, ScenarioError, from_document
from sim.vocabulary import MIXED, REPLIES, STANCES

HOLD = "hold"
_SEE_REPLAY = "the record does not play out as it is written; sim.replay(record) says in what"


class Game:
    """A scenario in play.

    A turn is opened, ordered and closed. :meth:`step` does all three, and asks the seats for the
    orders that were not handed in with :meth:`submit`. Between turns the game stands at the end of
    the last one.

    Args:
        scenario: A scenario, the path of a scenario file, or the name of a shipped one.
        seed: Seed of all chance, a whole number in [0, 2^64).
        replicate: Which of the seed's runs, in [0, 2^32).
        turns: Turns to play; the scenario's own number if None.
        seats: Who decides instead of the doctrine, by actor.
        record: Whether to keep what :meth:`record` needs.

    Raises:
        ScenarioError: The scenario is not valid.
        TypeError: An argument is of the wrong kind.
        ValueError: Seed, replicate or turns out of range, or a seat of an actor that is not there.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        *,
        seed: int,
        replicate: int = 0,
        turns: int | None = None,
        seats: Mapping[str, Sitter] | None = None,
        record: bool = False,
    ) -> None:
        self.scenario = as_scenario(scenario)
        self.turns = as_turns(turns, self.scenario)
        self.cast = Cast.of(self.scenario)
        self.board: Board = build_board(self.scenario)
        self.table: Table = lay_table(self.board, seed, replicate, self.turns)
        self.seed, self.replicate = int(seed), int(replicate)
        self.places = self.cast.state_places()
        self.action_names: list[str] = [
            name
            for actor in self.scenario.actors.values()
            for name in self.scenario.actions[actor.role]
        ]
        self._menus = {
            key: menu_places(self.scenario, key, list(self.board.first_action))
            for key in self.cast.actors
        }
        self._channels = channel_names(self.cast)
        self._seats: dict[str, Sitter] = {key: DoctrineSeat() for key in self.cast.actors}
        self._orders = dict.fromkeys(self.cast.actors, "")
        self._missing: set[str] = set()
        self._open = False
        self._scribe: Scribe | None = None
        for key, seat in as_seats(seats).items():
            self.take_seat(key, seat)
        if record:
            self._keep(Scribe(self))

    @classmethod
    def at(cls, record: Record, turn: int | str, *, turns: int | None = None) -> Game:
        """Return a game of its own that stands at the opening of a turn of a record.

        It goes on by the scenario's doctrines until seats are taken, and :meth:`record` gives the
        recorded turns before with those played after.

        Args:
            record: Where the orders up to there come from.
            turn: A turn that was played, by number or date, or the number of the one after them.
            turns: Turns of the whole game; those that the record asked for if None.

        Raises:
            LookupError: The record has no such turn.
            RecordError: The record does not play out as it is written.
        """
        played = len(record.turns_played)
        number = played if turn == played else record.find_turn(turn).turn
        game = cls.of_record(record, turns=turns)
        if game.closing(record.columns) != record.initial:
            raise RecordError(f"the opening state is another: {_SEE_REPLAY}")
        for past in record.turns_played[:number]:
            game.repeat(past)
            if game.closing(record.columns) != past.state:
                at_turn = f"turn {past.turn} ({past.date})"
                raise RecordError(f"{at_turn} ends in another state: {_SEE_REPLAY}")
        game._keep(Scribe(game, record.initial, record.turns_played[:number]))
        return game

    @classmethod
    def of_record(cls, record: Record, *, turns: int | None = None) -> Game:
        """Return the game that a record is of, before its first turn.

        Raises:
            RecordError: The record's scenario, or how often it is to be played, makes no game.
        """
        asked = record.turns if turns is None else turns
        if len(record.turns_played) > asked:
            raise RecordError(f"it has {len(record.turns_played)} turns, more than {asked}")
        try:
            return cls(
                from_document(record.scenario),
                seed=record.seed,
                replicate=record.replicate,
                turns=asked,
            )
        except (ScenarioError, ValueError) as error:
            first = str(error).partition("\n")[0]
            raise RecordError(f"the record cannot be played: {first}") from error

    def clone(self) -> Game:
        """Return an independent copy: what is played in one does not show in the other.

        The scenario and the board, which play never changes, are shared, and so are the seats of
        others than doctrines.
        """
        twin = copy.copy(self)
        twin.table = copy_table(self.table)
        twin._seats = dict(self._seats)
        twin._orders = dict(self._orders)
        twin._missing = set(self._missing)
        twin._scribe = self._scribe.follow(twin) if self._scribe else None
        return twin

    # --- play ---------------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether all turns are played."""
        return self.turn >= self.turns

    def open(self) -> None:
        """Open the turn: events strike, and the seats put together what they expect.

        Nothing happens where the turn is open already.

        Raises:
            RuntimeError: The run is over.
        """
        if self._open:
            return
        if self.over:
            raise RuntimeError(
                f"the run is over: its {self.turns} turns are played; "
                "start another, or one with more turns"
            )
        if self._scribe:
            self._scribe.open_turn()
        open_turn(self.board, self.table)
        if self._scribe:
            self._scribe.note_opening()
        self._missing = set(self.cast.actors)
        self._open = True

    def take_seat(self, actor: str, seat: Sitter) -> None:
        """Let somebody decide for an actor from now on.

        Raises:
            TypeError: It is nothing that can decide.
            ValueError: There is no such actor.
        """
        check_actor(actor, self.cast.actors, "seats")
        self._seats[actor] = check_seat(actor, seat)

    def seat(self, actor: str) -> Sitter:
        """Return who decides for an actor."""
        return self._seats[actor]

    def submit(self, actor: str, decision: Decision) -> None:
        """Hand in an actor's order for this turn; the turn is opened where it is not yet.

        An order that is not legal becomes ``hold``. The last order handed in counts.

        Raises:
            RuntimeError: The run is over.
            TypeError: It is no decision.
            ValueError: There is no such actor, or no such reply.
        """
        check_actor(actor, self.cast.actors, "submit")
        decided = check_decision(actor, decision)
        self.open()
        legal = self.legal_orders(actor)
        self._take(actor, decided.action if decided.action in legal else HOLD)
        self.table.instruction[self.place(actor)] = REPLIES.index(decided.reply)
        if self._scribe:
            self._scribe.note_order(actor, legal)

    def ask(self, actor: str) -> None:
        """Let the actor's seat decide and hand in its order; a doctrine's is drawn."""
        self.open()
        seat = self._seats[actor]
        if not isinstance(seat, DoctrineSeat):
            self.submit(actor, seat.choose(self.view(actor), self.legal_orders(actor)))
            return
        place = self.place(actor)
        consider(place, self.board, self.table)
        self._take(actor, self.action_names[choose(place, self.board, self.table)])
        # A doctrine keeps its own standing instruction, whoever sat here before.
        self.table.instruction[place] = self.board.ix[at.DOCTRINE_REPLY + place]
        if self._scribe:
            self._scribe.note_choice(actor)

    def close(self) -> None:
        """Close the turn, once everybody's order is in: the orders meet, and the state changes.

        Raises:
            RuntimeError: The turn is not open, or an order is missing.
        """
        if not self._open:
            raise RuntimeError("no turn is open: call open() and hand in the orders, or step()")
        if self._missing:
            names = ", ".join(key for key in self.cast.actors if key in self._missing)
            raise RuntimeError(f"no order yet of {names}: submit one, or ask the seat")
        close_turn(self.board, self.table)
        self._open = False
        if self._scribe:
            self._scribe.close_turn()

    def step(self) -> None:
        """Play the turn to its end, and ask the seats of those who handed in no order.

        Raises:
            RuntimeError: The run is over.
        """
        self.open()
        for key in self.cast.actors:
            if key in self._missing:
                self.ask(key)
        self.close()

    def play(self) -> None:
        """Play all turns that are left."""
        while not self.over:
            self.step()

    def repeat(self, played: TurnRecord) -> None:
        """Play a recorded turn again, by the orders in it.

        Raises:
            RecordError: An actor's order is missing, or its reply none that there is.
        """
        for key in self.cast.actors:
            if key not in played.orders:
                raise RecordError(f"turn {played.turn} ({played.date}) has no order of {key}")
            order = played.orders[key]
            decision = Decision(order.action, order.reply or "own")  # type: ignore[arg-type]
            try:
                self.submit(key, decision)
            except ValueError as error:
                raise RecordError(f"turn {played.turn} ({played.date}): {error}") from error
        self.step()

    # --- what can be seen ---------------------------------------------------------------------

    @property
    def turn(self) -> int:
        """The turn in play, from 0; after the last one, the number of turns."""
        return self.table.counter[at.TURN]

    @property
    def stance(self) -> str:
        """Stance of the guarantor at the end of the latest turn; "mixed" before the first."""
        if self.turn == 0:
            return STANCES[MIXED]
        return STANCES[int(self.table.log[(self.turn - 1) * at.LOG_WIDTH + at.LOG_STANCE])]

    def place(self, actor: str) -> int:
        """Return the place of an actor among the actors."""
        return self.cast.actors.index(actor)

    def order(self, actor: str) -> str:
        """Return the name of an actor's latest order, "" before its first."""
        return self._orders[actor]

    def state(self) -> dict[str, float]:
        """Return every state variable by path; beliefs in log-odds."""
        return {path: self.table.s[place] for path, place in self.places.items()}

    def closing(self, columns: Sequence[str]) -> tuple[float, ...]:
        """Return the values of state variables, in the order of ``columns``.

        Raises:
            RecordError: There is no such state variable.
        """
        for path in columns:
            if path not in self.places:
                raise RecordError(f"the record has a state variable '{path}', the model has not")
        return tuple(self.table.s[self.places[path]] for path in columns)

    def legal_orders(self, actor: str) -> list[str]:
        """Return the names of the orders open to an actor now; ``hold`` is always the first."""
        desk = self.table.desk
        count = list_options(self.place(actor), self.table.s, self.board, desk)
        return [self.action_names[desk.option[k]] for k in range(count)]

    def view(self, actor: str) -> View:
        """Return what an actor sees now."""
        s, board, place = self.table.s, self.board, self.place(actor)
        resolved = logistic(s[observed_belief(place, board.ix)])
        return View(
            actor=actor,
            turn=self.turn,
            date=self.scenario.calendar.date(self.turn),
            state=self.state(),
            balance=self.table.edge[place],
            defence={
                theatre: defence_expected(s, board.p, board.ix, resolved, h)
                for h, theatre in enumerate(self.cast.theatres)
            },
            forecast={
                other: self.forecast_of(other) for other in self.cast.actors if other != actor
            },
        )

    def forecast_of(self, actor: str) -> dict[str, float]:
        """Return the effort that all others expect of an actor, by channel, where not zero."""
        first = self.place(actor) * at.CHANNEL_COUNT
        live = self.board.ix[at.LIVE : at.LIVE + self.board.ix[at.N_LIVE]]
        efforts = {self._channels[slot]: self.table.forecast[first + slot] for slot in live}
        return {name: effort for name, effort in efforts.items() if effort != 0.0}

    def ordered_by(self, actor: str) -> dict[str, float]:
        """Return the effort of the order that an actor has handed in, by channel."""
        action, board = self.table.order[self.place(actor)], self.board
        span = range(board.first_effort[action], board.first_effort[action + 1])
        return {self._channels[board.slot[k]]: board.effort[k] for k in span}

    @property
    def resolve(self) -> float:
        """The guarantor's private resolve, which no view holds."""
        return self.table.private[at.RESOLVE]

    def measures(self) -> dict[str, float]:
        """Return the measures of the run so far, by name (``sim.engine.outcome.MEASURES``)."""
        out = [0.0] * len(MEASURES)
        measure_run(self.turn, self.table.log, self.table.s, self.board.p, self.board.ix, out)
        return dict(zip(MEASURES, out, strict=True))

    def outcome(self) -> Outcome:
        """Return the outcome of the turns played so far, with the reason in a sentence."""
        return outcome_of(self)

    def record(self) -> Record:
        """Return the record of the turns played.

        Raises:
            RuntimeError: The game was made without ``record=True``.
        """
        if self._scribe is None:
            raise RuntimeError("nothing was written down: start the game with record=True")
        return self._scribe.record()

    # --- parts --------------------------------------------------------------------------------

    def _take(self, actor: str, action: str) -> None:
        self._orders[actor] = action
        self.table.order[self.place(actor)] = self._menus[actor][action]
        self._missing.discard(actor)

    def _keep(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self.table.counter[at.EXPLAINING] = 1


def run(
    scenario: Scenario | str | Path,
    *,
    seed: int,
    replicate: int = 0,
    turns: int | None = None,
    seats: Mapping[str, Sitter] | None = None,
) -> Record:
    """Play a scenario once and return the record.

    Args:
        scenario: A scenario, a path, or the name of a shipped one.
        seed: Seed of all chance, [0, 2^64).
        replicate: Which of the seed's runs, [0, 2^32); every one can be played alone.
        turns: Turns to play; the scenario's own number if None.
        seats: Who decides instead of the doctrine, by actor.

    Raises:
        ScenarioError: The scenario is not valid.
        TypeError: An argument is of the wrong kind.
        ValueError: Seed, replicate or turns out of range, or a seat of an actor that is not there.
    """
    game = Game(scenario, seed=seed, replicate=replicate, turns=turns, seats=seats, record=True)
    game.play()
    return game.record()
