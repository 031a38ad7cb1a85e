"""The Mesa driver: a game as a ``mesa.Model`` whose agents are the actors.

The game (``sim.play.game``) plays the turns. Mesa adds agents and tools, such as data collection
and batch runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import mesa

from sim.cards import Card, Line
from sim.engine import layout as at
from sim.play.arguments import as_scenario, draw_seed
from sim.play.game import Game
from sim.scenario import Scenario
from sim.vocabulary import DESKS, DIPLOMACY_DESK, SECURITY_DESK, TIE_VARIABLES

if TYPE_CHECKING:
    from sim.play.seats import Sitter
    from sim.play.view import View
    from sim.record import Record

REPORTED = ("run_seed", "stance", "commitment", "influence", "tension")
"""Variables of the model that its data collector records."""
REPORTED_OF_ACTORS = (
    "key",
    "security_order",
    "diplomacy_order",
    "influence_held",
    "commitment_sunk",
    "standing",
)
"""Variables of every actor that the data collector records.

None may have the same name as a variable of the model: Mesa's batch runner puts both in one row.
"""


class Numbering(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Numbers for the agents of each model, from 1; deleted together with the model."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        """Return an iterator over the unused numbers of a model."""
        if model not in self:
            self[model] = count(1)
        return super().__getitem__(model)


class Actor(mesa.Agent):
    """One actor of the scenario; ``seat`` decides for it and may be replaced at any time."""

    model: Marchland
    # Mesa 3.3 keeps the counters of all models in one dictionary, so no model is ever freed.
    _ids = Numbering()

    def __init__(self, model: Marchland, key: str, place: int) -> None:
        super().__init__(model)
        self.key = key
        self.place = place
        self.name = model.scenario.actors[key].name
        self.role = model.scenario.actors[key].role

    @property
    def seat(self) -> Sitter:
        """Seat that decides for the actor."""
        return self.model.game.seat(self.key)

    @seat.setter
    def seat(self, seat: Sitter) -> None:
        self.model.game.take_seat(self.key, seat)

    @property
    def security_order(self) -> str:
        """Latest order of the security desk; before its first, its opening course."""
        return self.model.game.orders(self.key)[DESKS[SECURITY_DESK]]

    @property
    def diplomacy_order(self) -> str:
        """Latest order of the diplomacy desk; before its first, its opening course."""
        return self.model.game.orders(self.key)[DESKS[DIPLOMACY_DESK]]

    @property
    def capability(self) -> float:
        """Forces relevant to the theatres, > 0; the challenger's initial forces are 1."""
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
            for e in range(game.encoded.ix[at.N_TIES])
            if game.encoded.ix[at.PATRON + e] == self.place
        )

    def legal_orders(self) -> dict[str, list[str]]:
        """Return the names of the legal orders of each desk now; ``hold`` is always the first."""
        return self.model.game.legal_orders(self.key)

    def view(self) -> View:
        """Return the view of the actor at this moment."""
        return self.model.game.view(self.key)

    def decide(self) -> None:
        """Let the seat choose the orders and hand them in; an illegal order becomes ``hold``."""
        self.model.game.ask(self.key)


class Marchland(Card, mesa.Model):
    """One run of a scenario as a Mesa model; its attribute ``game`` plays the turns.

    Args:
        scenario: A scenario, the path of a scenario file, or the name of a shipped one.
        seed: Seed of all chance, a whole number in [0, 2^64). If None, a random seed is drawn;
            ``run_seed`` holds it.
        replicate: Number of the run among the runs of this seed, in [0, 2^32).
        turns: Number of turns to play; that of the scenario if None.
        changes: New values in the scenario by path, as for ``Scenario.replace``.
        rng: Another name for ``seed``, which Mesa's batch runner uses.
        record: Whether to collect the data that :meth:`record` needs.

    Raises:
        ScenarioError: The scenario, or a change to it, is not valid.
        TypeError: An argument has the wrong type.
        ValueError: Seed, replicate or turns are out of range.
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
            # From plain names Mesa would make reporters that cannot be pickled.
            agent_reporters={name: attrgetter(name) for name in REPORTED_OF_ACTORS},
        )
        # Row 0 is the opening state, so that row n of the model and its agents is after n turns.
        self.datacollector.collect(self)

    def _card(self) -> Sequence[Line]:
        return self.game._card()

    # --- play ---------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one turn, in which every agent chooses its orders.

        Raises:
            RuntimeError: The run is over.
        """
        self.game.open()
        self.agents.do("decide")
        self.game.close()
        self.datacollector.collect(self)
        self.running = not self.game.over

    def play(self) -> None:
        """Play all remaining turns."""
        while not self.game.over:
            self.step()

    @property
    def scenario(self) -> Any:
        """Scenario of the run."""
        return self.game.scenario

    @scenario.setter
    def scenario(self, mesa_scenario: object) -> None:
        """Ignore the object that Mesa 3.5 assigns to this name in every model."""

    # --- state and results --------------------------------------------------------------------

    @property
    def run_seed(self) -> int:
        """Seed of all chance."""
        return self.game.seed

    @property
    def replicate(self) -> int:
        """Number of the run among the runs of this seed."""
        return self.game.replicate

    @property
    def turns(self) -> int:
        """Number of turns to play."""
        return self.game.turns

    @property
    def turn(self) -> int:
        """Number of the current turn, from 0; after the last turn, the number of turns."""
        return self.game.turn

    @property
    def stance(self) -> str:
        """Stance of the guarantor at the end of the latest turn; "mixed" before the first."""
        return self.game.stance

    @property
    def commitment(self) -> float:
        """Commitment of the guarantor to the defender, [0, 1]."""
        return self.game.table.s[at.COMMITMENT + self.game.encoded.ix[at.GUARANTEE]]

    @property
    def influence(self) -> float:
        """Influence of the guarantor over the defender, [.01, .9]."""
        return self.game.table.s[at.INFLUENCE + self.game.encoded.ix[at.GUARANTEE]]

    @property
    def tension(self) -> float:
        """Confrontation between guarantor and sponsor, [0, 1]."""
        return self.game.table.s[at.TENSION]

    def state(self) -> dict[str, float]:
        """Return the value of every state variable by path; beliefs are in log-odds."""
        return self.game.state()

    def measures(self) -> dict[str, float]:
        """Return the measures of the run so far, by name (``sim.measures.MEASURES``)."""
        return self.game.measures()

    def record(self) -> Record:
        """Return the record of the turns played.

        Raises:
            RuntimeError: The model was made without ``record=True``.
        """
        return self.game.record()


def _one_seed(seed: int | None, rng: int | None) -> int:
    """Return the seed that was given under either name; a random one if there is none."""
    if seed is not None and rng is not None:
        raise ValueError("give either seed or rng, not both: they are two names of the same thing")
    if rng is not None and not hasattr(rng, "__index__"):
        raise TypeError(
            f"rng = {rng!r:.60}: must be a whole number, such as seed=1, not a generator; "
            "the model makes all its random draws from this number"
        )
    given = seed if rng is None else rng
    return draw_seed() if given is None else given
