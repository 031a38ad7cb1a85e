"""Programs as players: whatever they do, the game goes on, and nothing of them is left."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from sim.exercise.programs.chat import KEY_VARIABLE
from sim.exercise.programs.programs import MOST_STARTS, ProgramPlayer
from sim.exercise.sheets import Answer, NoAnswer
from sim.play.seats import Decision
from tests.exercise.samples import briefing, choices, sheet

BOT = Path(__file__).parents[2] / "docs" / "seats" / "bot.py"
BAD = Path(__file__).parent / "bad_bot.py"
PATIENT = 10.0
SHORT = 0.25


def command(*words: str) -> str:
    return shlex.join([sys.executable, "-IS", *words])


@contextmanager
def bad(kind: str, seconds: float = PATIENT) -> Iterator[ProgramPlayer]:
    """A player that misbehaves, which has had its briefing."""
    player = ProgramPlayer(command(str(BAD), kind), seconds)
    player.begin(briefing())
    try:
        yield player
    finally:
        player.close()


def fault(player: ProgramPlayer, turn: int = 0) -> str:
    with pytest.raises(NoAnswer) as raised:
        player.answer(sheet(turn=turn))
    message = str(raised.value)
    assert message.isprintable()
    return message


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not fetched does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_reference_bot_plays() -> None:
    player = ProgramPlayer(command(str(BOT)), PATIENT)
    player.begin(briefing("RUS"))
    assert player.name == "patient bot"
    given = [player.answer(sheet("RUS", turn)) for turn in range(6)]
    player.end("Russia recommits to Armenia.")
    legal = {desk: [one.order for one in listed] for desk, listed in choices("RUS").items()}
    for turn, answer in enumerate(given):
        assert answer.decision.reply == "defend"
        assert answer.confidence == 0.5
        ordered = turn % 4 == 0
        assert (answer.decision.security in legal["security"]) is ordered
        assert (answer.decision.diplomacy in legal["diplomacy"]) is ordered
    assert given[0].decision != given[4].decision


def test_the_reference_bot_is_short_and_stands_alone() -> None:
    text = BOT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60
    assert re.findall(r"^(?:import|from) .*", text, re.MULTILINE) == ["import json", "import sys"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("dying", r"ended with status 1 \(ValueError: no such\\x1b\[2J order\); it is started"),
        ("killed", "ended by signal 9; it is started again at the next turn"),
        ("long", "wrote more than the 65,536 bytes of a line"),
        ("endless", "wrote more than the 65,536 bytes of a line"),
        ("deaf", "closed its standard input"),
        ("mute", "closed its standard output"),
        ("garbage", "byte 0xff at place 1 .* is not UTF-8; write UTF-8; no answer followed$"),
        ("chatty", '^"let me think" is not JSON; write one JSON object a line; no answer followed'),
    ],
)
def test_a_fault_is_no_answer(kind: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.exercise.programs.programs._AFTER_NOISE", SHORT)
    begun = time.monotonic()
    with bad(kind) as player:
        assert re.search(said, fault(player))
        assert "at the next turn" in fault(player, 1) or kind in ("garbage", "chatty")
    assert time.monotonic() - begun < PATIENT


def test_answers_without_end_are_no_answer() -> None:
    with bad("gushing") as player:
        with suppress(NoAnswer):  # its first line is a right answer, if it is read in time
            assert player.answer(sheet()) == Answer()
        assert "wrote more than the 65,536 bytes of a line" in fault(player, 1)


@pytest.mark.parametrize("kind", ["silent", "half", "late", "prophetic"])
def test_what_takes_too_long_is_no_answer(kind: str) -> None:
    seconds = 1.0 if kind == "half" else SHORT
    with bad(kind, seconds) as player:
        said = fault(player)
        assert said.startswith(f"no answer within {seconds:g} second")
        assert ("but a part of a line" in said) is (kind == "half")


def test_the_time_of_the_sheet_counts_if_it_is_shorter() -> None:
    with bad("silent") as player, pytest.raises(NoAnswer, match=r"within 0\.1 seconds"):
        player.answer(sheet(seconds=0.1))


def test_a_late_answer_is_not_taken_for_another_turn() -> None:
    with bad("late", SHORT) as player:
        assert "no answer within" in fault(player, 0)
        # Its answer to turn 0 comes while turn 1 waits for its own.
        player.seconds = PATIENT
        assert player.answer(sheet(turn=1)) == Answer(Decision(), "late")
        assert player.answer(sheet(turn=2)) == Answer(Decision(), "late")


def test_a_player_that_does_not_read_does_not_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.exercise.programs.processes._READING", SHORT)
    with bad("lazy", SHORT) as player:
        large = replace(sheet(), messages=("x" * 300_000,))
        with pytest.raises(NoAnswer, match="no answer within"):
            player.answer(large)
        assert "has not read the last message" in fault(player, 1)


@pytest.mark.parametrize(
    "kind", ["noisy", "blank", "talkative", "thinking aloud", "last words", "greeting"]
)
def test_what_does_no_harm_is_passed_over(kind: str) -> None:
    with bad(kind) as player:
        for turn in range(3):
            intent = "bye" if kind == "last words" else kind
            if kind == "last words" and turn == 1:
                assert "ended with status 0; it is started again" in fault(player, turn)
            else:
                assert player.answer(sheet(turn=turn)).intent == intent


def test_it_is_started_again_a_few_times() -> None:
    with bad("dying") as player:
        for turn in range(MOST_STARTS - 1):
            assert "is started again at the next turn" in fault(player, turn)
        last = "was started 4 times, and is not started again"
        assert fault(player, 8).endswith(last)
        assert fault(player, 9) == f"the program {last}"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("stillborn", r"hello: the program ended with status 3; it is started again"),
        ("rude", r'hello: name = "": must be one line of 1 to 80 characters'),
        ("dumb", r"hello: no answer within 0\.25 seconds"),
    ],
)
def test_one_that_does_not_answer_hello_is_asked_again_later(kind: str, said: str) -> None:
    player = ProgramPlayer(command(str(BAD), kind), PATIENT, starting=SHORT)
    if kind != "dumb":
        player.starting = PATIENT
    with pytest.raises(NoAnswer, match=said):
        player.begin(briefing())
    player.close()


def test_without_a_briefing_there_is_no_answer() -> None:
    assert fault(ProgramPlayer(command(str(BAD), "silent"), 1.0)) == (
        "the program has had no briefing"
    )


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
@pytest.mark.parametrize("ending", ["close", "end", "begin", "exit"])
def test_nothing_is_left_behind(ending: str) -> None:
    with bad("parent") as player:
        child = int(player.name)
        assert player._process is not None
        parent = player._process._process.pid
        assert alive(child)
        if ending == "close":
            player.close()
        elif ending == "end":
            player.end("over")
        elif ending == "exit":
            assert player._process._at_exit.atexit
            player._process._at_exit()  # as when Python ends and nobody has closed the player
        else:
            player.begin(briefing())
        for _ in range(100):
            if not (alive(child) or alive(parent)):
                break
            time.sleep(0.01)
        assert not alive(child)
        assert not alive(parent)


HOST = """
import sys, time
from sim.exercise.programs.limits import Limit
from sim.exercise.programs.processes import Process
program = Process(sys.argv[1:])
program.send(b'{"type": "hello"}\\n')
ready = program.take(Limit.of(10.0)).decode()
print(program._process.pid, ready, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGHUP"])
def test_nothing_is_left_behind_by_a_game_that_is_killed(how: str) -> None:
    told = [sys.executable, "-IS", str(BAD), "parent"]
    with subprocess.Popen(
        [sys.executable, "-c", HOST, *told], stdout=subprocess.PIPE, text=True
    ) as game:
        assert game.stdout is not None
        pid, _, ready = game.stdout.readline().partition(" ")
        pids = [int(pid), int(json.loads(ready)["name"])]
        assert all(alive(pid) for pid in pids)
        game.send_signal(signal.Signals[how])
    for _ in range(200):
        if not any(alive(pid) for pid in pids):
            break
        time.sleep(0.01)
    assert not any(alive(pid) for pid in pids)


def test_no_program_gets_the_key_of_a_language_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "sk-a1b2")
    with bad("curious") as player:
        assert player.name == "no key"


def test_the_end_does_not_wait_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.exercise.programs.programs._LEAVING", SHORT)
    begun = time.monotonic()
    with bad("stubborn") as player:
        player.end("over")
    assert time.monotonic() - begun < PATIENT
    ProgramPlayer(command("-c", "pass"), 1.0).end("never begun")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must name a program"),
        ("'bot", "no closing quotation"),
        ("no-such-program --fast", 'program "no-such-program": no such program$'),
        ("./plain.py", r"write 'python \./plain\.py' .* chmod \+x \./plain\.py"),
        ("runs.py", r"no such program; write \./runs\.py for the file in this folder"),
        ("./my bot.py", r'program "\./my": no such program; .* in quotes: \'\./my bot\.py\'$'),
        ("./bots", 'program "./bots": is a folder; name the program in it'),
        ("./bare", r"names no interpreter; begin it with a line such as #!/usr/bin/env python3"),
        ("./empty", "names no interpreter"),
        ("./gone", 'its first line names "/no/such/python", which is not here'),
        ("./lost --fast", 'its first line names "no-such-python", which is not here'),
        ("./windows", "its lines end as on Windows"),
    ],
)
def test_a_command_that_cannot_be_started_is_refused(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plain.py").write_text("print(1)\n")
    Path("bots").mkdir()
    heads = {
        "runs.py": "#!/bin/sh\n",
        "my bot.py": "#!/bin/sh\n",
        "bare": "print(1)\n",
        "empty": "",
        "gone": "#!/no/such/python -I\n",
        "lost": "#!/usr/bin/env no-such-python\n",
        "windows": "#!/usr/bin/env python3\r\n",
    }
    for name, head in heads.items():
        Path(name).write_text(head, newline="")
        os.chmod(name, 0o755)
    with pytest.raises(ValueError, match=said):
        ProgramPlayer(text, 1.0)


def test_a_file_that_is_no_program_is_no_answer(tmp_path: Path) -> None:
    file = tmp_path / "bot"
    file.write_bytes(b"\x7fELF\0")  # as one for another machine
    file.chmod(0o755)
    player = ProgramPlayer(shlex.quote(str(file)), 1.0)
    with pytest.raises(NoAnswer, match="cannot be started: Exec format error"):
        player.begin(briefing())


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_time_is_above_nothing(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"seconds = .*: must be a number above 0"):
        ProgramPlayer("python", seconds)
