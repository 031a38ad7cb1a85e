"""A record made by hand, small enough to know what every figure of it must show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.record import Order, Outcome, Record, Ruling, TurnRecord, state_hash

LONG_ORDERS = {
    "RUS": (
        ("deploy_guarantee", "enforce_red_line", "deploy_guarantee", "reinforce_mission"),
        ("accommodate_rival", "court_challenger", "draw_red_line", "press_challenger"),
    ),
    "TUR": (
        ("send_mercenaries", "operate_drones", "request_base", "train_cadres"),
        ("press_cadre_change", "restrain_client", "deal_with_rival", "pledge_defence"),
    ),
    "AZE": (
        ("offensive", "consolidate", "consolidate", "border_push"),
        ("deepen_sponsor_tie", "hedge_to_guarantor", "purge_cadres", "end_mandate"),
    ),
    "ARM": (
        ("mobilise", "provoke", "hold", "rearm"),
        ("court_guarantor", "invoke_guarantee", "hold", "freeze_alliance"),
    ),
    "WST": (("supply", "hold", "hold", "supply"), ("sanction_challenger", "hold", "hold", "court")),
    "IRN": (("hold", "hold", "hold", "hold"), ("border_red_line", "mediate", "hold", "hold")),
}
"""The orders of the security desk and of the diplomacy desk, by turns."""
ACTS = (
    "enforce_red_line",
    "draw_red_line",
    "request_base",
    "pledge_defence",
    "offensive",
    "border_push",
    "purge_cadres",
    "end_mandate",
    "provoke",
    "invoke_guarantee",
    "freeze_alliance",
    "border_red_line",
)
ATTACKS = ("offensive", "border_push")
STANCES = ("recommit", "broker", "accommodate", "disengage", "mixed")

ACTORS = {
    "RUS": {"name": "Russia", "role": "guarantor", "location": [37.62, 55.75]},
    "TUR": {"name": "Turkey", "role": "sponsor", "location": [32.85, 39.93]},
    "AZE": {"name": "Azerbaijan", "role": "challenger", "location": [49.87, 40.41]},
    "ARM": {"name": "Armenia", "role": "defender", "location": [44.51, 40.18]},
    "WST": {"name": "the West", "role": "suitor", "location": [4.35, 50.85]},
    "IRN": {"name": "Iran", "role": "suitor", "location": [51.39, 35.69]},
}
TIES = {
    "RUS-ARM": (0.48, 0.35),
    "TUR-AZE": (0.42, 0.55),
    "RUS-AZE": (0.22, 0.0),
    "WST-ARM": (0.14, 0.10),
    "IRN-ARM": (0.05, 0.05),
}
THEATRES = {
    "karabakh": {"name": "Karabakh", "location": [46.75, 39.82]},
    "border": {"name": "the Syunik border", "location": [46.41, 39.21]},
}
COLUMNS = (
    *(f"ties.{tie}.{name}" for tie in TIES for name in ("influence", "commitment", "frozen")),
    *(f"theatres.{theatre}.control" for theatre in THEATRES),
    "world.tension",
    "world.treaty",
    "world.mandate",
    "world.shock",
)


def made_scenario(
    actors: Mapping[str, Any] = ACTORS, theatres: Mapping[str, Any] = THEATRES
) -> dict[str, Any]:
    """The part of a scenario document that figures read."""
    menus: dict[str, dict[str, Any]] = {
        actor["role"]: {"hold": {"kind": "course"}, "parley": {"kind": "course"}}
        for actor in actors.values()
    }
    for actor, desks in LONG_ORDERS.items():
        for order in (*(order for desk in desks for order in desk), "arm"):
            kind = {"kind": "act" if order in ACTS else "course"}
            force = {"efforts": {"force": {"main": 1.0}}} if order in ATTACKS else {}
            if actor in actors:
                menus[actors[actor]["role"]][order] = {**kind, **force}
    return {
        "name": "made",
        "actors": dict(actors),
        "ties": {tie: {} for tie in TIES},
        "theatres": dict(theatres),
        "actions": menus,
        "events": {"ukraine-war": {}},
    }


def made_state(turn: int, **switches: float) -> tuple[float, ...]:
    """The state at the end of a turn (-1: the start); ties drift, the rest stays."""
    values: dict[str, float] = {"world.tension": 0.3, "world.mandate": 1.0}
    for i, (tie, (influence, commitment)) in enumerate(TIES.items()):
        drift = 0.01 * (turn + 1) * (1 if i % 2 else -1)
        values[f"ties.{tie}.influence"] = min(max(influence + drift, 0.01), 0.9)
        values[f"ties.{tie}.commitment"] = min(max(commitment - drift, 0.0), 1.0)
    values["theatres.karabakh.control"] = 0.73
    values |= {name.replace("__", "."): value for name, value in switches.items()}
    return tuple(values.get(path, 0.0) for path in COLUMNS)


def made_turn(
    turn: int,
    orders: Mapping[str, tuple[str, str]],
    *,
    stance: str = "mixed",
    events: Sequence[str] = (),
    rulings: Sequence[Ruling] = (),
    state: tuple[float, ...] | None = None,
) -> TurnRecord:
    """One turn; `orders` are those of security and of diplomacy, actors without orders hold."""
    end = state or made_state(turn)
    return TurnRecord(
        turn=turn,
        date=f"{2021 + turn // 4} Q{turn % 4 + 1}",
        events=tuple(events),
        orders={actor: Order(*orders.get(actor, ("hold", "hold"))) for actor in ACTORS},
        why={},
        rulings=tuple(rulings),
        stance=stance,
        state=end,
        hash=state_hash(end),
    )


def made_record(turns: Sequence[TurnRecord], scenario: dict[str, Any] | None = None) -> Record:
    """A record of turns made by hand."""
    return Record(
        format=3,
        code_version="0",
        model_version=2,
        rules_hash="0",
        scenario_hash="0" * 64,
        scenario=scenario or made_scenario(),
        seed=7,
        replicate=0,
        turns=len(turns),
        driver="mesa",
        resolve=0.2,
        columns=COLUMNS,
        initial=made_state(-1),
        turns_played=tuple(turns),
        outcome=Outcome(stance="mixed", reached=None, reason="made by hand", measures={}),
    )


def war(theatre: str) -> Ruling:
    """A ruling on fighting over a theatre."""
    return Ruling("war", theatre, {"force": 1.0, "odds": 0.5}, 0.4, {"gain": 0.1})


def unmet(theatre: str) -> Ruling:
    """A ruling that the guarantee was tested and not honoured."""
    return Ruling(
        "test", theatre, {"force": 1.0, "defended": 0.0}, None, {"met": 0.0, "unmet": 0.3}
    )


def busy_record(turns: int = 20) -> Record:
    """A run in which the longest labels stand next to each other and much happens at once."""
    played = []
    for turn in range(turns):
        orders = {
            actor: (LONG_ORDERS[actor][0][(turn + i) % 4], LONG_ORDERS[actor][1][(turn + i) % 4])
            for i, actor in enumerate(ACTORS)
        }
        if 12 <= turn < 16:
            orders |= {"RUS": ("hold", "hold"), "TUR": ("arm", "hold")}
        busy = turn % 4 == 1
        played.append(
            made_turn(
                turn,
                orders,
                stance=STANCES[turn // 2 % 5],
                events=("ukraine-war",) if turn == 4 else (),
                rulings=(war("karabakh"), unmet("border")) if busy else (),
                state=made_state(turn, **{"world.treaty": float(turn > 10)}),
            )
        )
    return made_record(played)
