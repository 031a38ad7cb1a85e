"""Pairs of records of Karabakh made by hand, to know what the chain must say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sim
from sim.record import (
    Option,
    Order,
    Outcome,
    Record,
    ReplyWhy,
    Ruling,
    TurnRecord,
    Why,
    state_hash,
)

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
    "factions.hawks",
)


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
) -> Why:
    """A decision: options with their odds, and the parts of their utility."""
    odds = odds or {"hold": 0.5, "arm_client": 0.5}
    parts = terms or {}
    options = tuple(
        Option(name, sum(parts.get(name, {}).values()), chance, dict(parts.get(name, {})))
        for name, chance in odds.items()
    )
    return Why(doctrine, options, draw, chosen, dict(beliefs or {}), {}, reply)


@dataclass(frozen=True)
class Turn:
    """What a turn of a record holds; actors without an order hold."""

    orders: Mapping[str, str] = field(default_factory=dict)
    whys: Mapping[str, Why] = field(default_factory=dict)
    rulings: Sequence[Ruling] = ()
    state: Mapping[str, float] = field(default_factory=dict)
    reply: str | None = None
    stance: str = "mixed"


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
        orders = {
            actor: Order(turn.orders.get(actor, "hold"), turn.reply if actor == "RUS" else None)
            for actor in ACTORS
        }
        played.append(
            TurnRecord(
                turn=number,
                date=f"{2021 + number // 4} Q{number % 4 + 1}",
                events=(),
                orders=orders,
                why={
                    actor: turn.whys.get(actor, why(order.action, odds={order.action: 1.0}))
                    for actor, order in orders.items()
                },
                rulings=tuple(turn.rulings),
                stance=turn.stance,
                state=closing,
                hash=state_hash(closing),
            )
        )
    return Record(
        format=2,
        code_version="0",
        model_version=1,
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
