"""Pairs of records of Karabakh made by hand, to know what the chain must say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sim
from sim.narrative.divergence.pair import ORDER, Step
from sim.record import (
    Option,
    Order,
    Outcome,
    Record,
    ReplyWhy,
    Review,
    Ruling,
    TurnRecord,
    Why,
    state_hash,
)
from sim.vocabulary import DESKS

ACTORS = ("RUS", "TUR", "AZE", "ARM", "WST", "IRN")
TIES = ("RUS-ARM", "TUR-AZE", "RUS-AZE", "WST-ARM", "IRN-ARM")
THEATRES = ("karabakh", "border")
TIE = ("influence", "cadre", "commitment", "pledge", "presence", "base_request", "frozen")
COLUMNS = (
    *(f"actors.{a}.{v}" for a in ACTORS for v in ("capability", "standing", "overstretch")),
    *(f"ties.{t}.{v}" for t in TIES for v in (*TIE, "belief_client", "belief_adversary")),
    *(f"theatres.{h}.{v}" for h in THEATRES for v in ("control", "heat", "mission", "red_line")),
    "world.tension",
    "world.treaty",
    "world.alarm",
    "factions.hawks",
)
COMMITMENT = "ties__RUS~ARM__commitment"


def ordered(turn: int, actor: str, desk: str = "security") -> Step:
    """An order that differs."""
    return Step(turn, ORDER, actor, desk=desk)


@cache
def document() -> dict[str, Any]:
    """The scenario document of karabakh-2020."""
    return sim.load_scenario("karabakh-2020").document


def state(**values: float) -> tuple[float, ...]:
    """A state: everything 0.3 but what is given, with `__` for dots and `_` kept."""
    given = {name.replace("__", ".").replace("~", "-"): value for name, value in values.items()}
    return tuple(given.get(path, 0.3) for path in COLUMNS)


def why(
    chosen: str,
    draw: float | None = 0.5,
    *,
    odds: Mapping[str, float] | None = None,
    terms: Mapping[str, Mapping[str, float]] | None = None,
    beliefs: Mapping[str, float] | None = None,
    doctrine: str = "logit_eu",
    reply: ReplyWhy | None = None,
    review: Review | None = None,
) -> Why:
    """A decision: options with their odds, and the parts of their utility."""
    odds = odds or {"hold": 0.5, "arm_client": 0.5}
    parts = terms or {}
    options = tuple(
        Option(name, sum(parts.get(name, {}).values()), chance, dict(parts.get(name, {})))
        for name, chance in odds.items()
    )
    return Why(doctrine, options, draw, chosen, dict(beliefs or {}), {}, reply, review)


def reviewed(
    *, draw: float | None = 0.1, alarm: float = 0.0, reason: str = "review", since: int = -1
) -> Review:
    """A review; its chance is that of the alarm at a review rate of .35."""
    chance = 1.0 if draw is None else 1.0 - 0.65 * (1.0 - alarm)
    return Review(chance, draw, alarm, reason, since)


def stays(order: str, *, draw: float = 0.9, alarm: float = 0.0) -> Why:
    """A desk that is not reviewed and stays on its course."""
    review = reviewed(draw=draw, alarm=alarm, reason="course")
    return Why("logit_eu", (), None, order, {}, {}, None, review)


def desk_of(actor: str, *orders: str) -> str:
    """The desk that gives these orders; "security" for `hold` alone."""
    menu = document()["actions"][document()["actors"][actor]["role"]]
    desks = {menu[order]["desk"] for order in orders} - {"both"}
    return desks.pop() if desks else "security"


@dataclass(frozen=True)
class Turn:
    """What a turn of a record holds.

    An order or a decision is of the desk that has it on its menu; a decision to wait is of the desk
    that has its other options. Desks without an order hold.
    """

    orders: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    whys: Mapping[str, Why | tuple[Why, ...]] = field(default_factory=dict)
    rulings: Sequence[Ruling] = ()
    state: Mapping[str, float] = field(default_factory=dict)
    reply: str | None = None
    stance: str = "mixed"

    def order(self, actor: str) -> Order:
        """Orders of both desks of an actor."""
        given = self.orders.get(actor, ())
        named = (given,) if isinstance(given, str) else given
        by_desk = {"security": "hold", "diplomacy": "hold"}
        by_desk |= {desk_of(actor, order): order for order in named}
        return Order(**by_desk, reply=self.reply if actor == "RUS" else None)

    def why(self, actor: str) -> dict[str, Why]:
        """Decisions of both desks of an actor."""
        given = self.whys.get(actor, ())
        decided = (given,) if isinstance(given, Why) else given
        order = self.order(actor)
        found = {desk: why(order.of(desk), odds={order.of(desk): 1.0}) for desk in DESKS}
        for one in decided:
            options = [option.action for option in one.options]
            found[desk_of(actor, one.chosen, *options)] = one
        return found


def record(
    *turns: Turn,
    seed: int = 7,
    changes: Mapping[str, Any] | None = None,
    outcome: str = "mixed",
    resolve: float = 0.2,
    **measures: Any,
) -> Record:
    """A record of those turns."""
    scenario = document()
    if changes:
        scenario = sim.load_scenario("karabakh-2020").replace(changes).document
    played = []
    for number, turn in enumerate(turns):
        closing = state(**turn.state)
        orders = {actor: turn.order(actor) for actor in ACTORS}
        played.append(
            TurnRecord(
                turn=number,
                date=f"{2021 + number // 4} Q{number % 4 + 1}",
                events=(),
                orders=orders,
                why={actor: turn.why(actor) for actor in ACTORS},
                rulings=tuple(turn.rulings),
                stance=turn.stance,
                state=closing,
                hash=state_hash(closing),
            )
        )
    return Record(
        format=3,
        code_version="0",
        model_version=2,
        rules_hash="0",
        scenario_hash="0" * 64,
        scenario=scenario,
        seed=seed,
        replicate=0,
        turns=len(turns),
        driver="mesa",
        resolve=resolve,
        columns=COLUMNS,
        initial=state(),
        turns_played=tuple(played),
        outcome=Outcome(outcome, None, "made by hand", {"recommitted": False, **measures}),
    )
