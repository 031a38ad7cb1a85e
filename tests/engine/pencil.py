"""A table at which a test gives the orders: the pencil scenario, one turn at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sim.engine import layout as at
from sim.engine.appraisal import appraise
from sim.engine.courses import desk_place
from sim.engine.decision import consider
from sim.engine.encoding import encode_scenario, menu_places
from sim.engine.forecast import add_up, clip_channel
from sim.engine.layout import Vector
from sim.engine.places import Cast
from sim.engine.reviews import note_conditions, set_other
from sim.engine.table import lay_table, zeros
from sim.engine.transition import EVERYTHING, transition
from sim.engine.turn import close_turn, gather, open_turn
from sim.engine.value import value
from sim.engine.vectors import EncodedScenario, Table
from sim.engine.weights import TERMS
from sim.scenario import Scenario, from_document, load_scenario
from sim.vocabulary import DESKS

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
    "looms": at.LOOMS,
    "feared": at.FEARED_GAIN,
    "option": at.OPTION,
}
UNSIGNED = 0.99
"""Draw with which standing offers are not signed."""


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
    """A scenario laid out for play, with names for everything in the vectors.

    An actor's orders are a text with one order, or one for each desk joined by ``+``; a desk that
    the text does not name holds.
    """

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
        first = list(self.encoded.first_action)
        self.menus = {
            actor: [menu_places(self.scenario, actor, desk, first) for desk in range(len(DESKS))]
            for actor in self.cast.actors
        }
        self.names = {
            place: name
            for menus in self.menus.values()
            for menu in menus
            for name, place in menu.items()
        }
        self.table.counter[at.EXPLAINING] = 1

    def consider(self, actor: str, desk: int) -> int:
        """Let a desk fill the workspace by what it expects; return the number of its options."""
        table, i = self.table, self.place(actor)
        add_up(table.forecast, self.encoded, table.expected)
        note_conditions(self.encoded, table)
        set_other(i, desk, self.encoded, table)
        consider(i, desk, self.encoded, table)
        return table.counter[at.OPTIONS]

    def orders_of(self, actor: str, text: str) -> list[int]:
        """Places of the orders that a text gives to the desks of an actor."""
        found = [menu["hold"] for menu in self.menus[actor]]
        for name in text.split("+"):
            desks = [desk for desk, menu in enumerate(self.menus[actor]) if name in menu]
            assert desks, f"{actor} has no order {name}"
            if name != "hold":
                found[desks[0]] = self.menus[actor][desks[0]][name]
        return found

    def give_orders(self, orders: Mapping[str, str]) -> None:
        """Everybody orders what is named here; the others hold."""
        for i, actor in enumerate(self.cast.actors):
            for desk, place in enumerate(self.orders_of(actor, orders.get(actor, "hold"))):
                self.table.order[desk_place(i, desk)] = place

    def order(self, actor: str, desk: int) -> str:
        """Name of the order of a desk this turn; before it decides, that of last turn."""
        return self.names[self.table.order[desk_place(self.place(actor), desk)]]

    def project(
        self,
        orders: Mapping[str, str] | None = None,
        *,
        reply: Mapping[str, float] | None = None,
        luck: Mapping[int, float] | None = None,
        edge: float = 1.0,
        covert_seen: float = 1.0,
        viewer: str = "",
    ) -> dict[str, float]:
        """State by path after these orders, by the transition alone; ledger and start stay.

        Without a viewer this is the arithmetic of the game, in which offers are not signed unless
        ``luck`` says so; with one, it is the actor's forecast.
        """
        self.give_orders(orders or {})
        gather(self.encoded, self.table)
        table = self.table
        for h, theatre in enumerate(self.cast.theatres):
            table.reply[h] = (reply or {}).get(theatre, 0.0)
        noise = zeros(at.NOISE_SIZE)
        noise[at.TREATY_LUCK] = UNSIGNED
        for place, draw in (luck or {}).items():
            noise[place] = draw
        self._transit(table.u, table.reply, noise, edge, covert_seen, viewer)
        return {path: table.nxt[place] for path, place in self.places.items()}

    def _transit(
        self, u: Vector, reply: Vector, noise: Vector, edge: float, covert_seen: float, viewer: str
    ) -> None:
        table, encoded = self.table, self.encoded
        table.nxt[:] = table.s
        transition(
            EVERYTHING,
            self.place(viewer) if viewer else at.NONE,
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
                for a in self.orders_of(name, orders[name]):
                    for slot, effort in self.efforts(name, a).items():
                        u[slot] += effort
            else:
                first = i * at.CHANNEL_COUNT
                for slot in range(at.CHANNEL_COUNT):
                    u[slot] += self.table.forecast[first + slot]
        u = [clip_channel(slot, effort) for slot, effort in enumerate(u)]
        replies = [reply.get(theatre, 0.0) for theatre in self.cast.theatres]
        seen = self.encoded.p[at.ATTRIBUTION]
        self._transit(u, replies, zeros(at.NOISE_SIZE), edge, seen, actor)
        return self.appraise(actor, edge, u)

    def efforts(self, actor: str, action: int) -> dict[int, float]:
        """Efforts of an action by channel; mediation and pressure carry the sender's bandwidth."""
        encoded = self.encoded
        width = 1 - self.table.s[at.OVERSTRETCH + self.place(actor)]
        carried = {
            first + k
            for first, count in (
                (at.DO_MEDIATE, at.MAX_THEATRES),
                (at.DO_PRESS, at.MAX_ACTORS),
            )
            for k in range(count)
        }
        return {
            encoded.slot[k]: encoded.effort[k] * (width if encoded.slot[k] in carried else 1)
            for k in range(encoded.first_effort[action], encoded.first_effort[action + 1])
        }

    def appraise(self, actor: str, edge: float = 1.0, u: Vector | None = None) -> dict[str, float]:
        """Terms of an actor's utility of the state under construction; ``u``: channels."""
        table, encoded, i = self.table, self.encoded, self.place(actor)
        term = zeros(at.TERM_COUNT)
        channels = table.u if u is None else u
        appraise(EVERYTHING, i, channels, table.nxt, table.led, encoded.p, encoded.ix, edge)
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


def play(box: Sandbox, *turns: Mapping[str, str]) -> dict[str, float]:
    """Play turns with given orders; all others hold."""
    for orders in turns:
        open_turn(box.encoded, box.table)
        box.give_orders(orders)
        close_turn(box.encoded, box.table)
    return box.state()
