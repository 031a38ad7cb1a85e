"""What moves what: the sources of every state variable, and what each term of a utility reads.

This is the wiring of the update rules (`docs/odd.md`, sections 7.4 to 7.8) without their numbers.
It says where to look for the cause of a difference; how large the difference is, records say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.narrative.cast import Cast
from sim.vocabulary import ROLES

Target = tuple[str, str]
"""A channel and what it is aimed at: a tie, a theatre, an actor, or "" for all."""


@dataclass(frozen=True)
class Feed:
    """What a state variable takes in.

    `targets` are channels of orders, `rules` rulings by rule and subject ("*" for any subject),
    `paths` other state variables, and `reply` says whether the guarantor's answer to an attack
    enters.
    """

    targets: frozenset[Target] = frozenset()
    rules: frozenset[Target] = frozenset()
    paths: tuple[str, ...] = ()
    reply: bool = False


class Wiring:
    """The wiring of one cast."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self.guarantee = cast.tie_between("guarantor", "defender") or ""
        self.sponsorship = cast.tie_between("sponsor", "challenger") or ""
        self.cross = cast.tie_between("guarantor", "challenger") or ""

    def feed(self, path: str) -> Feed:
        """What the state variable at a path takes in."""
        table, _, rest = path.partition(".")
        name, _, variable = rest.rpartition(".")
        if table == "ties":
            return self._tie(name, variable)
        if table == "theatres":
            return self._theatre(name, variable)
        if table == "actors":
            return self._actor(name, variable)
        return self._faction() if table == "factions" else self._world(rest)

    def _tie(self, tie: str, variable: str) -> Feed:
        client = self._cast.client(tie)
        help_to = _on(tie, "arm", "tech", "deploy")
        covert = frozenset({("covert", "*")}) if tie == self.sponsorship else frozenset()
        tested = frozenset({("test", "*")}) if tie == self.guarantee else frozenset()
        guarantee = tie == self.guarantee
        frozen = f"ties.{tie}.frozen"
        own = [f"ties.{tie}.{part}" for part in ("commitment", "cadre", "belief_client", "frozen")]
        feeds = {
            "commitment": Feed(
                help_to | covert | _on(tie, "grant"), tested, (frozen,), reply=guarantee
            ),
            "pledge": Feed(_on(tie, "pledge", "grant"), tested),
            "presence": Feed(
                _on(tie, "deploy", "grant"),
                frozenset({("base", tie)}),
                (f"ties.{tie}.base_request", frozen),
            ),
            "base_request": Feed(_on(tie, "deploy") | {("press", self._cast.patron(tie))}),
            "frozen": Feed(_on(tie, "grant"), frozenset({("freeze", tie)})),
            "cadre": Feed(
                _on(tie, "cadre") | {("purge", client)}, paths=(f"ties.{tie}.influence",)
            ),
            "influence": Feed(
                _on(tie, "soft", "align") | {("press", client)},
                paths=tuple(own),
                reply=tie == self.cross,
            ),
        }
        belief = Feed(help_to | _on(tie, "pledge"), tested, reply=guarantee)
        return feeds.get(variable, belief)

    def _theatre(self, theatre: str, variable: str) -> Feed:
        force = _on(theatre, "force")
        feeds = {
            "control": Feed(force, frozenset({("war", theatre)})),
            "heat": Feed(force | _on(theatre, "provoke"), frozenset({("war", theatre)})),
            "red_line": Feed(_on(theatre, "redline")),
            "war": Feed(force, frozenset({("ceasefire", theatre)})),
            "pending_test": Feed(force, frozenset({("test", theatre)}), reply=True),
            "casus": Feed(_on(theatre, "provoke")),
            "mission": Feed(
                _on(theatre, "mission") | {("mandate", "end")},
                frozenset({("mission", theatre), ("mandate", "*")}),
                ("world.mandate", f"theatres.{theatre}.control"),
            ),
            "integrity": Feed(
                force | _on(theatre, "mission", "provoke"), frozenset({("mission", theatre)})
            ),
        }
        return feeds[variable]

    def _actor(self, actor: str, variable: str) -> Feed:
        ties = [tie for tie in self._cast.ties if self._cast.client(tie) == actor]
        war, shock = frozenset({("war", "*")}), frozenset({("shock", "*")})
        arms = frozenset((channel, tie) for tie in ties for channel in ("arm", "tech"))
        held = tuple(f"ties.{tie}.{part}" for tie in ties for part in ("influence", "presence"))
        feeds = {
            "capability": Feed(arms | _on(actor, "invest"), war),
            "drone_tech": Feed(arms | _on(actor, "invest")),
            "overstretch": Feed(rules=shock),
            "reputation": Feed(rules=frozenset({("test", "*")}), reply=True),
            "standing": Feed(
                _on(actor, "consolidate", "settle", "press"), war, (f"actors.{actor}.backlash",)
            ),
            "backlash": Feed(_on(actor, "purge"), paths=held),
        }
        return feeds[variable]

    def _world(self, variable: str) -> Feed:
        offers = {"offer_challenger": "challenger", "offer_defender": "defender"}
        if variable in offers:
            return Feed(_on(self._cast.holder(offers[variable]) or "", "settle"))
        feeds = {
            "tension": Feed(
                _on(self.guarantee, "deploy") | {("press", "*"), ("deal", "*")},
                frozenset({("attribution", "*")}),
                (f"ties.{self.sponsorship}.presence",) if self.sponsorship else (),
                reply=True,
            ),
            "treaty": Feed(
                rules=frozenset({("treaty", "*")}),
                paths=("world.offer_challenger", "world.offer_defender"),
            ),
            "shock": Feed(rules=frozenset({("shock", "*")})),
        }
        mandate = Feed(frozenset({("mandate", "end")}), frozenset({("mandate", "*")}))
        return feeds.get(variable, mandate)

    def _faction(self) -> Feed:
        return Feed(
            paths=(*self._rival(), *self._everywhere("mission", "integrity"), "world.tension")
        )

    def _rival(self) -> tuple[str, ...]:
        return self._of(self.sponsorship, "influence", "cadre", "presence")

    def _of(self, tie: str, *variables: str) -> tuple[str, ...]:
        return tuple(f"ties.{tie}.{variable}" for variable in variables) if tie else ()

    def _everywhere(self, *variables: str) -> tuple[str, ...]:
        return tuple(
            f"theatres.{theatre}.{variable}"
            for theatre in self._cast.theatres
            for variable in variables
        )

    # --- what the terms of a utility read ------------------------------------------------------

    def read_by(self, term: str, actor: str) -> tuple[str, ...]:
        """State variables that a term of an actor's utility reads."""
        own = [tie for tie in self._cast.ties if self._cast.patron(tie) == actor]
        under = [tie for tie in self._cast.ties if self._cast.client(tie) == actor]
        influence = ("influence", "cadre", "presence", "commitment")
        peace = self._everywhere("mission", "integrity")
        security = (
            *self._strengths(),
            *self._of(self.guarantee, "belief_client", "belief_adversary", "influence", "presence"),
            *self._of(self.sponsorship, "commitment", "pledge", "presence"),
            *self._everywhere("red_line"),
            *peace,
            "world.treaty",
        )
        feeds: Mapping[str, tuple[str, ...]] = {
            "influence": tuple(path for tie in own for path in self._of(tie, *influence)),
            "cadre": self._of(self.sponsorship, "cadre"),
            "base": self._of(self.sponsorship, "presence", "base_request", "influence"),
            "sponsor_base": self._of(self.sponsorship, "presence", "base_request", "influence"),
            "pledge": self._of(self.sponsorship, "pledge"),
            "cross_influence": self._of(self.cross, "influence", "commitment"),
            "mission": peace,
            "rival_threat": self._rival(),
            "client_security": (*security, *self._rival(), *self._everywhere("control")),
            "security": security,
            "autonomy": tuple(path for tie in under for path in self._of(tie, *influence[:3])),
            "control": self._everywhere("control"),
            "heat": (*self._everywhere("heat"), *security),
            "reputation": (f"actors.{actor}.reputation",),
            "standing": (f"actors.{actor}.standing",),
            "confrontation": ("world.tension",),
            "tension": ("world.tension",),
            "backlash": tuple(f"actors.{self._cast.client(tie)}.backlash" for tie in own),
            "entrapment": (*self._of(self.guarantee, "pledge"), *self._everywhere("heat")),
            "settlement": ("world.treaty", "world.offer_challenger", "world.offer_defender"),
            "exit": self._of(self.guarantee, "commitment", "frozen"),
            "war_bill": self._of(self.guarantee, "belief_adversary", "influence", "frozen"),
            "violation_bill": (*peace, *self._everywhere("red_line", "casus", "war")),
            "retaliation": (*self._everywhere("red_line"), *self._of(self.cross, "influence")),
        }
        return feeds.get(term, ())

    def read_for(self, predicate: str) -> tuple[str, ...]:
        """State variables that a condition of legality reads; see `vocabulary.PREDICATES`."""
        second = list(self._cast.theatres)[1:2]
        feeds: Mapping[str, tuple[str, ...]] = {
            "alliance_intact": self._of(self.guarantee, "frozen"),
            "test_pending": self._everywhere("pending_test"),
            "red_line_missing": self._everywhere("red_line"),
            "mission_serving": (*self._everywhere("mission"), "world.mandate"),
            "rivalry": ("world.tension",),
            "forces_present": (*self._of(self.guarantee, "presence"), *self._everywhere("mission")),
            "base_incomplete": self._of(self.sponsorship, "presence"),
            "pledge_incomplete": self._of(self.sponsorship, "pledge"),
            "base_requested": self._of(self.sponsorship, "base_request"),
            "second_open": tuple(f"theatres.{theatre}.control" for theatre in second),
            "main_open": (f"theatres.{self._cast.main()}.control",),
            "no_treaty": ("world.treaty",),
            "mandate_expiring": ("world.clock", "world.mandate"),
            "alarm": (
                *self._everywhere("pending_test"),
                *(f"theatres.{theatre}.heat" for theatre in second),
            ),
        }
        return feeds.get(predicate, ())

    def _strengths(self) -> tuple[str, ...]:
        sides = [self._cast.holder(role) for role in ("challenger", "defender")]
        return tuple(
            f"actors.{side}.{name}"
            for side in sides
            if side
            for name in ("capability", "drone_tech")
        )

    # --- orders as efforts ---------------------------------------------------------------------

    def efforts(self, document: Mapping[str, Any], actor: str, action: str) -> dict[Target, float]:
        """Channels of an order, each with the tie, theatre or actor aimed at, and the effort."""
        role = self._cast.role(actor)
        efforts = document["actions"][role].get(action, {}).get("efforts", {})
        return {
            (channel, aimed): float(effort)
            for channel, by_target in efforts.items()
            for target, effort in by_target.items()
            for aimed in self._aimed(actor, target)
        }

    def _aimed(self, actor: str, target: str) -> Iterator[str]:
        theatres = list(self._cast.theatres)
        ties = {
            "guarantee": self.guarantee,
            "sponsorship": self.sponsorship,
            "cross": self.cross,
        }
        if target in ties:
            yield ties[target]
        elif target == "own":
            yield from (tie for tie in self._cast.ties if self._cast.patron(tie) == actor)
        elif target == "first_suitor":
            defends = (tie for tie in self._cast.ties if self._courts(tie))
            yield from list(defends)[:1]
        elif target == "main":
            yield theatres[0]
        elif target == "second":
            yield from theatres[1:2]
        elif target == "every":
            yield from theatres
        elif target == "self":
            yield actor
        else:
            yield (self._cast.holder(target) if target in ROLES[:4] else None) or target

    def _courts(self, tie: str) -> bool:
        patron, client = self._cast.patron(tie), self._cast.client(tie)
        return self._cast.role(patron) == "suitor" and client == self._cast.holder("defender")


def _on(target: str, *channels: str) -> frozenset[Target]:
    return frozenset((channel, target) for channel in channels)


def meets(target: Target, feed: frozenset[Target]) -> bool:
    """Whether a channel of an order, or a ruling, is among those a variable takes in."""
    return target in feed or (target[0], "*") in feed


def lowers(channel: str, path: str) -> bool:
    """Whether effort on a channel lowers a state variable rather than raises it."""
    variable = path.rpartition(".")[2]
    return (
        channel in ("press", "deal", "mandate", "restrain")
        or (channel in ("force", "provoke") and variable in ("integrity", "mission"))
        or (channel == "grant" and variable == "frozen")
        or (channel == "settle" and variable == "standing")
    )
