"""A game: one run of a scenario, played turn by turn, without an agent library.

Only this module plays the engine's turns one at a time. A game can be copied at any moment
(:meth:`Game.clone`), and made from a record at the start of any turn (:meth:`Game.at`), so that a
program can look ahead or continue from there.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.cards import Card, Line
from sim.engine import layout as at
from sim.engine.courses import course_of, desk_place
from sim.engine.draws import open_stream
from sim.engine.encoding import encode_scenario, menu_places
from sim.engine.forecast import list_options
from sim.engine.outcome import LOG_STANCE, LOG_WIDTH
from sim.engine.places import Cast
from sim.engine.reviews import set_other
from sim.engine.table import copy_table, lay_table
from sim.engine.turn import close_turn, decide_desk, open_turn
from sim.engine.vectors import EncodedScenario, Table
from sim.play.arguments import (
    as_scenario,
    as_seats,
    as_turns,
    check_actor,
    check_decision,
    check_order,
    check_seat,
)
from sim.play.efforts import DECIDING, expected_efforts, ordered_efforts
from sim.play.perspective import view_of
from sim.play.scribe import Scribe, measures_of, outcome_of
from sim.play.seats import Decision, DoctrineSeat, Sitter
from sim.play.sight import Sight
from sim.play.stretches import (
    Stretch,
    add_events,
    branch_off,
    new_game,
    play_again,
    repeat_turn,
    turn_off,
)
from sim.play.view import View
from sim.record import Outcome, Past, Record, RecordError, TurnRecord
from sim.scenario import Scenario
from sim.vocabulary import DESKS, MIXED, REPLIES, STANCES
from sim.words import STANCE_WORDS, counted, several, verb


class Game(Card):
    """One run of a scenario, played turn by turn.

    A turn has three parts: it is opened, orders are handed in, and it is closed. :meth:`step` does
    all three, and asks the seats for the orders that were not handed in with :meth:`submit`.
    Between turns, the state is that at the end of the last turn.

    Args:
        scenario: A scenario, the path of a scenario file, or the name of a shipped one.
        seed: Seed of all chance, a whole number in [0, 2^64).
        replicate: Number of the run among the runs of this seed, in [0, 2^32).
        turns: Number of turns to play; that of the scenario if None.
        seats: Seats that decide instead of the scenario's doctrines, by actor.
        record: Whether to collect the data that :meth:`record` needs.

    Raises:
        ScenarioError: The scenario is not valid.
        TypeError: An argument has the wrong type.
        ValueError: Seed, replicate or turns are out of range, or a seat is for an unknown actor.
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
        self.encoded: EncodedScenario = encode_scenario(self.scenario)
        self.table: Table = lay_table(self.encoded, seed, replicate, self.turns)
        self.seed, self.replicate = int(seed), int(replicate)
        self.places = self.cast.state_places()
        self.sight = Sight(self.scenario, self.cast, self.encoded)
        self.start = list(self.table.s)
        self._menus = {
            key: {
                name: menu_places(self.scenario, key, desk, self.encoded.first_action)
                for desk, name in enumerate(DESKS)
            }
            for key in self.cast.actors
        }
        self.action_names: list[str] = [
            name for desks in self._menus.values() for menu in desks.values() for name in menu
        ]
        self._seats: dict[str, Sitter] = {key: DoctrineSeat() for key in self.cast.actors}
        self._missing: set[str] = set()
        self._stretch = Stretch(0, self.scenario, self.seed, self.replicate)
        self.past, self._ahead = tuple[Past, ...](), tuple[Stretch, ...]()
        self._given: Mapping[str, Mapping[str, str]] = {}
        self._open = False
        self._scribe: Scribe | None = None
        for key, seat in as_seats(seats).items():
            self.take_seat(key, seat)
        if record:
            self._keep(Scribe(self))

    @classmethod
    def at(cls, record: Record, turn: int | str, *, turns: int | None = None) -> Game:
        """Return a new game at the start of a turn of a record.

        The game continues with the scenario's doctrines until :meth:`take_seat` replaces them. Its
        :meth:`record` holds the recorded turns before that turn and the turns played after them.

        Args:
            record: The record; its orders are played again up to the turn.
            turn: Number or date of a recorded turn, or the number after the last one.
            turns: Number of turns of the whole game; that of the record if None.

        Raises:
            LookupError: The record has no such turn.
            RecordError: The replay of the record gives other states than the record.
        """
        number = record.number_of(turn)
        game = cls.of_record(record, turns=turns)
        play_again(game, record, number)
        game._keep(Scribe(game, record.initial, record.turns_played[:number]))
        return game

    @classmethod
    def of_record(cls, record: Record, *, turns: int | None = None) -> Game:
        """Return a new game with the scenario and seed of a record, before its first turn.

        Args:
            record: The record.
            turns: Number of turns of the game; that of the record if None.

        Raises:
            RecordError: The record's scenario is not valid, or the number of turns is out of range.
        """
        return new_game(cls, record, turns)

    def clone(self, *, record: bool = True) -> Game:
        """Return an independent copy: turns played in one game do not change the other.

        Both games share the scenario, which is replaced and never changed, and the seats that were
        given as objects.

        Args:
            record: Whether the copy goes on collecting the data of its record, if this game does.
        """
        copied = copy.copy(self)
        copied.table = copy_table(self.table)
        copied._seats = dict(self._seats)
        copied._missing = set(self._missing)
        copied._scribe = self._scribe.follow(copied) if self._scribe and record else None
        return copied

    def branch(
        self,
        *,
        seed: int,
        replicate: int = 0,
        scenario: Scenario | None = None,
        orders: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Game:
        """Return a copy that goes on from here on other draws, the first turn open as in this game.

        Args:
            seed: Seed of its draws, once the turn that comes next is open.
            replicate: Their replicate.
            scenario: Its scenario from here on, with the same actors and menus; the same if None.
            orders: Orders of the first turn, by actor and desk; all other desks decide.

        Raises:
            RuntimeError: A turn is open.
            ValueError: Seed or replicate are out of range.
        """
        stretch = Stretch(self.turn, scenario or self.coming.scenario, seed, replicate)
        return branch_off(self, stretch, orders or {})

    def _card(self) -> tuple[Line, ...]:
        last = self.scenario.calendar.date(self.turn - 1) if self.turn else "not begun"
        actors = self.scenario.actors.items()
        orders = ((actor.name, ", ".join(self.orders(key).values())) for key, actor in actors)
        return (
            f"{self.scenario.name}, seed {self.seed}, replicate {self.replicate}, "
            f"{self.turn} of {counted(self.turns, 'turn')} played ({last})",
            ("Stance", STANCE_WORDS[self.stance].label),
            *orders,
        )

    # --- play ---------------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether all turns have been played."""
        return self.turn >= self.turns

    def open(self) -> None:
        """Open the turn: apply its events and shocks, and prepare the expectations of the actors.

        If the turn is already open, nothing happens.

        Raises:
            RuntimeError: The run is over.
        """
        if self._open:
            return
        if self.over:
            played = f"{several(self.turns, 'turn')} {verb(self.turns, 'are')} played"
            raise RuntimeError(f"the run is over: its {played}; start another, or a longer one")
        if self.coming is not self._stretch:
            turn_off(self, self.coming)
        if self._scribe:
            self._scribe.open_turn()
        open_turn(self.encoded, self.table)
        self.table.stream[:] = open_stream(self.seed, self.replicate)
        if self._scribe:
            self._scribe.note_opening()
        self._missing = set(self.cast.actors)
        self._open = True

    def happen(self, events: Mapping[str, Mapping[str, object]]) -> None:
        """Add events to the scenario of this game: they happen as the next turn opens.

        The record of the game has the scenario with these events, so it can be replayed.

        Args:
            events: Tables of events as in a scenario file, by a name that no event has; ``at`` is
                the number of the turn that opens next.

        Raises:
            RuntimeError: The turn is open already.
            ScenarioError: An event is not valid.
            ValueError: The name is taken, or the event is of another turn.
        """
        if self._open:
            raise RuntimeError("the turn is open: events happen as a turn opens")
        add_events(self, events)

    def take_seat(self, actor: str, seat: Sitter) -> None:
        """Let a seat decide for an actor from now on.

        Args:
            actor: Id of the actor.
            seat: An object with a method ``choose``, or a ``DoctrineSeat``.

        Raises:
            TypeError: The seat is neither.
            ValueError: There is no such actor.
        """
        check_actor(actor, self.cast.actors, "seats")
        self._seats[actor] = check_seat(actor, seat)

    def seat(self, actor: str) -> Sitter:
        """Return the seat that decides for an actor."""
        return self._seats[actor]

    def submit(self, actor: str, decision: Decision) -> None:
        """Hand in the orders of an actor's desks for this turn; open the turn if it is not open.

        A desk without an order stays on its course. An order that is not legal becomes ``hold``; an
        attack is not legal beside an offer of a treaty. If an actor hands in several decisions in a
        turn, the last one counts.

        Raises:
            RuntimeError: The run is over.
            TypeError: The decision is not a ``Decision``, or an order is not a text.
            ValueError: There is no such actor or reply, or the order is one of the other desk.
        """
        check_actor(actor, self.cast.actors, "submit")
        decided = check_decision(actor, decision)
        for name in DESKS:
            check_order(actor, name, getattr(decided, name), self._menus[actor])
        self.open()
        self._begin(actor)
        for desk in DECIDING:
            self._hand_in(actor, desk, getattr(decided, DESKS[desk]))
        self.table.instruction[self.place(actor)] = REPLIES.index(decided.reply)

    def ask(self, actor: str) -> None:
        """Let the actor's seat or doctrine choose its orders for this turn, and hand them in.

        Raises:
            RuntimeError: The run is over.
            TypeError: The seat returned no valid decision.
            ValueError: The reply in the decision, or the desk of an order, is not allowed.
        """
        self.open()
        seat = self._seats[actor]
        if not isinstance(seat, DoctrineSeat):
            self.submit(actor, seat.choose(self.view(actor), self.legal_orders(actor)))
            return
        self._begin(actor)
        place, given = self.place(actor), self._given.get(actor, {})
        for desk in DECIDING:
            if DESKS[desk] in given:
                self._hand_in(actor, desk, given[DESKS[desk]])
                continue
            decide_desk(place, desk, self.encoded, self.table)
            if self._scribe:
                self._scribe.note_choice(actor, desk)
        # An earlier seat of this actor may have given another instruction for the reply.
        self.table.instruction[place] = self.encoded.ix[at.DOCTRINE_REPLY + place]

    def close(self) -> None:
        """Close the turn: apply the rules to the orders of all actors and change the state.

        Raises:
            RuntimeError: The turn is not open, or an order is missing.
        """
        if not self._open:
            raise RuntimeError("no turn is open: call open() and hand in the orders, or step()")
        if self._missing:
            names = ", ".join(key for key in self.cast.actors if key in self._missing)
            raise RuntimeError(f"no order yet from {names}: call submit() or ask() for each")
        close_turn(self.encoded, self.table)
        self._open, self._given = False, {}
        if self._scribe:
            self._scribe.close_turn()

    def step(self) -> None:
        """Play the turn to its end; ask the seats of the actors whose orders are missing.

        Raises:
            RuntimeError: The run is over.
        """
        self.open()
        for key in self.cast.actors:
            if key in self._missing:
                self.ask(key)
        self.close()

    def play(self) -> None:
        """Play all remaining turns."""
        while not self.over:
            self.step()

    def repeat(self, played: TurnRecord) -> None:
        """Play a turn with the orders of a recorded turn.

        Raises:
            RecordError: An actor's order is missing, or its reply is not allowed.
        """
        repeat_turn(self, played)

    # --- state and results --------------------------------------------------------------------

    @property
    def turn(self) -> int:
        """Number of the current turn, from 0; after the last turn, the number of turns."""
        return self.table.counter[at.TURN]

    @property
    def coming(self) -> Stretch:
        """The scenario, seed and replicate of the turn that comes next, or that is open."""
        starts = self._ahead and self._ahead[0].turn == self.turn
        return self._ahead[0] if starts else self._stretch

    @property
    def stance(self) -> str:
        """Stance of the guarantor at the end of the latest turn; "mixed" before the first."""
        if self.turn == 0:
            return STANCES[MIXED]
        return STANCES[int(self.table.log[(self.turn - 1) * LOG_WIDTH + LOG_STANCE])]

    def place(self, actor: str) -> int:
        """Return the position of an actor in the scenario's list of actors, from 0."""
        return self.cast.actors.index(actor)

    def action_place(self, actor: str, desk: str, action: str) -> int:
        """Return the position of an action of a desk in the scenario's list of all actions, from 0.

        Raises:
            KeyError: The desk has no such action.
        """
        return self._menus[actor][desk][action]

    def orders(self, actor: str) -> dict[str, str]:
        """Return an actor's latest orders by desk; before its first, its opening courses."""
        first = desk_place(self.place(actor), 0)
        given = self.table.order[first : first + at.DESK_COUNT]
        return {desk: self.action_names[order] for desk, order in zip(DESKS, given, strict=True)}

    def courses(self, actor: str) -> dict[str, str]:
        """Return the courses in force of an actor by desk, from before this turn's decisions.

        After an act a desk has no course, which is told as ``hold``.
        """
        first = desk_place(self.place(actor), 0)
        return {name: self._course(first + desk) for desk, name in enumerate(DESKS)}

    def state(self) -> dict[str, float]:
        """Return the value of every state variable by path; beliefs are in log-odds."""
        return {path: self.table.s[place] for path, place in self.places.items()}

    def closing(self, columns: Sequence[str]) -> tuple[float, ...]:
        """Return the values of state variables, in the order of ``columns``.

        Raises:
            RecordError: There is no such state variable.
        """
        for path in columns:
            if path not in self.places:
                raise RecordError(f"the record has a state variable '{path}' unknown to the model")
        return tuple(self.table.s[self.places[path]] for path in columns)

    def legal_orders(self, actor: str) -> dict[str, list[str]]:
        """Return the names of the legal orders of each desk now; ``hold`` is always the first.

        Attacks are among them, although they are not legal beside an offer of a treaty.
        """
        place = self.place(actor)
        return {name: self._legal(place, desk, 0) for desk, name in enumerate(DESKS)}

    def view(self, actor: str) -> View:
        """Return the view of an actor at this moment."""
        return view_of(self, actor)

    def forecast_of(self, actor: str) -> dict[str, float]:
        """Return the efforts that the others expect of an actor, by channel, without zeros."""
        return expected_efforts(self, actor)

    def ordered_by(self, actor: str) -> dict[str, float]:
        """Return the efforts of the orders that an actor has handed in, by channel."""
        return ordered_efforts(self, actor)

    @property
    def resolve(self) -> float:
        """The guarantor's private resolve, .2 or .8; no view contains it."""
        return self.table.private[at.RESOLVE]

    def measures(self) -> dict[str, float]:
        """Return the measures of the run so far, by name (`sim.measures.MEASURES`)."""
        return measures_of(self)

    def outcome(self) -> Outcome:
        """Return the outcome of the turns played so far, with its reason as a sentence."""
        return outcome_of(self)

    def record(self) -> Record:
        """Return the record of the turns played.

        Raises:
            RuntimeError: The game was made without ``record=True``.
        """
        if self._scribe is None:
            raise RuntimeError("nothing was recorded: start the game with record=True")
        return self._scribe.record()

    def recorded(self, turn: int) -> TurnRecord | None:
        """Return what was recorded of a turn; None if it was not recorded, or not played yet."""
        return None if self._scribe is None else self._scribe.turn(turn)

    # --- parts --------------------------------------------------------------------------------

    def _begin(self, actor: str) -> None:
        """Forget an actor's decision of this turn: its desks are on the orders of last turn."""
        first = desk_place(self.place(actor), 0)
        for k in range(first, first + at.DESK_COUNT):
            self.table.order[k] = self.table.before[k]
        self._missing.discard(actor)

    def _hand_in(self, actor: str, desk: int, wanted: str) -> None:
        """Set a desk's order: its course if none is wanted, ``hold`` if that is not legal."""
        place, name, sc = self.place(actor), DESKS[desk], self.encoded
        k = desk_place(place, desk)
        set_other(place, desk, sc, self.table)
        legal = self._legal(place, desk, sc.offers[self.table.counter[at.OTHER]])
        order = wanted or self._course(k)
        # The first order of a menu is `hold`.
        self.table.order[k] = self._menus[actor][name][order if order in legal else legal[0]]
        self.table.reviewed[k] = 1 if wanted else 0
        if self._scribe:
            self._scribe.note_order(actor, name, legal)

    def _course(self, k: int) -> str:
        """Return the course in force on the desk at place ``k``; ``hold`` after an act."""
        return self.action_names[course_of(k, self.table.before[k], self.encoded)]

    def _legal(self, place: int, desk: int, offering: int) -> list[str]:
        """Return the legal orders of a desk; ``offering`` as for ``list_options``."""
        work = self.table.work
        count = list_options(place, desk, offering, self.table.s, self.encoded, work)
        return [self.action_names[work.option[k]] for k in range(count)]

    def _keep(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self.table.counter[at.EXPLAINING] = 1
