"""A whole game with a program, a server, a language model and a replay in its seats."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

import sim
from sim.exercise.log import ORDER, of_kind
from sim.exercise.programs.spelling import open_player, seat_plans
from sim.exercise.session import Seating, Session
from sim.vocabulary import DESKS
from tests.exercise.stand_in import Asked, Said, StandIn, as_chat, as_json

TURNS = 2
HERE = Path(__file__)
BOT = HERE.parents[2] / "docs" / "seats" / "bot.py"
BAD = HERE.parent / "bad_bot.py"


def answered(asked: Asked) -> Said:
    """A model that orders what is not legal, and a server that is good every other turn."""
    if "messages" in asked.body:
        return as_chat('{"security": "hold", "diplomacy": "nuke"}')
    if asked.body["type"] == "hello":
        return as_json({"type": "ready", "name": "far bot"})
    if asked.body["type"] == "end":
        return Said(status=204)
    view = asked.body["sheet"]["view"]
    order = "rearm" if view["turn"] % 2 else "attack everybody"
    return as_json({"type": "answer", "turn": view["turn"], "security": order, "intent": "win"})


def test_every_player_plays_and_every_fault_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.exercise.programs.programs._AFTER_NOISE", 0.1)
    scenario = sim.load_scenario("karabakh-2020")
    before = tmp_path / "before.json"
    sim.run(scenario, seed=2, turns=TURNS).save(before)
    python = shlex.join([sys.executable, "-IS"])
    with StandIn(answered) as server:
        texts = [
            f"RUS=program:{python} {BOT}",
            f"TUR=program:{python} {BAD} garbage",
            f"AZE={server.url}/seat",
            f"WST=chat:m@{server.url}/v1",
            f"IRN=replay:{before}",
        ]
        plans = seat_plans(texts, scenario)
        players = {actor: open_player(plan, 10.0) for actor, plan in plans.items()}
        seats = {actor: Seating(plans[actor].spelling, one) for actor, one in players.items()}
        told: list[str] = []
        session = Session.start(
            tmp_path / "game",
            scenario,
            seed=1,
            turns=TURNS,
            seats=seats,
            tell=told.append,
        )
        session.play()
        for player in players.values():
            player.end("over")
    orders = list(of_kind(session.log.entries, ORDER))
    faults = {
        actor: [one["fault"] for one in orders if one["actor"] == actor]
        for actor in scenario.actors
    }
    assert faults["RUS"] == faults["IRN"] == faults["ARM"] == [""] * TURNS
    assert [bool(fault) for fault in faults["AZE"]] == [True, False]
    assert all("is not UTF-8" in fault for fault in faults["TUR"])
    assert all('diplomacy = "nuke": is not legal' in fault for fault in faults["WST"])
    assert len(told) == 2 * TURNS + 1
    menus = {actor: scenario.actions[one.role] for actor, one in scenario.actors.items()}
    for one in orders:
        assert all(one[desk] in ("", *menus[one["actor"]]) for desk in DESKS)
    assert sim.replay(session.game.record()).agrees
    session.close()
    assert "nuke" not in json.dumps(session.game.record().to_bytes().decode())
