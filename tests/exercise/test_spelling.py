"""What stands after ACTOR= in --seat: all forms, what they become, and what is said of others."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.exercise.programs.chat import ChatPlayer
from sim.exercise.programs.programs import ProgramPlayer
from sim.exercise.programs.recorded import RecordedPlayer
from sim.exercise.programs.servers import ServerPlayer
from sim.exercise.programs.spelling import SeatPlan, open_player, player_of, seat_plans
from sim.exercise.sheets import Answer, NoAnswer
from sim.play.game import Game
from sim.play.seats import Decision
from sim.record import Record, RecordError
from sim.record.codec import decode, encode
from sim.scenario import Scenario, ScenarioError
from tests.exercise.samples import briefing, sheet

BOT = Path(__file__).parents[2] / "docs" / "seats" / "bot.py"
SCRIPT = """
[doctrines.patient]
kind = "script"
rules = [
  { at = 0, order = "mobilise+diversify" },
  { at = 1, until = 2, order = "rearm" },
]
otherwise = "hold"
reply = "own"
"""


@pytest.fixture(scope="module")
def karabakh() -> Scenario:
    return sim.load_scenario("karabakh-2020")


@pytest.fixture(scope="module")
def record() -> Record:
    return sim.run("karabakh-2020", seed=1, turns=3)


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: Record) -> Iterator[None]:
    """A folder with a script, a record and a program."""
    monkeypatch.chdir(tmp_path)
    Path("patient.toml").write_text(SCRIPT)
    Path("run").mkdir()
    record.save("run/record.json")
    yield


PROGRAM = f"program:{shlex.join([sys.executable, str(BOT)])}"


@pytest.mark.parametrize(
    ("text", "kind", "target", "model"),
    [
        ("human", "human", "", ""),
        ("logit_eu", "doctrine", "logit_eu", ""),
        ("fixed:rearm+diversify", "doctrine", "fixed:rearm+diversify", ""),
        (PROGRAM, "program", PROGRAM.removeprefix("program:"), ""),
        ("http://127.0.0.1:9000", "server", "http://127.0.0.1:9000", ""),
        ("https://play.example.org/a?b=1", "server", "https://play.example.org/a?b=1", ""),
        ("chat:llama3@http://127.0.0.1:8080/v1", "chat", "http://127.0.0.1:8080/v1", "llama3"),
        ("chat:@cf/a:8b@https://x.example/v1", "chat", "https://x.example/v1", "@cf/a:8b"),
        ("script:patient.toml", "script", "patient.toml", ""),
        ("replay:run", "replay", "run", ""),
        ("replay:run/record.json", "replay", "run/record.json", ""),
    ],
)
def test_every_form_becomes_a_plan_that_a_log_can_keep(
    text: str, kind: str, target: str, model: str, karabakh: Scenario
) -> None:
    plan = player_of(text, "ARM", karabakh)
    assert (plan.kind, plan.spelling, plan.target, plan.model) == (kind, text, target, model)
    kept = json.loads(json.dumps(encode(plan, SeatPlan, "plan")))
    assert decode(kept, SeatPlan, "plan") == plan


def test_a_doctrine_of_the_scenario_is_a_seat(karabakh: Scenario) -> None:
    own = {"kind": "script", "rules": [], "otherwise": "hold", "reply": "own"}
    scenario = karabakh.replace({"doctrines.still": own})
    plan = player_of("still", "ARM", scenario)
    assert plan.kind == "doctrine"
    assert scenario.replace(plan.changes).actors["ARM"].doctrine == "still"
    with pytest.raises(ValueError, match="random, still"):
        player_of("nothing", "ARM", scenario)


def test_a_script_decides_as_it_is_written(karabakh: Scenario) -> None:
    plan = player_of("script:patient.toml", "ARM", karabakh)
    game = Game(karabakh.replace(plan.changes), seed=1)
    given = []
    for _ in range(4):
        game.step()
        given.append(tuple(game.orders("ARM").values()))
    assert given == [
        ("mobilise", "diversify"),
        ("rearm", "hold"),
        ("rearm", "hold"),
        ("hold", "hold"),
    ]


def test_a_replay_gives_the_recorded_orders(karabakh: Scenario, record: Record) -> None:
    for actor in ("ARM", "RUS"):
        plan = player_of("replay:run", actor, karabakh)
        orders = [played.orders[actor] for played in record.turns_played]
        assert [(one.security, one.diplomacy) for one in plan.decisions] == [
            (one.security, one.diplomacy) for one in orders
        ]
        assert [one.reply for one in plan.decisions] == [one.reply or "own" for one in orders]
    player = RecordedPlayer([Decision("rearm", "hold"), Decision("nuke", "hold")])
    player.begin(briefing())
    assert player.answer(sheet()) == Answer(Decision("rearm", "hold"))
    with pytest.raises(NoAnswer, match="nuke of the record is not legal in this turn"):
        player.answer(sheet(turn=1))
    with pytest.raises(NoAnswer, match="the record has 2 turns"):
        player.answer(sheet(turn=2))
    player.end("over")
    player.close()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PROGRAM, ProgramPlayer),
        ("http://127.0.0.1:9000", ServerPlayer),
        ("chat:m@http://127.0.0.1:8080/v1", ChatPlayer),
        ("replay:run", RecordedPlayer),
        ("human", None),
        ("logit_eu", None),
        ("script:patient.toml", None),
    ],
)
def test_programs_are_opened_and_people_are_not(
    text: str, kind: type | None, karabakh: Scenario
) -> None:
    plan = player_of(text, "ARM", karabakh)
    if kind is None:
        with pytest.raises(ValueError, match="is no program that can be opened"):
            open_player(plan, 5.0)
    else:
        assert type(open_player(plan, 5.0)) is kind


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("humn", "seat ARM = \"humn\": no such seat; did you mean 'human'? (allowed: human, prog"),
        ("", 'seat ARM = "": no such seat (allowed: human, program:COMMAND, http://HOST:PORT, '),
        ("logit-eu", "did you mean 'logit_eu'?"),
        ("scrpt:x.toml", "did you mean 'script'?"),
        ("ftp://host", 'seat ARM = "ftp://host": no such seat (allowed: human, '),
        ("program", 'seat ARM = "program": must be program:COMMAND'),
        ("program: ", "must be program:COMMAND"),
        ("program:'a", "no closing quotation"),
        ("program:no-such-program", 'program "no-such-program": no such program'),
        ("fixed:", "must be fixed:ORDER"),
        ("fixed:raerm", "the defender has no action 'raerm'; did you mean 'rearm'?"),
        ("fixed:rearm+mobilise", "two orders for the security desk, rearm and mobilise"),
        ("http:/host", "must be http://HOST:PORT/PATH"),
        ("http://", "must be http://HOST:PORT/PATH"),
        ("chat:m", "must be chat:MODEL@http://HOST:PORT/v1"),
        ("chat:@http://host/v1", "must be chat:MODEL@http://HOST:PORT/v1"),
        ("chat: @http://host/v1", "must be the name of a model"),
        ("chat:m@http://me:secret@host/v1", "must hold no user's name, password or #"),
        ("script:none.toml", "none.toml: no such file"),
        ("script:.", "is a directory; a script is one .toml file"),
        ("replay:none", "none: no such file"),
        ("replay:patient.toml", "patient.toml: not JSON, so not a run record"),
        ("replay:" + "x" * 5_000, "cannot be read: File name too long"),
        ("a\x1b[2Jb", "must be one line of printable text; character 2 is \\x1b"),
        ("script:a\0b", "must be one line of printable text"),
    ],
)
def test_what_is_no_seat_is_said_in_one_line(text: str, told: str, karabakh: Scenario) -> None:
    with pytest.raises((ValueError, RecordError)) as raised:
        player_of(text, "ARM", karabakh)
    assert told in str(raised.value)
    assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rearm", "raerm", 'script.toml:6:24: doctrines.patient.rules[1].order = "raerm": the d'),
        ("script", "scrpt", 'script.toml:3:1: doctrines.patient.kind = "scrpt": not a kind; did '),
        ("patient]", "patient", "script.toml:2:19: not valid TOML"),
        ("[doctrines.patient]", "x = 1", "script.toml:2:1: a script file holds one table, [doct"),
        ("[doctrines.patient]", "[doctrines.a]\n[doctrines.b]", "holds one table"),
        ("[doctrines.patient]", "[doctrines.fixed]", "is the name of a built-in doctrine"),
        ("[doctrines.patient]", "[doctrines]\npatient = 1\n[x]", "holds one table"),
        ("at = 1", "at = 9999", "script.toml:6:5: doctrines.patient.rules[1].at = 9999: outside"),
    ],
)
def test_the_faults_of_a_script_have_their_lines(
    old: str, new: str, told: str, karabakh: Scenario
) -> None:
    Path("script.toml").write_text(SCRIPT.replace(old, new))
    with pytest.raises(ScenarioError) as raised:
        player_of("script:script.toml", "ARM", karabakh)
    assert told in str(raised.value)


def test_a_record_of_another_dispute_is_no_seat(karabakh: Scenario) -> None:
    libya = sim.load_scenario("libya-2019")
    stranger = next(actor for actor in libya.actors if actor not in karabakh.actors)
    with pytest.raises(ValueError, match=f"record.json has no orders of {stranger}; it has RUS"):
        player_of("replay:run", stranger, libya)
    menu = karabakh.document
    menu["actions"]["defender"]["arm_up"] = menu["actions"]["defender"].pop("rearm")
    menu["actors"]["ARM"]["opening"]["security"] = "hold"
    other = sim.scenario.from_document(menu)
    with pytest.raises(ValueError, match=r"rearm of turn 0 in run.record\.json is no order of ARM"):
        player_of("replay:run", "ARM", other)


def test_seats_are_given_by_actor(karabakh: Scenario) -> None:
    plans = seat_plans(["ARM=human", "RUS=fixed:hold", "WST=chat:m=1@http://h/v1"], karabakh)
    assert {actor: plan.kind for actor, plan in plans.items()} == {
        "ARM": "human",
        "RUS": "doctrine",
        "WST": "chat",
    }
    assert plans["WST"].model == "m=1"


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["ARM"], 'seat "ARM": must be ACTOR=SEAT, such as ARM=human'),
        (["AMR=human"], "no actor 'AMR'; did you mean 'ARM'? (the actors are RUS, TUR, AZE"),
        (["ARM=human", "ARM=logit_eu"], 'seat "ARM=logit_eu": ARM has a seat already; give one'),
        (["ARM=humn"], "did you mean 'human'?"),
    ],
)
def test_wrong_seats_are_refused(texts: list[str], told: str, karabakh: Scenario) -> None:
    with pytest.raises(ValueError, match="seat") as raised:
        seat_plans(texts, karabakh)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "ARM=http://me:secret@host/",
        "ARM=chat:m@http://me:s@secret@host/v1",
        "http://me:secret@host/",
        "ARM=ftp://me:secret@host/",
    ],
)
def test_a_password_in_an_address_is_not_said_again(karabakh: Scenario, text: str) -> None:
    with pytest.raises(ValueError, match="seat ") as raised:
        seat_plans([text], karabakh)
    assert "secret" not in str(raised.value)
