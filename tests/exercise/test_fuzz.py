"""Two hundred bots that send nonsense: no crash, no hang, no order that is not legal."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest

from sim.exercise.programs.chat import _answer_in
from sim.exercise.programs.protocol import LONGEST_INTENT, LONGEST_LINE, read_answer, read_ready
from sim.exercise.sheets import Answer, NoAnswer
from sim.texts import fault_of
from sim.vocabulary import DESKS, REPLIES
from tests.exercise.samples import choices, sheet

BOTS_OF_A_KIND = 25
WORDS = [
    "hold",
    "rearm",
    "mobilise",
    "arm_client",
    "",
    "x" * 700,
    "\n",
    "\x00",
    "é",
    "\ud83d",
    "own",
]
NAMES = ["type", "turn", *DESKS, "reply", "intent", "confidence", "", "\ud800", "__class__"]


def nonsense(chance: random.Random, depth: int = 3) -> Any:
    """Any JSON value, and some that JSON has not."""
    kind = chance.randrange(9 if depth else 7)
    plain = [None, True, chance.randint(-5, 5), chance.random(), 1e999, 10**300, "answer"]
    if kind < 7:
        return chance.choice([plain[kind], chance.choice(WORDS)])
    if kind == 7:
        return [nonsense(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {chance.choice(NAMES): nonsense(chance, depth - 1) for _ in range(chance.randrange(4))}


def valid(chance: random.Random) -> dict[str, Any]:
    """An answer to the first sheet of Russia that is right."""
    return {
        "type": "answer",
        "turn": 0,
        **{desk: chance.choice(choices("RUS")[desk]).order for desk in DESKS},
        "reply": chance.choice(REPLIES),
        "intent": "",
        "confidence": chance.random(),
    }


def other_values(chance: random.Random) -> bytes:
    told = valid(chance)
    for name in chance.sample(NAMES, chance.randint(1, 3)):
        told[name] = nonsense(chance)
    return json.dumps(told).encode()


def other_orders(chance: random.Random) -> bytes:
    told = valid(chance)
    told[chance.choice(DESKS)] = chance.choice(
        [*WORDS, *(one.order for one in choices("ARM")["diplomacy"])]
    )
    told["turn"] = chance.choice([0, 0, 0, 1, -1])
    return json.dumps(told).encode()


def other_bytes(chance: random.Random) -> bytes:
    raw = bytearray(json.dumps(valid(chance)).encode())
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(raw))
        raw[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    return bytes(raw)


def cut_or_doubled(chance: random.Random) -> bytes:
    raw = json.dumps(valid(chance)).encode()
    place = chance.randrange(len(raw))
    return raw[:place] + chance.choice([b"", raw, raw[place // 2 :]])


def other_letters(chance: random.Random) -> bytes:
    encoding = chance.choice(["utf-16", "utf-32", "cp500", "utf-8-sig", "utf-7"])
    return json.dumps(valid(chance)).encode(encoding)


def garbage(chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice([0, 1, 10, 1_000, LONGEST_LINE + 1]))


def bombs(chance: random.Random) -> bytes:
    piece = chance.choice([b"[", b'{"a":', b'[{"turn":[', b'"', b"\\u0000", b"9", b"{", b'{"a":"'])
    begin = chance.choice([b"", b'{"intent":', b'{"turn":0,"confidence":'])
    return (begin + piece * (LONGEST_LINE // len(piece)))[: chance.randint(1, LONGEST_LINE)]


def many_entries(chance: random.Random) -> bytes:
    names = (f"k{chance.randrange(10**6)}" for _ in range(chance.randrange(4_000)))
    return json.dumps({**valid(chance), **dict.fromkeys(names, chance.choice(WORDS))}).encode()


KINDS: list[Callable[[random.Random], bytes]] = [
    other_values,
    other_orders,
    other_bytes,
    cut_or_doubled,
    other_letters,
    garbage,
    bombs,
    many_entries,
]


def check(read: Callable[[], Answer]) -> bool:
    """Whether an answer was taken; it is legal then, and else its fault is said in one line."""
    try:
        answer = read()
    except NoAnswer as fault:
        assert str(fault)
        assert str(fault).isprintable()
        assert len(str(fault)) < 1_000
        return False
    legal = {desk: {"", *(one.order for one in choices("RUS")[desk])} for desk in DESKS}
    assert all(getattr(answer.decision, desk) in legal[desk] for desk in DESKS)
    assert answer.decision.reply in REPLIES
    assert len(answer.intent) <= LONGEST_INTENT
    assert not fault_of(answer.intent)
    assert answer.confidence is None or 0 <= answer.confidence <= 1
    return True


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_bot_of_a_kind_does_harm(kind: Callable[[random.Random], bytes]) -> None:
    russia, begun, taken = sheet("RUS"), process_time(), 0
    for number in range(BOTS_OF_A_KIND):
        raw = kind(random.Random(f"{kind.__name__} {number}"))
        taken += check(lambda raw=raw: read_answer(raw, russia))  # type: ignore[misc]
        check(lambda raw=raw: _answer_in(raw.decode("utf-8", "replace"), russia))  # type: ignore[misc]
        with pytest.raises(NoAnswer):
            read_ready(raw)
    assert taken < BOTS_OF_A_KIND
    assert process_time() - begun < 5


def test_some_of_what_they_say_is_right_and_some_is_wrong() -> None:
    def taken(kind: Callable[[random.Random], bytes]) -> int:
        raws = [
            kind(random.Random(f"{kind.__name__} {number}")) for number in range(BOTS_OF_A_KIND)
        ]
        return sum(check(lambda raw=raw: read_answer(raw, sheet("RUS"))) for raw in raws)  # type: ignore[misc]

    assert len(KINDS) * BOTS_OF_A_KIND == 200
    assert 0 < taken(other_orders) < BOTS_OF_A_KIND
    assert 0 < taken(other_letters) < BOTS_OF_A_KIND
    assert taken(garbage) == taken(bombs) == 0
    assert check(lambda: read_answer(json.dumps(valid(random.Random(1))).encode(), sheet("RUS")))
