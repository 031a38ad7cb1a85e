"""The Mesa driver: a scenario as a ``mesa.Model`` whose agents are the actors.

The rules and the order of play are those of ``sim.engine``; Mesa brings the agents, who decide,
and the tools around them (data collection, batch runs).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa

from sim.engine import layout as at
from sim.engine.board import build_board, menu_places
from sim.engine.decision import consider
from sim.engine.draws import open_stream
from sim.engine.forecast import list_options
from sim.engine.layout import Board, Table
from sim.engine.naming import channel_names
from sim.engine.outcome import MEASURES, measure_run
from sim.engine.places import Cast
from sim.engine.table import lay_table
from sim.engine.turn import choose, close_turn, open_turn
from sim.engine.value import defence_expected, observed_belief
from sim.play.scribe import Scribe
from sim.play.seats import Decision, DoctrineSeat, Seat, View
from sim.rules.curves import logistic
from sim.scenario import Scenario, load_scenario
from sim.vocabulary import MIXED, REPLIES, STANCES, TIE_VARIABLES

if TYPE_CHECKING:
    from sim.record import Record

REPORTED = ("stance", "commitment", "influence", "tension")
"""Model variables that the model's own data collector keeps."""
REPORTED_OF_ACTORS = ("key", "order", "influence_held", "commitment_sunk", "standing")
"""Variables that the collector keeps of every actor.

None may be called as one of the model's: Mesa's batch runner puts both into one row.
"""


class Actor(mesa.Agent):
    """One actor of the scenario; ``seat`` decides for it and may be replaced at any time."""

    model: Marchland

    def __init__(self, model: Marchland, key: str, place: int) -> None:
        super().__init__(model)
        self.key = key
        self.place = place
        self.name = model.scenario.actors[key].name
        self.role = model.scenario.actors[key].role
        self.seat: Seat = DoctrineSeat()
        self.order = ""

    @property
    def capability(self) -> float:
        """Theatre-relevant forces, > 0."""
        return self.model.table.s[at.CAPABILITY + self.place]

    @property
    def standing(self) -> float:
        """Domestic standing of the leadership, [.02, 1]."""
        return self.model.table.s[at.STANDING + self.place]

    @property
    def influence_held(self) -> float:
        """Influence that the actor holds over clients, summed over its ties."""
        return self._over_ties("influence")

    @property
    def commitment_sunk(self) -> float:
        """Commitment that the actor has sunk into clients, summed over its ties."""
        return self._over_ties("commitment")

    def _over_ties(self, variable: str) -> float:
        board, first = self.model.board, at.INFLUENCE + TIE_VARIABLES.index(variable) * at.MAX_TIES
        return sum(
            self.model.table.s[first + e]
            for e in range(board.ix[at.N_TIES])
            if board.ix[at.PATRON + e] == self.place
        )

    def legal_orders(self) -> list[str]:
        """Names of the orders open to the actor now; ``hold`` is always the first."""
        model = self.model
        desk = model.table.desk
        count = list_options(self.place, model.table.s, model.board, desk)
        return [model.action_names[desk.option[k]] for k in range(count)]

    def view(self) -> View:
        """What the actor sees now."""
        model = self.model
        s, board, cast = model.table.s, model.board, model.cast
        resolved = logistic(s[observed_belief(self.place, board.ix)])
        return View(
            actor=self.key,
            turn=model.turn,
            date=model.scenario.calendar.date(model.turn),
            state=model.state(),
            balance=model.table.edge[self.place],
            defence={
                theatre: defence_expected(s, board.p, board.ix, resolved, h)
                for h, theatre in enumerate(cast.theatres)
            },
            forecast={
                other: model.forecast_of(other) for other in cast.actors if other != self.key
            },
        )

    def decide(self) -> None:
        """Ask the seat for an order and hand it in; an order that is not legal becomes ``hold``."""
        legal = self.legal_orders()
        decision = self.seat.choose(self, legal)
        self.order = decision.action if decision.action in legal else "hold"
        self.model.submit(self, decision, legal)


class Marchland(mesa.Model):
    """A scenario in play.

    Args:
        scenario: A scenario, the path of a scenario file, or the name of a shipped one.
        seed: Seed of all chance, a whole number in [0, 2^64).
        replicate: Which of the seed's runs, in [0, 2^32).
        turns: Turns to play; the scenario's own number if None.
        changes: Values to change in the scenario, by path, as for ``Scenario.replace``.
        rng: Another name for ``seed``, under which Mesa's batch runner passes it.
        record: Whether to keep what :meth:`record` needs.

    Raises:
        ScenarioError: The scenario, or a change to it, is not valid.
        ValueError: Seed, replicate or turns out of range.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "karabakh-2020",
        *,
        seed: int | None = None,
        replicate: int = 0,
        turns: int | None = None,
        changes: Mapping[str, object] | None = None,
        rng: int | None = None,
        record: bool = False,
    ) -> None:
        self.run_seed = _one_seed(seed, rng)
        super().__init__(rng=self.run_seed)
        loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self._played = loaded.replace(changes) if changes else loaded
        self.replicate = replicate
        self.turns = self.scenario.calendar.turns if turns is None else turns
        if self.turns < 1:
            raise ValueError(f"turns = {self.turns}: must be at least 1")
        self.cast = Cast.of(self.scenario)
        self.board: Board = build_board(self.scenario)
        self.table: Table = lay_table(self.board, self.run_seed, replicate, self.turns)
        self.places = self.cast.state_places()
        self.action_names: list[str] = [
            name
            for actor in self.scenario.actors.values()
            for name in self.scenario.actions[actor.role]
        ]
        self._orders = {
            key: menu_places(self.scenario, key, list(self.board.first_action))
            for key in self.cast.actors
        }
        self._channels = channel_names(self.cast)
        self.actors = {key: Actor(self, key, i) for i, key in enumerate(self.cast.actors)}
        self.scribe = Scribe(self) if record else None
        self.table.counter[at.EXPLAINING] = int(record)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: name for name in REPORTED},
            # Of plain names Mesa makes reporters that cannot be pickled.
            agent_reporters={name: attrgetter(name) for name in REPORTED_OF_ACTORS},
        )

    # --- play ---------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one turn, in the order of ``sim.engine.turn.play_turn``; the agents decide."""
        if self.scribe:
            self.scribe.open_turn()
        open_turn(self.board, self.table)
        if self.scribe:
            self.scribe.note_opening()
        self.agents.do("decide")
        close_turn(self.board, self.table)
        if self.scribe:
            self.scribe.close_turn()
        self.datacollector.collect(self)
        self.running = self.turn < self.turns

    def draw_order(self, actor: Actor) -> str:
        """Order that the actor's doctrine draws; its options and probabilities stay on the desk."""
        count = consider(actor.place, self.board, self.table)
        self.table.counter[at.OPTIONS] = count
        return self.action_names[choose(actor.place, count, self.board, self.table)]

    def submit(self, actor: Actor, decision: Decision, legal: Sequence[str]) -> None:
        """Take an actor's order."""
        self.table.order[actor.place] = self._orders[actor.key][actor.order]
        # A doctrine keeps its own standing instruction, whoever sat here before.
        ruled = self.board.ix[at.DOCTRINE_REPLY + actor.place]
        by_doctrine = isinstance(actor.seat, DoctrineSeat)
        reply = ruled if by_doctrine else REPLIES.index(decision.reply)
        self.table.instruction[actor.place] = reply
        if self.scribe:
            self.scribe.note_decision(actor, legal)

    def play(self) -> None:
        """Play all turns that are left."""
        while self.turn < self.turns:
            self.step()

    @property
    def scenario(self) -> Any:
        """The scenario in play."""
        return self._played

    @scenario.setter
    def scenario(self, mesa_scenario: object) -> None:
        """Leave aside the parameter set that Mesa 3.5 gives every model under the same name."""

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

    @property
    def commitment(self) -> float:
        """Commitment of the guarantor to the defender, [0, 1]."""
        return self.table.s[at.COMMITMENT + self.board.ix[at.GUARANTEE]]

    @property
    def influence(self) -> float:
        """Influence of the guarantor over the defender, [.01, .9]."""
        return self.table.s[at.INFLUENCE + self.board.ix[at.GUARANTEE]]

    @property
    def tension(self) -> float:
        """Confrontation between guarantor and sponsor, [0, 1]."""
        return self.table.s[at.TENSION]

    def state(self) -> dict[str, float]:
        """Every state variable by path; beliefs in log-odds."""
        return {path: self.table.s[place] for path, place in self.places.items()}

    def forecast_of(self, actor: str) -> dict[str, float]:
        """Effort that all others expect of an actor, by channel, where not zero."""
        first = self.cast.actors.index(actor) * at.CHANNEL_COUNT
        live = self.board.ix[at.LIVE : at.LIVE + self.board.ix[at.N_LIVE]]
        efforts = {self._channels[slot]: self.table.forecast[first + slot] for slot in live}
        return {name: effort for name, effort in efforts.items() if effort != 0.0}

    def ordered_by(self, actor: str) -> dict[str, float]:
        """Effort of the order that an actor has handed in, by channel."""
        action = self.table.order[self.cast.actors.index(actor)]
        board = self.board
        span = range(board.first_effort[action], board.first_effort[action + 1])
        return {self._channels[board.slot[k]]: board.effort[k] for k in span}

    def measures(self) -> dict[str, float]:
        """Measures of the run so far, by name (``sim.engine.outcome.MEASURES``)."""
        out = [0.0] * len(MEASURES)
        measure_run(self.turn, self.table.log, self.table.s, self.board.p, self.board.ix, out)
        return dict(zip(MEASURES, out, strict=True))

    def record(self) -> Record:
        """The record of the turns played.

        Raises:
            RuntimeError: The model was made without ``record=True``.
        """
        if self.scribe is None:
            raise RuntimeError("nothing was written down: make the model with record=True")
        return self.scribe.record()


def _one_seed(seed: int | None, rng: int | None) -> int:
    if seed is not None and rng is not None:
        raise ValueError("give seed or rng, which are two names of the same thing, not both")
    chosen = seed if seed is not None else rng
    found = 0 if chosen is None else int(chosen)
    open_stream(found, 0)  # refuses a seed out of range, before Mesa does it in other words
    return found


def run(
    scenario: Scenario | str | Path,
    *,
    seed: int,
    replicate: int = 0,
    turns: int | None = None,
    seats: Mapping[str, Seat] | None = None,
) -> Record:
    """Play a scenario once and return the record.

    Args:
        scenario: A scenario, a path, or the name of a shipped one.
        seed: Seed of all chance, [0, 2^64).
        replicate: Which of the seed's runs, [0, 2^32); every one can be played alone.
        turns: Turns to play; the scenario's own number if None.
        seats: Who decides instead of the doctrine, by actor.
    """
    model = Marchland(scenario, seed=seed, replicate=replicate, turns=turns, record=True)
    for key, seat in (seats or {}).items():
        model.actors[key].seat = seat
    model.play()
    return model.record()
