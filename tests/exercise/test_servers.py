"""Servers as players: the messages of programs by HTTP, with limits on time and size."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from sim.exercise.programs.posting import check_url
from sim.exercise.programs.servers import ServerPlayer
from sim.exercise.sheets import Answer, NoAnswer
from sim.play.seats import Decision
from tests.exercise.samples import briefing, sheet
from tests.exercise.stand_in import Asked, Said, StandIn, as_json

PATIENT = 10.0
SHORT = 0.25
READY = as_json({"type": "ready", "name": "far bot"})


def well(asked: Asked) -> Said:
    """What a good server answers."""
    if asked.body["type"] == "hello":
        return READY
    if asked.body["type"] == "end":
        return Said(status=204)
    turn = asked.body["sheet"]["view"]["turn"]
    return as_json({"type": "answer", "turn": turn, "security": "rearm"})


@contextmanager
def greeted(
    on_turn: Callable[[Asked], Said], seconds: float = PATIENT
) -> Iterator[tuple[ServerPlayer, StandIn]]:
    """A player whose server has had its briefing, and answers turns in its own way."""

    def answer(asked: Asked) -> Said:
        return on_turn(asked) if asked.body["type"] == "turn" else well(asked)

    with StandIn(answer) as server:
        player = ServerPlayer(server.url, seconds)
        player.begin(briefing())
        yield player, server


def fault(player: ServerPlayer) -> str:
    with pytest.raises(NoAnswer) as raised:
        player.answer(sheet())
    message = str(raised.value)
    assert message.isprintable()
    return message


def test_a_server_plays() -> None:
    with greeted(well) as (player, server):
        assert player.name == "far bot"
        for turn in range(3):
            assert player.answer(sheet(turn=turn)) == Answer(Decision("rearm"))
        player.end("Russia recommits to Armenia.")
        player.close()
        kinds = [asked.body["type"] for asked in server.asked]
        assert kinds == ["hello", "turn", "turn", "turn", "end"]
        assert server.asked[0].body["briefing"]["actor"] == "ARM"
        assert server.asked[-1].body["outcome"] == "Russia recommits to Armenia."
        assert {asked.headers["Content-Type"] for asked in server.asked} == {"application/json"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Said((b"no\x1b[2J\nway",), status=500), "answered with status 500: no\\x1b[2J way"),
        (Said((b"thinking",)), '"thinking" is not JSON'),
        (Said((b"x" * 70_000,)), "the server sent more than 65,536 bytes"),
        (as_json({"type": "answer", "turn": 5}), "turn = 5: this is turn 0"),
        (as_json({"type": "answer", "turn": 0, "security": "x"}), 'security = "x": is not legal'),
        (Said(status=204), '"" is not JSON'),
        (
            Said((gzip.compress(b"{}"),), headers={"Content-Encoding": "gzip"}),
            "the server packed its answer (gzip); send it plain",
        ),
    ],
)
def test_a_fault_is_no_answer(said: Said, told: str) -> None:
    with greeted(lambda _: said) as (player, _):
        assert told in fault(player)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    with StandIn(well) as other:
        moved = Said(status=status, headers={"Location": f"{other.url}/x"})
        with greeted(lambda _: moved) as (player, _):
            assert f"status {status}, a redirect, which is not followed" in fault(player)
        assert other.asked == []


def drip() -> Iterator[bytes]:
    for _ in range(200):
        yield b" "


@pytest.mark.parametrize("said", [Said(pause=0.6), Said(drip(), pause=0.05)])
def test_what_takes_too_long_is_no_answer(said: Said) -> None:
    begun = time.monotonic()
    with greeted(lambda _: said, SHORT) as (player, _):
        assert fault(player) == "no answer within 0.25 seconds"
        assert time.monotonic() - begun < PATIENT


@contextmanager
def raw(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server that does not speak HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with listening.accept()[0] as one:
                asked = b""
                while not asked.endswith(b"}\n"):  # who closes before all is read, resets
                    asked += one.recv(1_000_000)
                talk(one)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def headers_without_end(one: socket.socket) -> None:
    one.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(40):
        time.sleep(0.02)
        try:
            one.sendall(b"x")
        except OSError:
            return


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (headers_without_end, "no answer within 0.25 seconds"),
        (lambda one: one.sendall(b"SSH-2.0-OpenSSH\r\n"), "did not answer in HTTP"),
        (lambda one: None, "the server cannot be reached"),
        (lambda one: one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"), "'type'"),
    ],
)
def test_what_is_no_web_server_is_no_answer(talk: Any, told: str) -> None:
    with raw(talk) as url, pytest.raises(NoAnswer, match=told):
        ServerPlayer(url, SHORT).begin(briefing())


def soon(one: socket.socket) -> None:
    """Says again and again that the answer will come."""
    with suppress(OSError):
        for _ in range(400):
            one.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            time.sleep(0.02)


def test_a_server_whose_time_is_over_costs_no_more() -> None:
    with raw(soon) as url:
        player = ServerPlayer(url, SHORT)
        with pytest.raises(NoAnswer, match=r"no answer within 0\.25 seconds"):
            player.begin(briefing())
        (reader,) = player._post._open
        reader.join(2.0)  # it would have more to read for eight seconds
        assert not reader.is_alive()


def test_answers_that_never_end_are_not_heaped_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.exercise.programs.posting._MOST_OPEN", 1)
    # As while a name is looked up, which nothing can end.
    monkeypatch.setattr("sim.exercise.programs.posting._Asked.hang_up", lambda _: None)
    with raw(headers_without_end) as url:
        player = ServerPlayer(url, SHORT)
        with pytest.raises(NoAnswer, match="no answer within"):
            player.begin(briefing())
        assert fault(player) == "hello: the server still answers the last message"


def test_a_server_that_is_not_there_is_greeted_when_it_comes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        nobody = f"http://127.0.0.1:{reserved.getsockname()[1]}"
    player = ServerPlayer(nobody, PATIENT)
    with pytest.raises(NoAnswer, match="hello: the server cannot be reached: Connection refused"):
        player.begin(briefing())
    player.end("over")
    waiting = True

    def sleepy(asked: Asked) -> Said:
        return Said(status=503) if waiting else well(asked)

    with StandIn(sleepy) as server:
        player = ServerPlayer(server.url, PATIENT)
        with pytest.raises(NoAnswer, match="hello: the server answered with status 503"):
            player.begin(briefing())
        waiting = False
        assert player.answer(sheet()) == Answer(Decision("rearm"))
        assert [asked.body["type"] for asked in server.asked] == ["hello", "hello", "turn"]


def test_without_a_briefing_there_is_no_answer() -> None:
    assert fault(ServerPlayer("http://127.0.0.1:1", 1.0)) == "the server has had no briefing"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ftp://host/x", "must be http://HOST"),
        ("file:///etc/passwd", "must be http://HOST"),
        ("http://", "must be http://HOST"),
        ("http://host:99999/", "port out of range"),
        ("http://me:secret@host/", "must hold no user's name, password or #"),
        ("http://host/#x", "must hold no user's name, password or #"),
        ("http://host/a b", "plain letters without spaces"),
        ("http://host/\r\nX: y", "plain letters without spaces"),
        ("http://höst/", "plain letters without spaces"),
        ("http://[::1", "invalid ipv6"),
    ],
)
def test_a_wrong_address_is_refused(url: str, told: str) -> None:
    with pytest.raises(ValueError, match="address ") as raised:
        ServerPlayer(url, 1.0)
    assert told in str(raised.value)
    assert str(raised.value).isprintable()
    assert "secret" not in str(raised.value)


def test_right_addresses_are_taken() -> None:
    for url in (
        "http://127.0.0.1:9000",
        "https://play.example.org/seat?game=3",
        "http://[::1]:80/",
    ):
        assert check_url(url) == url
