"""A table at which a test gives the orders: the pencil scenario, one turn at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sim.engine import layout as at
from sim.engine.decision import consider
from sim.engine.encoding import encode_scenario, menu_places
from sim.engine.forecast import add_up, clip_channel
from sim.engine.layout import EncodedScenario, Table, Vector
from sim.engine.places import Cast
from sim.engine.table import lay_table, zeros
from sim.engine.transition import EVERY_STATE, EVERYTHING, transition
from sim.engine.turn import gather
from sim.engine.value import appraise, value
from sim.engine.weights import TERMS
from sim.scenario import Scenario, from_document, load_scenario

PENCIL = Path(__file__).parent / "data" / "pencil.toml"
LEDGER = {
    "cover": at.COVER,
    "fought": at.FOUGHT,
    "win": at.WIN,
    "sunk": at.SUNK,
    "target": at.TARGET,
    "met": at.MET,
    "unmet": at.UNMET,
    "defended": at.DEFENDED,
}


@cache
def pencil() -> Scenario:
    """The scenario of round numbers."""
    return load_scenario(PENCIL)


OTHERS = ("SPO", "SPO-CHA", "GUA-CHA", "FAR", "FAR-DEF", "NEI", "NEI-DEF")
"""All but the guarantor, its client, and the client's adversary."""


def without(scenario: Scenario, *parts: str) -> Scenario:
    """The scenario without these actors, ties, theatres and whatever names them."""

    def prune(value: object) -> object:
        if isinstance(value, dict):
            return {key: prune(item) for key, item in value.items() if key not in parts}
        return value

    document = prune(scenario.document)
    assert isinstance(document, dict)
    if "pass" in parts:
        document["theatres"]["valley"]["security_weight"] = 1
    return from_document(document)


def bare() -> Scenario:
    """The least of a dispute: three actors, one tie, one theatre, no peacekeepers."""
    smaller = without(pencil(), *OTHERS, "pass").document
    del smaller["mission"]
    smaller["theatres"]["valley"]["mission"] = 0
    return from_document(smaller)


class Sandbox:
    """A scenario laid out for play, with names for everything in the vectors."""

    def __init__(
        self,
        scenario: Scenario | None = None,
        changes: Mapping[str, object] | None = None,
        *,
        seed: int = 0,
        replicate: int = 0,
    ) -> None:
        base = scenario or pencil()
        self.scenario = base.replace(changes) if changes else base
        self.cast = Cast.of(self.scenario)
        self.encoded: EncodedScenario = encode_scenario(self.scenario)
        turns = self.scenario.calendar.turns
        self.table: Table = lay_table(self.encoded, seed, replicate, turns)
        self.places = self.cast.state_places()
        self.menus = {
            actor: menu_places(self.scenario, actor, list(self.encoded.first_action))
            for actor in self.cast.actors
        }
        self.table.counter[at.EXPLAINING] = 1
        self.give_orders({})

    def consider(self, actor: str) -> int:
        """Let an actor fill the workspace by its expectations; return the number of its options."""
        add_up(self.table.forecast, self.encoded.ix, self.table.expected)
        consider(self.place(actor), self.encoded, self.table)
        return self.table.counter[at.OPTIONS]

    def give_orders(self, orders: Mapping[str, str]) -> None:
        """Everybody orders what is named here; the others hold."""
        for i, actor in enumerate(self.cast.actors):
            self.table.order[i] = self.menus[actor][orders.get(actor, "hold")]

    def project(
        self,
        orders: Mapping[str, str] | None = None,
        *,
        reply: Mapping[str, float] | None = None,
        luck: Mapping[int, float] | None = None,
        edge: float = 1.0,
        covert_seen: float = 1.0,
    ) -> dict[str, float]:
        """State by path after these orders, by the transition alone; ledger and start stay."""
        self.give_orders(orders or {})
        gather(self.encoded, self.table)
        table = self.table
        for h, theatre in enumerate(self.cast.theatres):
            table.reply[h] = (reply or {}).get(theatre, 0.0)
        noise = zeros(at.NOISE_SIZE)
        for place, draw in (luck or {}).items():
            noise[place] = draw
        self._transit(table.u, table.reply, noise, edge, covert_seen)
        return {path: table.nxt[place] for path, place in self.places.items()}

    def _transit(
        self, u: Vector, reply: Vector, noise: Vector, edge: float, covert_seen: float
    ) -> None:
        table, encoded = self.table, self.encoded
        table.nxt[:] = table.s
        transition(
            EVERY_STATE,
            at.NONE,
            table.s,
            u,
            reply,
            encoded.p,
            encoded.ix,
            edge,
            noise,
            covert_seen,
            table.nxt,
            table.led,
        )

    def worth(
        self, actor: str, orders: Mapping[str, str], reply: Mapping[str, float], edge: float = 1.0
    ) -> dict[str, float]:
        """Terms of an actor's utility a quarter, everything worked out from the beginning.

        The actor foresees these orders, on top of what it expects of all who are not named.
        """
        u = zeros(at.CHANNEL_COUNT)
        for i, name in enumerate(self.cast.actors):
            if name in orders:
                a = self.menus[name][orders[name]]
                for k in range(self.encoded.first_effort[a], self.encoded.first_effort[a + 1]):
                    u[self.encoded.slot[k]] += self.encoded.effort[k]
            else:
                first = i * at.CHANNEL_COUNT
                for slot in range(at.CHANNEL_COUNT):
                    u[slot] += self.table.forecast[first + slot]
        u = [clip_channel(slot, effort) for slot, effort in enumerate(u)]
        replies = [reply.get(theatre, 0.0) for theatre in self.cast.theatres]
        self._transit(u, replies, zeros(at.NOISE_SIZE), edge, self.encoded.p[at.ATTRIBUTION])
        return self.appraise(actor, edge)

    def appraise(self, actor: str, edge: float = 1.0) -> dict[str, float]:
        """Terms of an actor's utility of the state under construction."""
        table, encoded, i = self.table, self.encoded, self.place(actor)
        term = zeros(at.TERM_COUNT)
        appraise(EVERYTHING, i, table.nxt, table.led, encoded.p, encoded.ix, edge)
        resolve = table.private[at.RESOLVE]
        value(i, table.s, table.nxt, table.led, encoded.p, encoded.ix, resolve, term)
        role = self.scenario.actors[actor].role
        names = TERMS["client" if role in ("challenger", "defender") else role]
        return dict(zip(names, term, strict=False))

    def state(self) -> dict[str, float]:
        """State by path now."""
        return {path: self.table.s[place] for path, place in self.places.items()}

    def put(self, path: str, value: float) -> None:
        """Set a state variable."""
        self.table.s[self.places[path]] = value

    def ledger(self, name: str, entity: str = "") -> float:
        """Entry of the ledger, for a tie or a theatre where it has one."""
        known = self.cast.theatres if entity in self.cast.theatres else self.cast.ties
        return self.table.led[LEDGER[name] + (known.index(entity) if entity else 0)]

    def place(self, actor: str) -> int:
        """Place of an actor in the vectors."""
        return self.cast.actors.index(actor)
