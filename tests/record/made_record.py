"""A small record made by hand: three turns of a quarrel like Karabakh, with all rulings."""

from dataclasses import replace
from typing import Any

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

ACTIONS = {
    "guarantor": {
        "hold": ("both", "course", "waits"),
        "deploy_guarantee": ("security", "course", "deploys troops to {defender}"),
        "broker_neutral": (
            "diplomacy",
            "course",
            "acts as neutral broker between {challenger} and {defender}",
        ),
    },
    "sponsor": {
        "hold": ("both", "course", "waits"),
        "arm": ("security", "course", "sends arms to {challenger}"),
    },
    "challenger": {
        "hold": ("both", "course", "waits"),
        "border_push": ("security", "act", "attacks {defender} at {second}"),
    },
    "defender": {
        "hold": ("both", "course", "waits"),
        "diversify": ("diplomacy", "course", "turns to {first_suitor}"),
    },
    "suitor": {
        "hold": ("both", "course", "waits"),
        "court": ("diplomacy", "course", "courts {client}"),
    },
}
"""Desk, kind and phrase of every action, by role."""

COLUMNS = {
    "actors.RUS.capability": 4.0,
    "actors.RUS.reputation": 0.5,
    "ties.RUS-ARM.influence": 0.48,
    "ties.RUS-ARM.commitment": 0.35,
    "ties.RUS-ARM.belief_client": 0.0,
    "ties.RUS-ARM.belief_adversary": -0.5,
    "world.tension": 0.3,
    "factions.hawks": 0.3,
    "factions.brokers": 0.45,
    "factions.accommodators": 0.25,
}


def _full_columns() -> dict[str, float]:
    state = dict(COLUMNS)
    for actor in ("RUS", "TUR", "AZE", "ARM", "WST", "IRN"):
        for name in ("capability", "drone_tech", "overstretch", "standing", "backlash"):
            state.setdefault(f"actors.{actor}.{name}", 0.25)
    for tie in ("RUS-ARM", "TUR-AZE", "WST-ARM"):
        for name in ("influence", "commitment", "pledge", "presence", "cadre"):
            state.setdefault(f"ties.{tie}.{name}", 0.1)
    for actor, names in {"AZE": ("readiness", "menace"), "ARM": ("disillusion",)}.items():
        for name in (*names, "pressure"):
            state[f"actors.{actor}.{name}"] = 0.25
    for theatre in ("karabakh", "border"):
        for name in ("war", "danger"):
            state[f"theatres.{theatre}.{name}"] = 0.0
        for name in ("control", "heat", "mission", "integrity", "mediation"):
            state.setdefault(f"theatres.{theatre}.{name}", 0.5)
    return state


OPENING = {
    key: {"security": "hold", "diplomacy": "hold"} for key in ("RUS", "TUR", "AZE", "WST", "IRN")
} | {"ARM": {"security": "hold", "diplomacy": "diversify"}}
"""Courses before the first turn: Armenia turns to the West, all others wait."""


def document() -> dict[str, Any]:
    names = {
        "RUS": ("Russia", "guarantor"),
        "TUR": ("Turkey", "sponsor"),
        "AZE": ("Azerbaijan", "challenger"),
        "ARM": ("Armenia", "defender"),
        "WST": ("the West", "suitor"),
        "IRN": ("Iran", "suitor"),
    }
    return {
        "name": "hand-made",
        "title": "A hand-made quarrel",
        "question": "Does Russia recommit?",
        "summary": "\nTwo lines\nof summary.\n",
        "calendar": {"start": "2021-Q1", "turns": 3},
        "actors": {
            key: {"name": name, "role": role, "doctrine": "logit_eu", "opening": OPENING[key]}
            for key, (name, role) in names.items()
        },
        "ties": {"RUS-ARM": {}, "TUR-AZE": {}, "WST-ARM": {"influence": {"value": 0.1}}},
        # Not in alphabetical order: the first theatre is the main one, and must stay the first.
        "theatres": {"karabakh": {"name": "Karabakh"}, "border": {"name": "the border"}},
        "actions": {
            role: {
                action: {"desk": desk, "kind": kind, "phrase": phrase}
                for action, (desk, kind, phrase) in menu.items()
            }
            for role, menu in ACTIONS.items()
        },
        "events": {"far-war": {"text": "A war begins far away"}},
    }


def why(actor: str, chosen: str) -> Why:
    """Two options; the draw .31 falls in the stretch of the second, .25 to 1."""
    options = (
        Option("hold", 1.5, 0.25, {"influence": 1.0, "standing": 0.5}),
        Option(chosen, 1.75, 0.75, {"influence": 1.25, "standing": 0.5}),
    )
    review = Review(0.35, 0.2, 0.0, "review", -1)
    beliefs, truth = {"balance": 0.6}, {"balance": 0.7}
    return Why("logit_eu", options, 0.31, chosen, beliefs, truth, None, review)


def stays(chosen: str) -> Why:
    """The desk is not reviewed, and its course goes on."""
    review = Review(0.35, 0.9, 0.0, "course", -1)
    return Why("logit_eu", (), None, chosen, {}, {}, None, review)


def whys(actor: str, order: Order) -> dict[str, Why]:
    """The reasons of both desks; a desk that waits stays on its course."""
    reply = ReplyWhy("border", 0.4, 0.1, 0.9, 0.05, 0.7, False) if actor == "RUS" else None
    found = {
        desk: stays("hold") if order.of(desk) == "hold" else why(actor, order.of(desk))
        for desk in ("security", "diplomacy")
    }
    found["security"] = replace(found["security"], reply=reply)
    return found


ORDERS = {
    "RUS": Order("hold", "broker_neutral", "stand_aside"),
    "TUR": Order("arm", "hold"),
    "AZE": Order("border_push", "hold"),
    "ARM": Order("hold", "diversify"),
    "WST": Order("hold", "hold"),
    "IRN": Order("hold", "hold"),
}

RULINGS = (
    Ruling("attribution", "TUR", {"covert": 0.6, "probability": 0.7}, 0.2, {"seen": 1.0}),
    Ruling(
        "war", "border", {"force": 0.8, "odds": 0.74, "support": 0.4}, 0.1,
        {"gain": 0.08, "control": 0.08},
    ),
    Ruling(
        "test", "border", {"force": 0.8, "coverage": 0.9, "defended": 0.0}, None,
        {"met": 0.0, "unmet": 0.72},
    ),
    Ruling("ceasefire", "border", {"probability": 0.62}, 0.3, {"holds": 1.0}),
)  # fmt: skip


def turn(number: int, changes: dict[str, float], **parts: Any) -> TurnRecord:
    state = tuple((_full_columns() | changes).values())
    standard: dict[str, Any] = {
        "turn": number,
        "date": f"2021 Q{number + 1}",
        "events": (),
        "orders": ORDERS,
        "why": {actor: whys(actor, order) for actor, order in ORDERS.items()},
        "rulings": (),
        "stance": "broker",
        "state": state,
        "hash": state_hash(state),
    }
    return TurnRecord(**(standard | parts))


def made_record() -> Record:
    initial = _full_columns()
    turns = (
        turn(0, {"ties.RUS-ARM.commitment": 0.4}),
        turn(1, {"ties.RUS-ARM.commitment": 0.3}, events=("far-war",), rulings=RULINGS),
        turn(2, {"ties.RUS-ARM.commitment": 0.25, "world.tension": 0.1}, stance="mixed"),
    )
    return Record(
        format=3,
        code_version="0.3.0",
        model_version=2,
        rules_hash="0" * 64,
        scenario_hash="abcdef0123456789",
        scenario=document(),
        seed=7,
        replicate=2,
        turns=3,
        driver="mesa",
        resolve=0.8,
        columns=tuple(initial),
        initial=tuple(initial.values()),
        turns_played=turns,
        outcome=Outcome(
            "broker", None, "Broker was the commonest stance.", {"recommitted": False, "tests": 1}
        ),
    )
