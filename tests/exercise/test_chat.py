"""Language models as players: what they are asked, what is cut out of their text, and their key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from sim.exercise.programs.chat import KEY_VARIABLE, TURNS_REMEMBERED, ChatPlayer
from sim.exercise.sheets import Answer, NoAnswer
from sim.play.seats import Decision
from tests.exercise.samples import briefing, sheet
from tests.exercise.stand_in import Said, StandIn, as_chat, as_json

PATIENT = 10.0
SECRET = "sk-a1b2/c3"
GOOD = '{"security": "rearm", "diplomacy": "", "reply": "own", "intent": "arm", "confidence": 0.7}'
REARMS = Answer(Decision("rearm"), "arm", 0.7)


@contextmanager
def model(
    *said: str | Said, seconds: float = PATIENT, actor: str = "ARM"
) -> Iterator[tuple[ChatPlayer, StandIn]]:
    """A player behind a server that says these things one after another, the last again."""
    rest = [as_chat(one) if isinstance(one, str) else one for one in said]
    with StandIn(lambda _: rest.pop(0) if len(rest) > 1 else rest[0]) as server:
        player = ChatPlayer(f"{server.url}/v1", "small", seconds)
        player.begin(briefing(actor))
        yield player, server


def fault(player: ChatPlayer) -> str:
    with pytest.raises(NoAnswer) as raised:
        player.answer(sheet())
    message = str(raised.value)
    assert message.isprintable()
    return message


def test_a_model_is_asked_in_the_common_form() -> None:
    with model(GOOD) as (player, server):
        assert player.answer(sheet()) == REARMS
        player.end("over")
        player.close()
        (asked,) = server.asked
        assert asked.path == "/v1/chat/completions"
        assert set(asked.body) == {"model", "messages"}
        assert asked.body["model"] == "small"
        system, user = asked.body["messages"]
        assert (system["role"], user["role"]) == ("system", "user")
        assert "You play Armenia (ARM), the defender" in system["content"]
        assert f"- {briefing().aims[0]}\n" in system["content"]
        assert "Turn 0, 2021 Q1." in user["content"]
        assert "- rearm (course, cost " in user["content"]
        assert "Authorization" not in asked.headers


def test_the_guarantor_is_told_of_its_reply() -> None:
    with model(GOOD.replace("rearm", "hold").replace("own", "defend"), actor="RUS") as (
        player,
        one,
    ):
        assert player.answer(sheet("RUS")).decision == Decision("hold", "", "defend")
        asked = one.asked[0].body["messages"][1]["content"]
        assert "stand_aside, defend or own" in asked


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"<think>Either {{x}} or {{'a': 1}}.</think>\nMy orders:\n{GOOD}\nGood luck!",
        f'For example {{"security": "hold"}}; but I choose {GOOD}',
        json.dumps(json.loads(GOOD), indent=2),
        json.dumps({"orders": json.loads(GOOD)}),
        GOOD.replace("{", '{"type": "answer", "turn": 0, '),
        GOOD.replace('"own"', '""'),
        "{" * 150 + GOOD,
        f"{'x{' * 40_000}{GOOD}",
    ],
)
def test_the_answer_is_cut_out_of_the_text(text: str) -> None:
    with model(text) as (player, server):
        assert player.answer(sheet()) == REARMS
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I refuse.", 'no JSON object with orders in "I refuse."'),
        ("", 'no JSON object with orders in ""'),
        ('{"security": "nuke"}', 'security = "nuke": is not legal in this turn'),
        ('{"security": "rearm", "why": "x"}', 'unknown entry "why"'),
        ('{"turn": 4}', "turn = 4: this is turn 0"),
        ('{"confidence": 70}', "confidence = 70: must be a number from 0 to 1, or null"),
        ('{"security": "rearm", "security": "hold"}', 'entry "security" stands in it twice'),
        ('{"security":' * 5_000, "no JSON object with orders"),
        # What stands inside an answer is not the answer.
        ('{"security": "hold", "plan": [{"security": "mobilise"}]}', 'unknown entry "plan"'),
    ],
)
def test_a_faulty_answer_gets_a_second_try_that_is_told_the_fault(text: str, told: str) -> None:
    with model(text, GOOD) as (player, server):
        assert player.answer(sheet()) == REARMS
        first, second = (asked.body["messages"] for asked in server.asked)
        assert second[:2] == first
        assert [one["role"] for one in second[2:]] == ["assistant", "user"]
        assert told in second[3]["content"]
    with model(text) as (player, server):
        assert fault(player).endswith("(second try)")
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (as_json({"choices": []}), "has no text in choices[0].message.content"),
        (as_json([1]), "has no text in choices[0].message.content"),
        (as_json({"choices": [{"message": {"content": None}}]}), "has no text in choices[0]"),
        (Said((b"not JSON",)), "has no text in choices[0].message.content"),
        (Said((b"[" * 200_000,)), "nested too deeply"),
        (Said((b"x" * 1_100_000,)), "the server sent more than 1,000,000 bytes"),
        (as_json({"error": "no such\tmodel"}), "the server says: no such model"),
        (as_json({"error": {"message": "x" * 300, "code": 7}}), f"the server says: {'x' * 200}"),
        (as_json({"error": {"code": 7}}), "has no text in choices[0].message.content"),
        (
            as_json({"choices": [{"message": {"content": None, "refusal": "Not this."}}]}),
            "the model refuses: Not this.",
        ),
        (
            as_json({"choices": [{"message": {"content": None, "tool_calls": [{"id": "1"}]}}]}),
            "the model called a tool, and was given none",
        ),
        (as_json({"choices": [{"message": {"content": [{"text": GOOD}]}}]}), "has no text in"),
        (Said((b'{"error": "no such model"}',), 404), 'status 404: {"error": "no such model"}'),
        (Said((b"slow down",), 429), "status 429: slow down"),
    ],
)
def test_a_fault_of_the_server_is_no_answer_at_once(said: Said, told: str) -> None:
    with model(said) as (player, server):
        assert told in fault(player)
        assert len(server.asked) == 1


def test_both_tries_together_have_one_time_limit() -> None:
    slow = Said(as_chat("I refuse.").body, pause=0.2)
    with model(slow, seconds=0.3) as (player, _):
        assert fault(player) == "no answer within 0.3 seconds"


def test_a_model_is_reminded_of_its_last_turns() -> None:
    with model(GOOD, GOOD, "I refuse.", "I refuse.", GOOD) as (player, server):
        for turn in range(2):
            player.answer(sheet(turn=turn))
        with pytest.raises(NoAnswer):
            player.answer(sheet(turn=2))
        for turn in range(3, 8):
            player.answer(sheet(turn=turn))
        asked = [one.body["messages"][1]["content"] for one in server.asked]
        assert "Your last turns" not in asked[0]
        assert "- 2021 Q1: security rearm, diplomacy on its course; you meant: arm\n" in asked[1]
        assert "- 2021 Q3: no valid answer of yours, so your default was played" in asked[4]
        assert asked[-1].count("you meant: arm") == TURNS_REMEMBERED
        assert "2021 Q1" not in asked[-1]


def test_a_model_is_told_why_its_answer_was_not_taken() -> None:
    with model(GOOD) as (player, server):
        player.answer(sheet())
        player.answer(replace(sheet(), fault="no attack beside an offer"))
        first, second = (asked.body["messages"][1]["content"] for asked in server.asked)
        assert "was not taken" not in first
        assert "Your last answer was not taken: no attack beside an offer" in second
        assert "Your last turns" not in second


def test_without_a_briefing_there_is_no_answer() -> None:
    assert fault(ChatPlayer("http://127.0.0.1:1", "m", 1.0)) == "the model has had no briefing"


@pytest.mark.parametrize("status", [200, 401])
def test_the_key_is_sent_and_told_to_nobody(
    status: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, f"  {SECRET}\n")
    inside = json.dumps({"security": "rearm", "intent": f"use {SECRET}"})
    text = json.dumps({"choices": [{"message": {"content": inside}}], "error": SECRET})
    with model(Said((text.replace("use sk", "use \\u0073k").encode(),), status)) as (
        player,
        server,
    ):
        if status == 200:
            assert player.answer(sheet()).intent == "use (key)"
        else:
            said = fault(player)
            assert "status 401" in said
            assert SECRET not in said
        player.answer(sheet(turn=1)) if status == 200 else fault(player)
        assert {asked.headers["Authorization"] for asked in server.asked} == {f"Bearer {SECRET}"}
        assert SECRET not in json.dumps([asked.body for asked in server.asked])
        assert SECRET not in repr(player)
        assert SECRET not in repr(vars(player))
    assert SECRET not in "".join(capfd.readouterr())


def test_a_key_that_is_none_is_told_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "sk\nX-Other: 1")
    with model(GOOD) as (player, server):
        assert fault(player) == f"the environment variable {KEY_VARIABLE} holds no key"
        assert server.asked == []


@pytest.mark.parametrize(
    ("url", "name", "told"),
    [
        ("http://host/v1?key=1", "m", "must end before"),
        ("host/v1", "m", "must be http://HOST"),
        ("http://host/v1", " ", "must be the name of a model"),
    ],
)
def test_a_wrong_address_or_model_is_refused(url: str, name: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        ChatPlayer(url, name, 1.0)
