"""What a seat may know: the state as it sees it, and the orders, rulings and events of a turn.

The rules of visibility are the scenario's (`sim.scenario.knowledge`). They are applied here and
nowhere else. Whatever a seat must not know is left out; nothing is masked later.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.engine import layout as at
from sim.engine.draws import normal
from sim.engine.perceived import defence_expected, observed_belief
from sim.play.view import Estimate
from sim.record import Order, Ruling, TurnRecord
from sim.rules.curves import log_odds, logistic
from sim.scenario.happenings import was_put_in
from sim.scenario.states import has_variable
from sim.vocabulary import DRAW_ESTIMATE, DRAW_FOG, HOLD

if TYPE_CHECKING:
    from sim.engine.places import Cast
    from sim.engine.vectors import EncodedScenario, Table
    from sim.scenario import Scenario
    from sim.scenario.knowledge import Level

EXACT, ESTIMATED, UNKNOWN, ABSENT = "exact", "estimated", "unknown", "absent"
"""How a seat knows a state variable; absent: its actor does not have it, so it is always 0."""
NINE_TENTHS = 1.6448536269514722
"""Standard normal quantile of .95: nine tenths of all errors are smaller."""
LEAST_SHARE = 0.01
"""Estimates of shares lie in [LEAST_SHARE, 1 - LEAST_SHARE], as the errors are in log-odds."""
UNBOUNDED = ("capability",)
"""State variables that are estimated with a factor; all others are shares."""
BELIEFS = ("belief_client", "belief_adversary")
"""State variables in log-odds."""
COVERT = "covert"
"""The channel whose orders are seen when the sponsor's hand is seen."""


class Sight:
    """What the seats of a scenario may know.

    Args:
        scenario: The scenario.
        cast: Its ids.
        encoded: The encoded scenario.
    """

    def __init__(self, scenario: Scenario, cast: Cast, encoded: EncodedScenario) -> None:
        self._scenario, self._cast, self._encoded = scenario, cast, encoded
        self._places = cast.state_places()
        self._ways: dict[str, dict[str, str]] = {}

    def ways(self, actor: str) -> Mapping[str, str]:
        """Return how a seat knows every state variable: exact, estimated or unknown; by path."""
        if actor not in self._ways:
            self._ways[actor] = {path: self._way(actor, path) for path in self._places}
        return self._ways[actor]

    def exact(self, actor: str, table: Table) -> dict[str, float]:
        """Return the state variables that a seat knows exactly, by path; beliefs in log-odds."""
        ways = self.ways(actor)
        return {path: table.s[k] for path, k in self._places.items() if ways[path] == EXACT}

    def estimates(self, actor: str, table: Table) -> dict[str, Estimate]:
        """Return the estimates of a seat in this turn, by path.

        The error of every number is drawn once a quarter. Of the strength of the challenger, and
        for the challenger of that of the defender, it is the error with which the model's own
        actors misread the balance.
        """
        ways = self.ways(actor)
        return {
            path: self._estimate(actor, path, k, table)
            for path, k in self._places.items()
            if ways[path] == ESTIMATED
        }

    def believed(self, actor: str, table: Table, start: Sequence[float]) -> list[float]:
        """Return the whole state as a seat would put it together [place].

        What it knows is as it is, what it estimates as it estimates, and of what it does not know
        it has the value of the scenario's opening, which everybody can read.

        Args:
            actor: Id of the seat's actor.
            table: The table of the run.
            start: State at the opening, by place.
        """
        found, ways = list(table.s), self.ways(actor)
        for path, k in self._places.items():
            if ways[path] == ESTIMATED:
                found[k] = self._estimate(actor, path, k, table).value
            elif ways[path] == UNKNOWN:
                found[k] = start[k]
        return found

    def defence(self, actor: str, table: Table) -> dict[str, float]:
        """Return the chance that the guarantor defends each theatre, as an actor expects it.

        It is computed from the state of the table: the true one, or what the actor believes.
        """
        s, p, ix = table.s, self._encoded.p, self._encoded.ix
        resolved = logistic(s[observed_belief(self._cast.actors.index(actor), ix)])
        return {
            theatre: defence_expected(s, p, ix, resolved, h)
            for h, theatre in enumerate(self._cast.theatres)
        }

    def order(self, actor: str, other: str, name: str, *, attributed: bool) -> str:
        """Return an order of another actor as a seat sees it: ``hold`` if nothing of it is seen.

        Args:
            actor: Id of the seat's actor.
            other: Id of the actor that gave the order.
            name: Name of the order.
            attributed: Whether the sponsor's covert help is seen in this turn.
        """
        channels = self._scenario.actions[self._scenario.actors[other].role][name].efforts
        if other == actor or not channels:
            return name
        seen = any(self.sees_channel(actor, one, attributed=attributed) for one in channels)
        return name if seen else HOLD

    def sees_channel(self, actor: str, channel: str, *, attributed: bool) -> bool:
        """Return whether a seat sees what other actors do on a channel."""
        if channel == COVERT and attributed:
            return True
        return self._level(actor, "orders", channel) == "public"

    def orders(self, actor: str, played: TurnRecord) -> dict[str, Order]:
        """Return the orders of a turn as a seat sees them, by actor; the reply is always seen."""
        attributed = attributed_in(played)
        return {
            other: Order(
                security=self.order(actor, other, given.security, attributed=attributed),
                diplomacy=self.order(actor, other, given.diplomacy, attributed=attributed),
                reply=given.reply,
            )
            for other, given in played.orders.items()
        }

    def rulings(self, actor: str, played: TurnRecord) -> tuple[Ruling, ...]:
        """Return the rulings of a turn that a seat sees; without draw and inputs, if these are hid.

        Covert help that is attributed is seen by all.
        """
        draws = self._scenario.knowledge.sees_draws(self._scenario.actors[actor].role)
        found = []
        for one in played.rulings:
            seen = one.rule == "attribution" and one.result["seen"] > 0
            level = self._level(actor, "rulings", one.rule)
            own = level == "own" and self._concerns(actor, one.subject)
            if seen or own or level == "public":
                found.append(one if draws else Ruling(one.rule, one.subject, {}, None, one.result))
        return tuple(found)

    def events(self, actor: str, played: TurnRecord) -> tuple[str, ...]:
        """Return the names of the scenario's events of a turn that a seat sees.

        Of what the control desk of a game put in, it tells itself whom it wants to.
        """
        if not self._scenario.knowledge.sees_events(self._scenario.actors[actor].role):
            return ()
        return tuple(name for name in played.events if not was_put_in(name))

    # --- parts --------------------------------------------------------------------------------

    def _level(self, actor: str, section: str, name: str) -> Level:
        return self._scenario.knowledge.level(section, name, self._scenario.actors[actor].role)

    def _way(self, actor: str, path: str) -> str:
        section, *owner, name = path.split(".")
        if section == "actors" and not has_variable(name, self._scenario.actors[owner[0]].role):
            return ABSENT
        level = self._level(actor, section, name)
        if level == "public":
            return EXACT
        if level != "hidden" and actor in self.owners(path):
            return EXACT
        return ESTIMATED if level == "estimated" else UNKNOWN

    def owners(self, path: str) -> tuple[str, ...]:
        """Return the ids of the actors whose own a state variable is."""
        section, *key, name = path.split(".")
        scenario = self._scenario
        if section == "actors":
            return (key[0],)
        if section == "ties":
            ends = self._ends(key[0])
            if name == BELIEFS[0]:
                return (ends[1],)
            if name == BELIEFS[1]:
                # All observers but the client share the adversary's belief.
                return tuple(other for other in self._cast.actors if other != ends[1])
            return ends
        if section == "factions":
            return (scenario.guarantor,)
        if name.startswith("offer_"):
            return (getattr(scenario, name.removeprefix("offer_")),)
        return ()

    def _ends(self, tie: str) -> tuple[str, str]:
        e, ix = self._cast.ties.index(tie), self._encoded.ix
        return self._cast.actors[ix[at.PATRON + e]], self._cast.actors[ix[at.CLIENT + e]]

    def _concerns(self, actor: str, subject: str) -> bool:
        """Return whether a ruling about this subject is an actor's own."""
        scenario = self._scenario
        if subject in self._cast.ties:
            return actor in self._ends(subject)
        if subject in self._cast.theatres:
            return actor in (scenario.challenger, scenario.defender)
        return subject == actor

    def _estimate(self, actor: str, path: str, place: int, table: Table) -> Estimate:
        truth, name = table.s[place], path.rpartition(".")[2]
        sigma = self._encoded.p[at.FOG_SIGMA]
        error = sigma * self._error(actor, path, place, table)
        reach = NINE_TENTHS * sigma
        if name in UNBOUNDED:
            value, low, high = (truth * math.exp(x) for x in (error, error - reach, error + reach))
            return Estimate(value, low, high)
        odds = truth if name in BELIEFS else log_odds(_inside(truth))
        shifted = (odds + x for x in (error, error - reach, error + reach))
        return Estimate(*shifted) if name in BELIEFS else Estimate(*(logistic(x) for x in shifted))

    def _error(self, actor: str, path: str, place: int, table: Table) -> float:
        """Return the standard normal error of a seat about a number in this turn."""
        i, turn = self._cast.actors.index(actor), table.counter[at.TURN]
        challenger, defender = self._scenario.challenger, self._scenario.defender
        misread = -normal(table.stream, turn, i, DRAW_FOG)
        if path == f"actors.{challenger}.capability":
            return misread
        if actor == challenger and path == f"actors.{defender}.capability":
            return -misread
        return normal(table.stream, turn, i * at.STATE_SIZE + place, DRAW_ESTIMATE)


def attributed_in(played: TurnRecord) -> bool:
    """Return whether the sponsor's covert help was seen in a turn."""
    return any(one.rule == "attribution" and one.result["seen"] > 0 for one in played.rulings)


def _inside(share: float) -> float:
    return min(max(share, LEAST_SHARE), 1.0 - LEAST_SHARE)
