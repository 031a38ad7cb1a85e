"""The Mesa driver: a game as a ``mesa.Model`` whose agents are the actors.

The game (``sim.play.game``) plays; Mesa brings the agents and the tools around them, such as data
collection and batch runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import mesa

from sim.engine import layout as at
from sim.play.arguments import as_scenario, draw_seed
from sim.play.game import Game
from sim.scenario import Scenario
from sim.vocabulary import TIE_VARIABLES

if TYPE_CHECKING:
    from sim.play.seats import Sitter
    from sim.play.view import View
    from sim.record import Record

REPORTED = ("run_seed", "stance", "commitment", "influence", "tension")
"""Model variables that the model's own data collector keeps."""
REPORTED_OF_ACTORS = ("key", "order", "influence_held", "commitment_sunk", "standing")
"""Variables that the collector keeps of every actor.

None may be called as one of the model's: Mesa's batch runner puts both into one row.
"""


class Numbering(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Numbers of a model's agents, from 1, forgotten with the model."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        """Return the numbers that are left for a model's agents."""
        if model not in self:
            self[model] = count(1)
        return super().__getitem__(model)


class Actor(mesa.Agent):
    """One actor of the scenario; ``seat`` decides for it and may be replaced at any time."""

    model: Marchland
    # Mesa 3.3 numbers agents from a table of all models there ever were, which keeps them alive.
    _ids = Numbering()

    def __init__(self, model: Marchland, key: str, place: int) -> None:
        super().__init__(model)
        self.key = key
        self.place = place
        self.name = model.scenario.actors[key].name
        self.role = model.scenario.actors[key].role

    @property
    def seat(self) -> Sitter:
        """Who decides for the actor."""
        return self.model.game.seat(self.key)

    @seat.setter
    def seat(self, seat: Sitter) -> None:
        self.model.game.take_seat(self.key, seat)

    @property
    def order(self) -> str:
        """The actor's latest order, "" before its first."""
        return self.model.game.order(self.key)

    @property
    def capability(self) -> float:
        """Theatre-relevant forces, > 0."""
        return self.model.game.table.s[at.CAPABILITY + self.place]

    @property
    def standing(self) -> float:
        """Domestic standing of the leadership, [.02, 1]."""
        return self.model.game.table.s[at.STANDING + self.place]

    @property
    def influence_held(self) -> float:
        """Influence that the actor holds over clients, summed over its ties."""
        return self._over_ties("influence")

    @property
    def commitment_sunk(self) -> float:
        """Commitment that the actor has sunk into clients, summed over its ties."""
        return self._over_ties("commitment")

    def _over_ties(self, variable: str) -> float:
        game, first = self.model.game, at.INFLUENCE + TIE_VARIABLES.index(variable) * at.MAX_TIES
        return sum(
            game.table.s[first + e]
            for e in range(game.board.ix[at.N_TIES])
            if game.board.ix[at.PATRON + e] == self.place
        )

    def legal_orders(self) -> list[str]:
        """Names of the orders open to the actor now; ``hold`` is always the first."""
        return self.model.game.legal_orders(self.key)

    def view(self) -> View:
        """What the actor sees now."""
        return self.model.game.view(self.key)

    def decide(self) -> None:
        """Ask the seat for an order and hand it in; an order that is not legal becomes ``hold``."""
        self.model.game.ask(self.key)


class Marchland(mesa.Model):
    """A scenario in play, among Mesa's tools; ``game`` is what plays.

    Args:
        scenario: A scenario, the path of a scenario file, or the name of a shipped one.
        seed: Seed of all chance, a whole number in [0, 2^64). One is drawn if None; ``run_seed``
            says which.
        replicate: Which of the seed's runs, in [0, 2^32).
        turns: Turns to play; the scenario's own number if None.
        changes: Values to change in the scenario, by path, as for ``Scenario.replace``.
        rng: Another name for ``seed``, under which Mesa's batch runner passes it.
        record: Whether to keep what :meth:`record` needs.

    Raises:
        ScenarioError: The scenario, or a change to it, is not valid.
        TypeError: An argument is of the wrong kind.
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
        self.game = Game(
            as_scenario(scenario, changes),
            seed=_one_seed(seed, rng),
            replicate=replicate,
            turns=turns,
            record=record,
        )
        super().__init__(rng=self.game.seed)
        self.actors = {key: Actor(self, key, i) for i, key in enumerate(self.game.cast.actors)}
        self.datacollector = mesa.DataCollector(
            model_reporters={name: name for name in REPORTED},
            # Of plain names Mesa makes reporters that cannot be pickled.
            agent_reporters={name: attrgetter(name) for name in REPORTED_OF_ACTORS},
        )
        # The opening, so that the n-th row of the model and of its agents is that after n turns.
        self.datacollector.collect(self)

    # --- play ---------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one turn; the agents decide.

        Raises:
            RuntimeError: The run is over.
        """
        self.game.open()
        self.agents.do("decide")
        self.game.close()
        self.datacollector.collect(self)
        self.running = not self.game.over

    def play(self) -> None:
        """Play all turns that are left."""
        while not self.game.over:
            self.step()

    @property
    def scenario(self) -> Any:
        """The scenario in play."""
        return self.game.scenario

    @scenario.setter
    def scenario(self, mesa_scenario: object) -> None:
        """Leave aside the parameter set that Mesa 3.5 gives every model under the same name."""

    # --- what can be seen ---------------------------------------------------------------------

    @property
    def run_seed(self) -> int:
        """Seed of all chance."""
        return self.game.seed

    @property
    def replicate(self) -> int:
        """Which of the seed's runs this is."""
        return self.game.replicate

    @property
    def turns(self) -> int:
        """Turns to play."""
        return self.game.turns

    @property
    def turn(self) -> int:
        """The turn in play, from 0; after the last one, the number of turns."""
        return self.game.turn

    @property
    def stance(self) -> str:
        """Stance of the guarantor at the end of the latest turn; "mixed" before the first."""
        return self.game.stance

    @property
    def commitment(self) -> float:
        """Commitment of the guarantor to the defender, [0, 1]."""
        return self.game.table.s[at.COMMITMENT + self.game.board.ix[at.GUARANTEE]]

    @property
    def influence(self) -> float:
        """Influence of the guarantor over the defender, [.01, .9]."""
        return self.game.table.s[at.INFLUENCE + self.game.board.ix[at.GUARANTEE]]

    @property
    def tension(self) -> float:
        """Confrontation between guarantor and sponsor, [0, 1]."""
        return self.game.table.s[at.TENSION]

    def state(self) -> dict[str, float]:
        """Every state variable by path; beliefs in log-odds."""
        return self.game.state()

    def measures(self) -> dict[str, float]:
        """Measures of the run so far, by name (``sim.engine.outcome.MEASURES``)."""
        return self.game.measures()

    def record(self) -> Record:
        """The record of the turns played.

        Raises:
            RuntimeError: The model was made without ``record=True``.
        """
        return self.game.record()


def _one_seed(seed: int | None, rng: int | None) -> int:
    """The one seed that was given under either name, or a drawn one."""
    if seed is not None and rng is not None:
        raise ValueError("give seed or rng, which are two names of the same thing, not both")
    if rng is not None and not hasattr(rng, "__index__"):
        raise TypeError(
            f"rng = {rng!r:.60}: must be a whole number; all chance follows from it, "
            "so give the seed itself, such as seed=1, in place of a generator"
        )
    given = seed if rng is None else rng
    return draw_seed() if given is None else given
